"""The standing cast of officers at the node under test, and letters made for these tests.

Ana (RO-101) drafts and Head (RO-102) authorises at the contact point; Judge (RO-201) issues; Central
(RO-301) transmits. All four are vouched for by the world's directory.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User

from comity.exchange import registry
from comity.officers import actions
from comity.officers.models import Officer, PendingLetter
from comity.wire import canonical
from comity.wire.letters import ApprovalNeed, Body, LetterSpec
from tests.simulated_peer import World

POINT, ISSUING, CENTRAL = "RO/contact-point", "RO/issuing-authority", "RO/central-authority"
OTHER_POINT = "MA/contact-point"
PASSWORD = "correct horse battery"
EVERYTHING = ("draft", "authorise", "issue", "transmit", "decide", "order", "certify", "custody")
PEOPLE = {
    "ana": ("RO-101", POINT),
    "head": ("RO-102", POINT),
    "judge": ("RO-201", ISSUING),
    "central": ("RO-301", CENTRAL),
}


class NoteBody(Body):
    """One sentence."""

    text: str
    measure: str = "M01"


def _spec(name: str, opens: bool, *needs: ApprovalNeed) -> LetterSpec:
    return LetterSpec(
        type=f"officers-test.{name}",
        version=1,
        title=f"Test letter: {name}",
        body=NoteBody,
        opens=opens,
        side="either",
        approvals=needs,
        writers=("contact_point", "issuing", "central"),
        competence=None,
        effect="none",
    )


FREE = _spec("free", True)
ASKING = _spec("asking", True, ApprovalNeed("authorise", not_drafter=True))
FOLLOWING = _spec("following", False, ApprovalNeed("authorise", not_drafter=True))
FORMAL = _spec(
    "formal",
    True,
    ApprovalNeed("issue", role="issuing"),
    ApprovalNeed("transmit", not_drafter=True),
)
SPECS = (FREE, ASKING, FOLLOWING, FORMAL)


for spec in SPECS:
    registry.register(spec)


def officer(name: str, capacities: Sequence[str] = EVERYTHING, role: str = "officer") -> Officer:
    """One of the cast, who can sign in under this name."""
    person, authority = PEOPLE[name]
    user = User.objects.create_user(name, password=PASSWORD)
    return Officer.objects.create(
        user=user, person=person, authority=authority, role=role, capacities=list(capacities)
    )


def propose(by: Officer, spec: LetterSpec = ASKING, **more: Any) -> PendingLetter:
    """A letter of this kind, drafted by an officer."""
    values: dict[str, Any] = {
        "type": spec.type,
        "to_authority": OTHER_POINT,
        "matter": None,
        "body": {"text": "Please hold this mailbox.", "measure": "M01"},
        **more,
    }
    return actions.propose(by, **values)


def approval(
    world: World, pending: PendingLetter, who: str, capacity: str, /, **changed: Any
) -> bytes:
    """What `comity approve` would write for a person of the world; ``changed`` lies in the statement."""
    authority = changed.pop("authority", None)
    home = next(a for p, a in PEOPLE.values() if p[:4] == who[:4])
    official = next(
        one for people in world["ro-1"].people.values() for one in people if one.person == who
    )
    made = official.approve(bytes(pending.core), authority or home, capacity, world.now, **changed)
    return canonical.encode(made)
