"""For whom the directory vouched, when: every version in the folder, and every revocation in any of them.

A revocation counts from the moment that it names, also if it was published later; it counts only where
the State of the key's own holder published it. Keys that were used are remembered.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from comity.evidence import derived
from comity.trust.entries import Directory, NodeEntry, Revocation, Signer, state_of
from comity.trust.history import History
from comity.verification.errors import (
    DirectoryWrongError,
    NotVouchedError,
    VerificationError,
    naming,
)
from comity.wire import jws, times


class Vouching:
    """The directory's history, verified, as the later checks ask it."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.keys = derived.keys_of(history)
        self.used: set[str] = set()
        self._revoked: dict[tuple[str, str], Revocation] = {}  # State and key to the earliest
        for version in history.versions():
            self._learn(history.at(version))

    def _learn(self, directory: Directory) -> None:
        for state, view in directory.states.items():
            signers: list[Signer] = [*view.authorities.values(), *view.nodes.values()]
            revoked = [one for signer in signers for one in signer.revoked]
            for entry in view.people.values():
                revoked += [one for person in entry.persons for one in person.revoked]
            for one in revoked:
                known = self._revoked.get((state, one.kid))
                if known is None or one.since < known.since:
                    self._revoked[state, one.kid] = one

    def in_force(self, at: datetime, file: str) -> Directory:
        """The newest version that was issued by then. Raises NotVouchedError."""
        with naming(file, NotVouchedError):
            return self.history.in_force(at)

    def version(self, version: int, file: str) -> Directory:
        """A version that the folder must hold. Raises DirectoryWrongError."""
        if version not in self.history.versions():
            raise DirectoryWrongError(
                f"Version {version} of the directory, which is named here, was left out.", file
            )
        return self.history.at(version)

    def node(self, name: str, at: datetime, file: str) -> NodeEntry:
        """A node as it was declared at a time. Raises NotVouchedError."""
        with naming(file, NotVouchedError):
            return self.in_force(at, file).node(name)

    def verified(
        self,
        document: bytes,
        typ: str,
        signer: Signer,
        *,
        at: datetime,
        file: str,
        error: type[VerificationError],
    ) -> bytes:
        """The payload of a document by this signer; not if its keys were revoked by then.

        Raises ``error``, NotVouchedError.
        """
        state = getattr(signer, "state", "")
        self.check_not_revoked(state, [key.kid for key in signer.public_keys], at, file)
        with naming(file, error):
            payload = jws.verify(
                document,
                typ=typ,
                required=signer.public_keys,
                suite=signer.suite,
                max_bytes=len(document),
            )
        self.use(key.kid for key in signer.public_keys)
        return payload

    def check_not_revoked(self, state: str, kids: Sequence[str], at: datetime, file: str) -> None:
        """None of these keys of a State was revoked by then, in any version. Raises NotVouchedError."""
        for kid in kids:
            found = self._revoked.get((state, kid))
            if found is not None and found.since <= at:
                raise NotVouchedError(
                    f"Signed with the key {kid}, which was revoked since {times.format(found.since)}.",
                    file,
                )

    def check_approvals_not_revoked(
        self, approvals: Iterable[dict[str, object]], at: datetime, file: str
    ) -> None:
        """The same for the keys of persons. Raises NotVouchedError."""
        for approval in approvals:
            statement, kid = approval["statement"], str(approval["kid"])
            state = state_of(str(statement["authority"]))  # type: ignore[index]
            self.check_not_revoked(state, [kid], at, file)
            self.use([kid])

    def use(self, kids: Iterable[str]) -> None:
        """These keys stand behind something in the folder."""
        self.used.update(kids)
