"""The life of an order to a provider: one table for holding, one for producing.

Both sides walk the same table with the same letters, so both see the same state. What the clock does
comes after all letters: a renewal that arrives late still counts, and an order that has ended is
destroyed by nobody until a person of the provider releases the copy.
"""

from typing import Final

from comity.journal.lifecycles import Lifecycle, Move, State

HOLD: Final = "M01"
PRODUCE: Final = "M03"

PRESERVATION: Final = "order.preservation"
RENEWAL: Final = "order.renewal"
LIFT: Final = "order.lift"
CERTIFICATE: Final = "order.certificate-of-hold"
NOT_EXECUTABLE: Final = "order.not-executable"
RELEASED: Final = "order.released"
PRODUCTION: Final = "order.production"
PRODUCED: Final = "order.produced"
VERIFICATION: Final = "order.verification"

VERIFIED: Final = "order.verification.verified"  # what a verification says decides the event
REJECTED: Final = "order.verification.rejected"
END: Final = "order.end"  # by the clock

DOMESTIC: Final = "BC 16(2)"
CUSTODIAN: Final = "BC 16(3)"
DESIGN: Final = "procedure 4 (D)"

PRESERVATION_ORDER = Lifecycle(
    "preservation-order",
    states=(
        State(
            "drafted", waits_for="ordering authority", why_no_clock="an unsigned order binds nobody"
        ),
        State("ordered", waits_for="provider", clock="order-answer"),
        State("held", waits_for="ordering authority", clock="order-end"),
        State(
            "lifted",
            waits_for="provider",
            why_no_clock="the duty has ended; the provider says when the copy is destroyed",
        ),
        State(
            "expired",
            waits_for="provider",
            why_no_clock="the duty has ended; the provider says when the copy is destroyed",
        ),
        State("released", final=True),
        State("not_executable", final=True),
    ),
    moves=(
        Move("drafted", PRESERVATION, "requesting", "ordered", DOMESTIC),
        Move("ordered", CERTIFICATE, "requested", "held", DOMESTIC),
        Move("ordered", NOT_EXECUTABLE, "requested", "not_executable", DESIGN),
        Move("ordered", RENEWAL, "requesting", "ordered", DOMESTIC),
        Move("ordered", LIFT, "requesting", "lifted", DESIGN),
        Move("ordered", RELEASED, "requested", "released", DESIGN),
        Move("ordered", END, "clock", "expired", DOMESTIC),
        Move("held", CERTIFICATE, "requested", "held", DESIGN),
        Move("held", RENEWAL, "requesting", "held", DOMESTIC),
        Move("held", LIFT, "requesting", "lifted", DESIGN),
        Move("held", RELEASED, "requested", "released", DESIGN),
        Move("held", END, "clock", "expired", DOMESTIC),
        Move("lifted", CERTIFICATE, "requested", "lifted", DESIGN),
        Move("lifted", NOT_EXECUTABLE, "requested", "not_executable", DESIGN),
        Move("lifted", RELEASED, "requested", "released", DESIGN),
        Move("expired", LIFT, "requesting", "lifted", DESIGN),
        Move("expired", RELEASED, "requested", "released", DESIGN),
    ),
    start="drafted",
)

PRODUCTION_ORDER = Lifecycle(
    "production-order",
    states=(
        State(
            "drafted", waits_for="ordering authority", why_no_clock="an unsigned order binds nobody"
        ),
        State("ordered", waits_for="provider", clock="order-due"),
        State(
            "produced",
            waits_for="ordering authority",
            why_no_clock="its node verifies by itself as soon as all parts have arrived",
        ),
        State("rejected", waits_for="provider", clock="order-due"),
        State("verified", final=True),
        State("lifted", final=True),
        State("not_executable", final=True),
    ),
    moves=(
        Move("drafted", PRODUCTION, "requesting", "ordered", "BC 18"),
        Move("ordered", PRODUCED, "requested", "produced", "BC 18"),
        Move("ordered", NOT_EXECUTABLE, "requested", "not_executable", DESIGN),
        Move("ordered", LIFT, "requesting", "lifted", DESIGN),
        Move("produced", PRODUCED, "requested", "produced", DESIGN),
        Move("produced", VERIFIED, "requesting", "verified", DESIGN),
        Move("produced", REJECTED, "requesting", "rejected", DESIGN),
        Move("rejected", PRODUCED, "requested", "produced", DESIGN),
        Move("rejected", VERIFIED, "requesting", "verified", DESIGN),
        Move("rejected", REJECTED, "requesting", "rejected", DESIGN),
        Move("rejected", NOT_EXECUTABLE, "requested", "not_executable", DESIGN),
        Move("rejected", LIFT, "requesting", "lifted", DESIGN),
    ),
    start="drafted",
)

BY_OPENING: Final = {PRESERVATION: PRESERVATION_ORDER, PRODUCTION: PRODUCTION_ORDER}
OPENINGS: Final = {table.name: opening for opening, table in BY_OPENING.items()}
ENDED: Final = frozenset(
    {"lifted", "expired", "released", "not_executable"}
)  # of a preservation order


DIAGRAM_HEAD: Final = """# Life of an order to a provider

Drawn from `src/comity/providers/lifecycle.py`; a test compares. To draw it anew:
`python -m comity.providers.lifecycle > docs/lifecycle-orders.md`.

"""


def diagram() -> str:
    """The documentation page: one diagram for each of the two tables."""
    parts = [DIAGRAM_HEAD]
    for title, table in (("Preservation", PRESERVATION_ORDER), ("Production", PRODUCTION_ORDER)):
        parts.append(f"## {title}\n\n```mermaid\n{table.diagram().rstrip()}\n```\n\n")
    return "".join(parts).rstrip("\n") + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(diagram())
