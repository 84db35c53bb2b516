"""An invented provider's mail store and access log, made from a seed.

Real files in real formats: a Maildir with six languages, their old and new encodings, attachments,
odd headers and dates that lie, and a log in the combined format with broken lines. The same seed
gives the same bytes. Everybody in it is invented; addresses come from the ranges for documentation.
"""

import base64
import quopri
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

from comity.demo import mailtexts

SUBSCRIBER = "k.suspect@atlas-courriel.example"
NEIGHBOURS = ("a.neighbour@atlas-courriel.example", "z.autre@atlas-courriel.example")
UNTIL = datetime(2026, 11, 25, tzinfo=UTC)
SPAN = timedelta(days=120)  # the store reaches this far back from its end
HOST = "mx1.atlas-courriel.example"
FOLDERS = ("", "", "", "", "", "", ".Sent", ".Archive.2026", ".Junk")  # "" is the inbox
SKEWED = 0.08  # share of messages whose Date header lies
ATTACHED = 0.16


@dataclass(frozen=True)
class Mailbox:
    """What was made, so that a test or a story can say what it must find."""

    folder: Path
    address: str
    messages: int
    skewed: int
    attachments: int
    first: datetime  # delivery time, UTC
    last: datetime


@dataclass(frozen=True)
class Log:
    """An access log that was made, and one sighting of the subscriber in it."""

    path: Path
    lines: int
    of_subscriber: int
    broken: int
    seen_address: str  # an address that the subscriber used ...
    seen_at: datetime  # ... at this moment (UTC)


@dataclass(frozen=True)
class Store:
    """A whole provider: mailboxes of the subscriber and of neighbours, and the access log."""

    mail: Path
    subscriber: Mailbox
    neighbours: tuple[Mailbox, ...]
    log: Log

    def provider_config(self) -> dict[str, object]:
        """The ``provider`` part of node.json that puts connectors in front of this store."""
        return {
            "connectors": [
                {"kind": "maildir", "name": "mail", "root": str(self.mail)},
                {"kind": "access-log", "name": "access", "path": str(self.log.path)},
            ]
        }


