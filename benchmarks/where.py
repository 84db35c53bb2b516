"""Where the time of one letter goes, measured piece by piece on both nodes, each in its own database.

What is not measured by itself (Python, the sender's taking of the receipt, waiting for the processor on a
shared machine) is the rest.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from django.db import connection, transaction

from benchmarks import writing
from comity.exchange import inbox, signatures, storing
from comity.exchange.models import OutboundEnvelope, StoredLetter
from comity.journal import clock
from comity.trust import authenticate
from comity.trust import queries as trust
from comity.trust.keys import ring
from comity.wire import envelope, jws
from comity.wire.keys import SealingKey, SealingPublicKey

ROUNDS = 100
LETTERS = 20  # of which the statements are counted


def sending() -> dict[str, float]:
    """Milliseconds per letter, in the sending node."""
    matter = _matter()
    count, spent = _statements(lambda: writing.write(matter, 1, close=False), LETTERS)
    return {
        "cryptography": _cryptography_ms(),
        "HTTP": _http_ms(),
        "statements_sending": count,
        "database_sending": spent,
    }


def receiving(envelopes: list[bytes]) -> dict[str, float]:
    """Statements and milliseconds per letter, in the receiving node, of envelopes that it has not seen."""
    waiting = iter(envelopes)
    count, spent = _statements(lambda: inbox.receive(next(waiting), "ro-1"), len(envelopes) - 1)
    return {"statements_receiving": count, "database_receiving": spent}


def unseen_envelopes() -> list[bytes]:
    """Envelopes that follow what the receiver holds, and that the sender then undoes: nobody delivers them."""
    with transaction.atomic():
        matter = _matter()
        before = set(OutboundEnvelope.objects.values_list("pk", flat=True))
        writing.write(matter, LETTERS, close=False)
        made = OutboundEnvelope.objects.exclude(pk__in=before).order_by("letter_id")
        found = [bytes(data) for data in made.values_list("data", flat=True)]
        transaction.set_rollback(True)
    return found


def _matter() -> str:
    return str(StoredLetter.objects.filter(direction="out").values_list("matter_id", flat=True)[0])


@contextmanager
def _timed(spent: list[float], statements: list[str]) -> Iterator[None]:
    """Time every statement, and every commit."""

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - begun)

    commit = connection._commit

    def timed_commit() -> None:
        begun = time.perf_counter()
        commit()
        spent.append(time.perf_counter() - begun)

    connection._commit = timed_commit
    try:
        with connection.execute_wrapper(timed):
            yield
    finally:
        connection._commit = commit


def _statements(do: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """How many statements one round has, and the milliseconds in them and in commits."""
    spent: list[float] = []
    statements: list[str] = []
    do()  # what is read once per process is no cost of a letter
    with _timed(spent, statements):
        for _ in range(rounds):
            do()
    return len(statements) / rounds, sum(spent) * 1000 / rounds


def _each(do: Callable[[], Any]) -> float:
    do()
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        do()
    return (time.perf_counter() - begun) * 1000 / ROUNDS


def _cryptography_ms() -> float:
    """Sign, seal, open, verify with everything; sign and verify receipt and checkpoint."""
    row = StoredLetter.objects.filter(type="assistance.question").first()
    if row is None:
        raise RuntimeError("no letter was written")
    document, payload = bytes(row.document), bytes(row.payload)
    directory, now = trust.directory(), clock.now()
    key = SealingKey.generate()
    header = envelope.Header("benchmark-1", "ro-1", "ma-1", key.kid)
    public: SealingPublicKey = key.public
    sealed = envelope.seal(header, document, [], public)
    node = directory.node("ro-1")
    receipt = ring().sign_as_node(payload, jws.RECEIPT)
    return (
        _each(lambda: ring().sign_as_authority(row.writer, payload, jws.LETTER))
        + _each(lambda: envelope.seal(header, document, [], public))
        + _each(lambda: envelope.open(sealed, {key.kid: key}))
        + _each(
            lambda: authenticate.authenticate(
                document, directory=directory, spec_of=storing.spec_of, as_of=now
            )
        )
        + 2 * _each(lambda: ring().sign_as_node(payload, jws.RECEIPT))
        + 2
        * _each(
            lambda: jws.verify(
                receipt, typ=jws.RECEIPT, required=node.public_keys, max_bytes=len(receipt)
            )
        )
    )


def _http_ms() -> float:
    """A round trip to the other node's door, on an open connection; and the signature of a request."""
    node = trust.directory().node("ma-1")
    own = trust.directory().node("ro-1")
    body = bytes(16 * 1024)

    def signed() -> signatures.Message:
        message = signatures.Message("POST", f"{node.post}/post/envelopes")
        signatures.sign(message, body, node="ro-1", key=ring().http)
        return message

    message = signed()
    with httpx2.Client(trust_env=False) as client:
        return (
            _each(lambda: client.get(f"{node.post}/ready/"))
            + _each(signed)
            + _each(lambda: signatures.verify(message, key=own.http.key))
        )
