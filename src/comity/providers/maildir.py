"""The connector to a store of Maildirs: one folder per address, with cur, new and .Sub folders.

The delivery time is the one in the file name, which the provider's own delivery agent wrote; where a
name has none, the file's time, marked so. Messages are given byte for byte and never parsed to decide
anything. Flags that change and mail that moves from new to cur are followed; what is deleted before it
could be copied is named; what arrives meanwhile is copied too. Links are named and never followed, be
they files or folders: a subscriber who can write here could point them at the mail of others.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote_from_bytes

from comity.providers import limits
from comity.providers.connectors import Found, Gap, Item, Remark
from comity.providers.errors import ConnectorConfigError, ConnectorFailedError
from comity.providers.rules import Mark, Scope, mark, within

DELIVERED = re.compile(rb"([0-9]{1,12})\.(?:[A-Za-z0-9]*?M([0-9]{1,6})(?![0-9]))?")
PARTS = (b"cur", b"new")
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
LINKS = (errno.ELOOP, errno.ENOTDIR)  # how the system says that a folder is a link, or none


@dataclass(frozen=True)
class _Name:
    """One message by the part of its name that never changes, and the folder it lies in."""

    folder: bytes
    base: bytes

    @property
    def id(self) -> str:
        """Folder and name, printable and reversible."""
        return quote_from_bytes(self.folder + b"/" + self.base if self.folder else self.base)


class MaildirConnector:
    """A folder of Maildirs, named by address; or a map from address to folder."""

    def __init__(
        self,
        name: str,
        root: Path,
        accounts: Mapping[str, str] | None = None,
        data_items: frozenset[str] = frozenset({"d.mailbox"}),
    ) -> None:
        self.name = name
        self.root = root
        self.data_items = data_items
        self._accounts = None if accounts is None else _checked_accounts(accounts)

    def collect(self, scope: Scope) -> Iterator[Found]:
        """The messages of the mailboxes that the scope names. Raises ConnectorFailedError."""
        wanted = {one.mark for one in scope.identifiers if one.mark[0] == "account"}
        try:
            accounts = self._mailboxes()
        except OSError as error:
            raise _failed(self.name, error) from error
        found = {address for address in accounts if mark("email", address) in wanted}
        for address in sorted(found):
            yield from _Mailbox(self.name, address, accounts[address]).collect(scope)
        unknown = wanted - {mark("email", address) for address in found}
        if unknown:
            yield Remark("no_such_account", len(unknown))

    def _mailboxes(self) -> dict[str, Path]:
        if self._accounts is not None:
            return {address: self.root / folder for address, folder in self._accounts.items()}
        with os.scandir(self.root) as entries:
            return {entry.name: Path(entry.path) for entry in entries if entry.is_dir()}


def _checked_accounts(accounts: object) -> dict[str, str]:
    if not isinstance(accounts, dict) or not all(
        isinstance(address, str) and isinstance(folder, str) for address, folder in accounts.items()
    ):
        raise ConnectorConfigError("accounts of a maildir connector maps addresses to folders.")
    return dict(accounts)


def _failed(name: str, error: OSError) -> ConnectorFailedError:
    return ConnectorFailedError(source=name, reason=error.strerror or type(error).__name__)


class _Mailbox:
    """One pass over one mailbox."""

    def __init__(self, source: str, address: str, folder: Path) -> None:
        self.source = source
        self.folder = os.fsencode(folder)
        self.account: Mark = mark("email", address)
        self.address = address
        self.seen: set[_Name] = set()

    def collect(self, scope: Scope) -> Iterator[Found]:
        """Look, copy, and look again until nothing new has arrived meanwhile."""
        arrived = 0
        self.links: set[bytes] = set()
        for number in range(limits.ROUNDS):
            listed = self._list()
            fresh = sorted(set(listed) - self.seen, key=lambda one: (one.base, one.folder))
            if not fresh:
                break
            arrived += len(fresh) if number else 0
            for name in fresh:
                self.seen.add(name)
                found = self._read(name, listed[name], scope)
                if found is not None:
                    yield found
        for folder in sorted(self.links):
            yield Gap(quote_from_bytes(folder), "unreadable")
        if arrived:
            yield Remark("arrived_meanwhile", arrived)

    def _list(self) -> dict[_Name, bytes]:
        """Every message and where it lies now."""
        found: dict[_Name, bytes] = {}
        try:
            for folder in self._folders():
                for path in self._files(folder):
                    found[_Name(folder, _base(path))] = path
                    if len(found) > limits.MAILBOX_FILES:
                        raise ConnectorFailedError(source=self.source, reason="too many files")
        except OSError as error:
            raise _failed(self.source, error) from error
        return found

    def _folders(self) -> list[bytes]:
        with os.scandir(self.folder) as entries:
            subs = [one for one in entries if one.name.startswith(b".")]
        self.links |= {one.name for one in subs if one.is_symlink()}
        return [b"", *sorted(one.name for one in subs if one.is_dir(follow_symlinks=False))]

    def _files(self, folder: bytes) -> Iterator[bytes]:
        """The paths of all messages in a folder, below the mailbox."""
        for part in PARTS:
            path = _join(folder, part)
            try:
                with self._opened(path) as handle:
                    found = [os.fsencode(name) for name in os.listdir(handle)]  # noqa: PTH208
            except FileNotFoundError:
                continue
            except OSError as error:
                if error.errno not in LINKS:
                    raise
                self.links.add(path)
                continue
            yield from (_join(path, name) for name in found if not name.startswith(b"."))

    @contextmanager
    def _opened(self, path: bytes) -> Iterator[int]:
        """A folder below the mailbox, reached through no link, whatever is put in its way meanwhile."""
        handle = os.open(self.folder, FOLDER & ~os.O_NOFOLLOW)
        try:
            for name in path.split(b"/"):
                inner = os.open(name, FOLDER, dir_fd=handle)
                os.close(handle)
                handle = inner
            yield handle
        finally:
            os.close(handle)

    def _read(self, name: _Name, path: bytes, scope: Scope) -> Found | None:
        """The message, or a gap; None where its delivery time lies outside the scope."""
        named = delivered_by_name(name.base)
        if named is not None and not within(scope, named):
            return None
        for _ in range(3):  # flags may change between the look and the opening
            try:
                return self._open(name, path, named)
            except FileNotFoundError:
                moved = next(
                    (one for one in self._files(name.folder) if _base(one) == name.base), None
                )
                if moved is None:
                    return Gap(name.id, "vanished")
                path = moved
            except OSError:
                return Gap(name.id, "unreadable")
        return Gap(name.id, "unreadable")

    def _open(self, name: _Name, path: bytes, named: datetime | None) -> Found:
        folder, _, file = path.rpartition(b"/")
        with self._opened(folder) as inside:
            handle = os.open(file, FILE, dir_fd=inside)
        with os.fdopen(handle, "rb") as source:
            facts = os.fstat(handle)
            if not stat.S_ISREG(facts.st_mode):
                return Gap(name.id, "unreadable")
            data = source.read(limits.ITEM_BYTES + 1)
        if len(data) > limits.ITEM_BYTES:
            return Gap(name.id, "too_large")
        meta = {
            "mailbox": self.address,
            "folder": quote_from_bytes(name.folder) or "INBOX",
            "file": quote_from_bytes(file),
            "delivered_from": "name" if named else "file",
        }
        delivered = named or datetime.fromtimestamp(int(facts.st_mtime), UTC)
        return Item(name.id, delivered, data, frozenset({self.account}), meta)


def _join(*parts: bytes) -> bytes:
    return b"/".join(part for part in parts if part)  # bytes: names need not be UTF-8


def _base(path: bytes) -> bytes:
    return path.rpartition(b"/")[2].split(b":")[0]


def delivered_by_name(base: bytes) -> datetime | None:
    """The delivery time (UTC) in a Maildir name ``seconds.Mmicro….host``; None where there is none."""
    found = DELIVERED.match(base)
    if found is None:
        return None
    try:
        whole = datetime.fromtimestamp(int(found[1]), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return whole.replace(microsecond=int(found[2] or 0))