def store(root: Path, seed: int, messages: int = 3000, until: datetime = UNTIL) -> Store:
    """Make a provider under ``root``: one Maildir per address in ``mail/`` and ``access.log``."""
    subscriber = generate(root / "mail" / SUBSCRIBER, seed, messages, SUBSCRIBER, until)
    neighbours = tuple(
        generate(root / "mail" / address, seed + number, max(messages // 30, 5), address, until)
        for number, address in enumerate(NEIGHBOURS, start=1)
    )
    log = access_log(root / "access.log", seed, max(messages, 200), until=until)
    return Store(root / "mail", subscriber, neighbours, log)


def generate(
    folder: Path,
    seed: int,
    messages: int = 3000,
    subscriber: str = SUBSCRIBER,
    until: datetime = UNTIL,
) -> Mailbox:
    """Make one Maildir. Delivery times end before ``until`` and stand in the file names only."""
    rng = random.Random(f"{seed} {subscriber}")  # noqa: S311
    for name in sorted(set(FOLDERS)):
        for part in ("cur", "new", "tmp"):
            (folder / name / part).mkdir(parents=True)
    times = sorted(
        until - timedelta(seconds=rng.uniform(1, SPAN.total_seconds())) for _ in range(messages)
    )
    skewed = attachments = 0
    for number, delivered in enumerate(times):
        message = _message(rng, number, delivered, subscriber)
        skewed += message.skewed
        attachments += message.attached
        _deliver(folder, rng, number, delivered, message.data)
    first, last = (times[0], times[-1]) if times else (until, until)
    return Mailbox(folder, subscriber, messages, skewed, attachments, first, last)


def delete_mailbox(folder: Path) -> int:
    """What the subscriber does: every message goes. Returns how many there were."""
    found = [path for part in ("cur", "new") for path in folder.rglob(f"{part}/*")]
    for path in found:
        path.unlink()
    for sub in folder.glob(".*"):
        shutil.rmtree(sub)
    return len(found)


@dataclass(frozen=True)
class _Message:
    data: bytes
    skewed: bool
    attached: bool


def _deliver(
    folder: Path, rng: random.Random, number: int, delivered: datetime, data: bytes
) -> None:
    where = rng.choice(FOLDERS)
    seconds, micro = int(delivered.timestamp()), delivered.microsecond
    name = f"{seconds}.M{micro:06}P{1000 + number}.{HOST},S={len(data)}"
    if rng.random() < 0.15:
        (folder / where / "new" / name).write_bytes(data)
    else:
        flags = "".join(flag for flag in "FRS" if rng.random() < 0.4)
        (folder / where / "cur" / f"{name}:2,{flags}").write_bytes(data)


def _message(rng: random.Random, number: int, delivered: datetime, subscriber: str) -> _Message:
    if rng.random() < 0.01:
        return _Message(rng.choice(mailtexts.ODD_MESSAGES), skewed=False, attached=False)
    text = rng.choice(mailtexts.TEXTS)
    charset, transfer = rng.choice(text.encodings)
    date, skewed = _date_header(rng, delivered)
    headers = [
        f"From: {_word(text.sender, charset)} <{text.mail}>".encode(),
        f"To: <{subscriber}>".encode(),
        f"Subject: {_word(rng.choice(text.subjects), charset)}".encode(),
        f"Message-ID: <{number}.{rng.randrange(10**9)}@{text.mail.partition('@')[2]}>".encode(),
        *date,
    ]
    if rng.random() < 0.04:
        headers.append(rng.choice(mailtexts.ODD_HEADERS))
    rng.shuffle(headers)
    body = "\n".join(rng.choices(text.sentences, k=rng.randint(2, 14))) + "\n"
    part = _text_part(body, charset, transfer)
    attached = rng.random() < ATTACHED
    if attached:
        part = _multipart(rng, number, part)
    return _Message(b"\n".join([*headers, b"MIME-Version: 1.0", part]), skewed, attached)


def _date_header(rng: random.Random, delivered: datetime) -> tuple[list[bytes], bool]:
    """The Date header and whether it lies about the delivery time by more than a day."""
    zone = timezone(timedelta(minutes=rng.choice([-300, 0, 0, 60, 120, 180, 330, 480])))
    claimed = delivered - timedelta(seconds=rng.randint(1, 90))
    skewed = rng.random() < SKEWED
    if skewed:
        claimed += timedelta(days=rng.choice([-4000, -400, -35, -9, 9, 35, 400]))
    elif rng.random() < 0.01:
        return rng.choice(mailtexts.ODD_DATES), False
    return [f"Date: {format_datetime(claimed.astimezone(zone))}".encode()], skewed


def _word(text: str, charset: str) -> str:
    """An encoded word (RFC 2047), or the text itself where it is ASCII."""
    if text.isascii():
        return text
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def _text_part(body: str, charset: str, transfer: str) -> bytes:
    raw = body.encode(charset, "replace")
    if transfer == "base64":
        raw = base64.encodebytes(raw)
    elif transfer == "quoted-printable":
        raw = quopri.encodestring(raw)
    head = (
        f'Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: {transfer}\n\n'
    )
    return head.encode() + raw


def _multipart(rng: random.Random, number: int, text: bytes) -> bytes:
    boundary = f"=_part_{number}_{rng.randrange(10**9)}"
    name, media_type, make = rng.choice(_ATTACHMENTS)
    file_name = _word(name, "utf-8")
    return b"".join(
        [
            f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'.encode(),
            f"--{boundary}\n".encode(),
            text,
            f'\n--{boundary}\nContent-Type: {media_type}; name="{file_name}"\n'.encode(),
            f'Content-Disposition: attachment; filename="{file_name}"\n'.encode(),
            b"Content-Transfer-Encoding: base64\n\n",
            base64.encodebytes(make(rng)),
            f"--{boundary}--\n".encode(),
        ]
    )


_ATTACHMENTS: tuple[tuple[str, str, Callable[[random.Random], bytes]], ...] = (
    ("invoice.pdf", "application/pdf", mailtexts.pdf),
    ("فاتورة.pdf", "application/pdf", mailtexts.pdf),
    ("écran.png", "image/png", mailtexts.png),
    ("список.zip", "application/zip", mailtexts.zipped),
    ("合同.zip", "application/zip", mailtexts.zipped),
)


def access_log(
    path: Path,
    seed: int,
    lines: int = 3000,
    subscriber: str = SUBSCRIBER,
    until: datetime = UNTIL,
) -> Log:
    """Write an access log in the combined format, in order of time, in two time zones."""
    rng = random.Random(f"{seed} log")  # noqa: S311
    times = sorted(
        until - timedelta(seconds=rng.randint(1, int(SPAN.total_seconds()))) for _ in range(lines)
    )
    sightings: list[tuple[str, datetime]] = []
    broken = 0
    with path.open("wb") as out:
        for at in times:
            moment = at.replace(microsecond=0)
            if rng.random() < 0.01:
                broken += 1
                out.write(rng.choice(mailtexts.ODD_LINES) + b"\n")
                continue
            user = rng.choice([subscriber, *NEIGHBOURS, *NEIGHBOURS, "-", "-"])
            address = rng.choice(_ADDRESSES[user])
            if user == subscriber:
                sightings.append((address, moment))
            out.write(_log_line(rng, address, user, moment))
    if not sightings:
        sightings.append((_ADDRESSES[subscriber][0], until))
    seen_address, seen_at = sightings[-1]
    return Log(path, lines, len(sightings), broken, seen_address, seen_at)


_ADDRESSES: dict[str, tuple[str, ...]] = {
    SUBSCRIBER: ("198.51.100.23", "198.51.100.24", "2001:db8:17::23"),
    NEIGHBOURS[0]: ("203.0.113.5", "198.51.100.23"),  # shares an address with the subscriber
    NEIGHBOURS[1]: ("203.0.113.77", "2001:db8:99::1"),
    "-": ("192.0.2.1", "192.0.2.200"),
}


def _log_line(rng: random.Random, address: str, user: str, at: datetime) -> bytes:
    zone = timezone(timedelta(hours=rng.choice([0, 1])))
    stamp = at.astimezone(zone).strftime("%d/%b/%Y:%H:%M:%S %z")
    request = rng.choice(
        ["GET /mail/ HTTP/1.1", "POST /login HTTP/1.1", "GET /mail/folder?n=2 HTTP/2.0"]
    )
    agent = rng.choice(["Mozilla/5.0 (X11; Linux)", 'Quoted \\"agent\\"', "-"])
    return (
        f'{address} - {user} [{stamp}] "{request}" {rng.choice([200, 302, 403])} '
        f'{rng.randrange(90_000)} "-" "{agent}"\n'
    ).encode()
