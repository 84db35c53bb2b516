"""Where the time of one letter goes: cryptography, HTTP, and the rest, measured piece by piece."""

import time
from collections.abc import Callable
from typing import Any

import httpx2
from django.db import connection, transaction

from benchmarks import writing
from comity.exchange import storing
from comity.exchange.models import StoredLetter
from comity.journal import clock
from comity.trust import authenticate
from comity.trust import queries as trust
from comity.trust.keys import ring
from comity.wire import envelope, jws
from comity.wire.keys import SealingKey, SealingPublicKey

ROUNDS = 100


def measure(total_ms: float) -> dict[str, float]:
    """Milliseconds per letter; ``total_ms`` is what a letter took from end to end."""
    crypto = _cryptography_ms()
    http = _http_ms()
    statements = _database_ms()
    return {
        "cryptography (both nodes)": round(crypto, 2),
        "HTTP round trip": round(http, 2),
        "database statements of writing one letter": round(statements, 2),
        "the rest (receiver's database, waiting, Python)": round(
            max(total_ms - crypto - http - statements, 0.0), 2
        ),
        "all": round(total_ms, 2),
    }


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
    """A round trip to the other node's door, on an open connection."""
    address = f"{trust.directory().node('ma-1').post}/ready/"
    with httpx2.Client(trust_env=False) as client:
        return _each(lambda: client.get(address))


def _database_ms() -> float:
    """The statements of drafting and sending one letter, commit included."""
    spent = 0.0

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - begun

    matter = StoredLetter.objects.filter(direction="out").values_list("matter_id", flat=True)[0]
    rounds = 20
    with connection.execute_wrapper(timed):
        for _ in range(rounds):
            begun = time.perf_counter()
            with transaction.atomic():
                pass
            spent += time.perf_counter() - begun
            writing.write(matter, 1)
    return spent * 1000 / rounds
