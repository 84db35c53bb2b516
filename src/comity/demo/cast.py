"""Who plays in the demo. Institutions carry the names that the packaged data gives them; persons
and the provider are plainly invented and known by pseudonym and office only.
"""

from dataclasses import dataclass

from comity.demo import mailstore
from comity.law import authorities, states

PROVIDER = "MA/provider/atlas-mail"
SUBSCRIBER = mailstore.SUBSCRIBER


@dataclass(frozen=True)
class Actor:
    """One invented person: where they work and what they may do there."""

    person: str  # pseudonym in the directory
    username: str
    node: str
    authority: str
    capacities: tuple[str, ...]
    office: str


ACTORS = (
    Actor("RO-101", "ro-investigator", "ro-1", "RO/contact-point", ("draft",), "drafting officer"),
    Actor(
        "RO-102", "ro-head", "ro-1", "RO/contact-point", ("authorise", "draft"), "head of the desk"
    ),
    Actor(
        "RO-201", "ro-judge", "ro-1", "RO/issuing-authority", ("issue", "draft"), "issuing judge"
    ),
    Actor(
        "RO-301",
        "ro-central",
        "ro-1",
        "RO/central-authority",
        ("transmit", "draft"),
        "central authority",
    ),
    Actor(
        "RO-302", "ro-clerk", "ro-1", "RO/central-authority", ("draft",), "clerk, central authority"
    ),
    Actor("RO-103", "ro-custodian", "ro-1", "RO/contact-point", ("custody",), "evidence custodian"),
    Actor(
        "MA-101", "ma-duty", "ma-1", "MA/contact-point", ("decide", "draft"), "duty officer, 24/7"
    ),
    Actor(
        "MA-102", "ma-head", "ma-1", "MA/contact-point", ("decide",), "head of the contact point"
    ),
    Actor(
        "MA-201",
        "ma-prosecutor",
        "ma-1",
        "MA/ordering-authority",
        ("order",),
        "ordering prosecutor",
    ),
    Actor(
        "MA-202", "ma-order-clerk", "ma-1", "MA/ordering-authority", ("draft",), "clerk of orders"
    ),
    Actor(
        "MA-301",
        "ma-central",
        "ma-1",
        "MA/central-authority",
        ("decide", "draft"),
        "central authority",
    ),
    Actor(
        "MA-302", "ma-custodian", "ma-1", "MA/central-authority", ("custody",), "evidence custodian"
    ),
    Actor(
        "AT-101",
        "atlas-lawful",
        "atlas-1",
        PROVIDER,
        ("draft", "certify"),
        "lawful disclosure desk of the provider",
    ),
    Actor("AT-102", "atlas-lead", "atlas-1", PROVIDER, ("certify",), "lead of the disclosure desk"),
)


def actor(username: str) -> Actor:
    """The person with this sign-in name."""
    return next(one for one in ACTORS if one.username == username)


def _named(state: str, role: str) -> str:
    rows = [row for row in authorities.of(state) if row.role == role]
    if not rows:
        return f"{states.name(state)}: {role} (not named in the data)"
    return rows[0].institution


def authority_names() -> dict[str, str]:
    """Authority id to name: from the data where it names one, marked where it does not."""
    names: dict[str, str] = {}
    for state in ("RO", "MA"):
        names[f"{state}/contact-point"] = _named(state, "24_7_contact_point")
        names[f"{state}/central-authority"] = _named(state, "central_authority_mla")
    names["RO/issuing-authority"] = (
        "Issuing judicial authority (demo: the data names no court for this)"
    )
    names["MA/ordering-authority"] = (
        "Authority that orders providers (demo: the data names none for this)"
    )
    names[PROVIDER] = "Atlas Courriel (invented provider)"
    return names


COMPETENCES: dict[str, dict[str, list[str]]] = {
    "RO/contact-point": {"M01": ["request", "receive"]},
    "RO/issuing-authority": {"M03": ["issue"]},
    "RO/central-authority": {"M03": ["request", "transmit", "receive"]},
    "MA/contact-point": {"M01": ["request", "receive"]},
    "MA/ordering-authority": {"M01": ["order"], "M03": ["order"]},
    "MA/central-authority": {"M03": ["request", "transmit", "receive"]},
    PROVIDER: {"M01": ["execute"], "M03": ["execute"]},
}
