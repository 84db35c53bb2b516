"""A letter: its core and its approvals, and what a type of letter declares.

The signed bytes are the letter; its digest covers core and approvals, and the digest of the letter that
opens a matter is the matter's id. Nothing here knows which types exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from comity.wire import canonical, digests, documents, limits
from comity.wire.approvals import Statement
from comity.wire.cores import Attachment, Core, core_bytes, parse_core, read_core
from comity.wire.documents import unknown_fields
from comity.wire.errors import (
    ApprovalByDrafterError,
    ApprovalMissingError,
    ApprovalOtherAuthorityError,
    ApprovalTwiceError,
    BodyInvalidError,
    CriticalFieldUnknownError,
    LetterFormatError,
    LetterOtherTypeError,
)

__all__ = [
    "ApprovalNeed",
    "Attachment",
    "Body",
    "Core",
    "Letter",
    "LetterSpec",
    "assemble",
    "check_approval_set",
    "check_body",
    "core_bytes",
    "parse",
    "parse_core",
    "unknown_fields",
]


class Body(documents.Document):
    """The base of the bodies of letters."""


BodyType = type[Body]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read from its signed bytes."""

    payload: bytes
    digest: str
    core_digest: str
    core: Core
    approvals: tuple[dict[str, Any], ...]

    @property
    def matter_id(self) -> str:
        """The matter that it belongs to: the one that it opens, or the one that it names."""
        return self.core.matter or self.digest


@dataclass(frozen=True, slots=True)
class ApprovalNeed:
    """One approval by one person who holds this capacity, or one of these.

    ``role``: an authority of this role in the writer's State gives it; None: the writer's own people.
    """

    capacity: str | tuple[str, ...]
    not_drafter: bool = False
    role: str | None = None

    def met_by(
        self, statement: Statement, drafter: str | None, role: str | None, own: bool
    ) -> bool:
        """Whether this person's approval can serve (``drafter`` None: whoever drafted).

        ``role`` is that of the approving authority; ``own``: it is the writer's.
        """
        capacities = (self.capacity,) if isinstance(self.capacity, str) else self.capacity
        if self.not_drafter and statement.person == drafter:
            return False
        by_right_authority = own if self.role is None else role == self.role
        return by_right_authority and statement.capacity in capacities


@dataclass(frozen=True, slots=True)
class LetterSpec:
    """What a type of letter declares: who may write it, who must approve it, what it does."""

    type: str
    version: int
    title: str
    body: BodyType
    opens: bool
    side: Literal["requesting", "requested", "either"]
    approvals: tuple[ApprovalNeed, ...]
    # Roles of authorities: contact_point, issuing, central, ordering, provider.
    writers: tuple[str, ...]
    competence: str | None  # what the writer must be competent for, for the measure
    effect: str


def assemble(core: bytes, approvals: Sequence[dict[str, Any]]) -> bytes:
    """The payload of a letter from the bytes that were approved. Raises a DocumentError."""
    return _before_core(list(approvals)) + core + b"}"


def parse(payload: bytes) -> Letter:
    """Read a letter's payload. Raises DocumentError, LetterFormatError, CoreField...Error.

    The caller still owes: signatures, approvals, attachments, the body by its type, the matter.
    """
    value = canonical.decode_canonical(
        payload, max_bytes=limits.LETTER_BYTES, max_text=limits.TEXT_CHARS
    )
    if not isinstance(value, dict) or set(value) != {"core", "approvals"}:
        raise LetterFormatError
    approvals = value["approvals"]
    if not isinstance(approvals, list) or len(approvals) > limits.APPROVALS:
        raise LetterFormatError
    if not all(isinstance(approval, dict) for approval in approvals):
        raise LetterFormatError
    return Letter(
        payload=bytes(payload),
        digest=digests.sha256(payload),
        core_digest=digests.sha256(payload[len(_before_core(approvals)) : -1]),
        core=read_core(value["core"]),
        approvals=tuple(approvals),
    )


def check_body(letter: Letter, spec: LetterSpec) -> Body:
    """The body, read as its type says. Raises BodyInvalidError, CriticalFieldUnknownError."""
    core = letter.core
    if (core.type, core.version) != (spec.type, spec.version):
        raise LetterOtherTypeError(type=core.type, version=core.version)
    body = documents.validate(spec.body, core.body, error=BodyInvalidError)
    _check_critical(core.critical, body)
    return body


def check_approval_set(
    letter: Letter,
    spec: LetterSpec,
    statements: Sequence[Statement],
    roles: Mapping[str, str] | None = None,
) -> None:
    """The verified approvals are enough: a different person for each need.

    ``roles`` gives, from the directory, the role of each authority of the writer's State that may
    approve; without it only the writer's own people can. Raises ApprovalTwiceError,
    ApprovalOtherAuthorityError, ApprovalByDrafterError, ApprovalMissingError.
    """
    persons = [statement.person for statement in statements]
    if len(set(persons)) != len(persons):
        raise ApprovalTwiceError(persons=persons)
    writer, known = letter.core.from_authority, roles or {}
    for one in statements:
        # A State speaks for itself only, whatever roles the caller hands in.
        elsewhere = one.authority not in known or one.authority[:2] != writer[:2]
        if one.authority != writer and elsewhere:
            raise ApprovalOtherAuthorityError(authority=one.authority)
    given = [(one, known.get(one.authority), one.authority == writer) for one in statements]
    if _served(spec.approvals, given, letter.core.drafter):
        return
    if _served(spec.approvals, given, None):
        raise ApprovalByDrafterError(person=letter.core.drafter)
    raise ApprovalMissingError(needed=[str(need.capacity) for need in spec.approvals])


def _before_core(approvals: list[dict[str, Any]]) -> bytes:
    # In canonical order the core comes last: its approved bytes stand in the payload as they are.
    return b'{"approvals":' + canonical.encode(approvals) + b',"core":'


def _check_critical(critical: tuple[str, ...], body: Body) -> None:
    """What the sender marked critical is known to us, and so is everything inside it."""
    fields = type(body).model_fields.items()
    known = {field.serialization_alias or name for name, field in fields}
    unknown = [_without_numbers(path) for path in unknown_fields(body)]
    for name in critical:
        path = _without_numbers(name)
        inside = [other for other in unknown if other == path or other.startswith(f"{path}.")]
        if name.split(".")[0] not in known or inside:
            raise CriticalFieldUnknownError(field=name)


def _without_numbers(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def _served(
    needs: tuple[ApprovalNeed, ...],
    given: list[tuple[Statement, str | None, bool]],
    drafter: str | None,
) -> bool:
    """Whether every need can have an approval of its own (few of each: tried out)."""
    if not needs:
        return True
    for number, (statement, role, own) in enumerate(given):
        rest = given[:number] + given[number + 1 :]
        if needs[0].met_by(statement, drafter, role, own) and _served(needs[1:], rest, drafter):
            return True
    return False
