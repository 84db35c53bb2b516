"""The life of a request for assistance as one table: preservation (M01) and formal request (M03).

The table follows procedure section 4. Both sides read the same table, with one name for each state, because
the state is a function of letters that both hold. Acts that one side keeps to itself (drafting, authorising)
are `local`; what the clock does is `clock`. A basis that begins with "after" is our design on the model of
a text that does not bind every pair of States. A table in which a preservation could ever be disclosed does not
import: data held are released by the formal request that follows, never by the hold.
"""

from typing import Final

from comity.journal.lifecycles import By, Lifecycle, Move, State, WrongTableError

PRESERVATION: Final = "M01"
FORMAL: Final = "M03"
MEASURES: Final = frozenset({PRESERVATION, FORMAL})
_M01 = frozenset({PRESERVATION})
_M03 = frozenset({FORMAL})

AUTHORISED = "authorised"
RECEIPT = "receipt"
HOLD_EXPIRING = "hold-expiring"
HOLD_EXPIRED = "hold-expired"
OPENINGS: Final = {
    PRESERVATION: "assistance.preservation-request",
    FORMAL: "assistance.formal-request",
}
DISCLOSED_STATES: Final = frozenset({"disclosed", "verified", "rejected"})

BC_29 = "BC 29 (T)"
DESIGN = "procedure 4 (D)"
OUTCOME = "BC 27(7) (T)"

STATES = (
    State(
        "draft",
        waits_for="our approvers",
        why_no_clock="nothing has left; the queue shows its age",
    ),
    State(
        "authorised",
        waits_for="our post office",
        why_no_clock="it is sent in the same transaction",
    ),
    State("sent", waits_for="the other node's receipt", clock="C18"),
    State("received", waits_for="the requested side's duty officer", clock="C18"),
    State("promised", waits_for="the requested side's decision", clock="promise"),
    State("clarification_needed", waits_for="the requesting side's answer", clock="question"),
    State("conditions_offered", waits_for="the requesting side's answer", clock="question"),
    State("conditions_accepted", waits_for="the requested side's execution", clock="expected"),
    State("conditions_declined", waits_for="the requested side's decision", clock="expected"),
    State("accepted", waits_for="the requested side's execution", clock="expected"),
    State("postponed", waits_for="the requested side", clock="expected"),
    State("hold_active", waits_for="the requesting side's formal request", clock="C1"),
    State("hold_expiring", waits_for="the requesting side's formal request", clock="C1"),
    State(
        "expired",
        waits_for="either side's closing",
        why_no_clock="the time that was to be kept has run out",
    ),
    State(
        "followed_up",
        waits_for="the decision on the formal request",
        why_no_clock="the hold is open-ended until that decision (BC 29(7))",
    ),
    State("lifted", waits_for="either side's closing", why_no_clock="nothing is held any more"),
    State("disclosed", waits_for="the requesting side's verification", clock="C21"),
    State(
        "verified",
        waits_for="the requesting side's closing, with the outcome",
        why_no_clock="no instrument sets a time for telling the outcome",
    ),
    State("rejected", waits_for="the requested side's new disclosure", clock="expected"),
    State(
        "refused",
        waits_for="the requesting side's closing",
        why_no_clock="the decision is made and its reasons are told",
    ),
    State(
        "not_executable",
        waits_for="the requesting side's closing",
        why_no_clock="the reason is told; the requesting side decides what follows (BC 29(6))",
    ),
    State(
        "withdrawn",
        waits_for="the requested side's lifting of what it holds, or closing",
        why_no_clock="nothing is asked any more",
    ),
    State("closed", final=True),
)


def event(name: str) -> str:
    """The event that a letter of this room makes: the letter's type."""
    return f"assistance.{name}"


_OPEN = ("received", "promised", "clarification_needed")  # before any decision
_DECIDABLE = (*_OPEN, "conditions_declined", "postponed")
_UNDONE = (
    "sent",
    *_DECIDABLE,
    "conditions_offered",
    "conditions_accepted",
    "accepted",
)  # what may still be withdrawn
_HELD = ("hold_active", "hold_expiring")
_OVER = ("expired", "lifted", "verified", "refused", "not_executable", "withdrawn")


def _each(  # noqa: PLR0917  (reads as a row of the table)
    starts: tuple[str, ...],
    name: str,
    by: By,
    end: str,
    basis: str,
    measures: frozenset[str] | None = None,
) -> tuple[Move, ...]:
    """One row per start: the same event by the same side."""
    return tuple(Move(start, event(name), by, end, basis, measures) for start in starts)


def _side_events() -> tuple[Move, ...]:
    """Questions and answers that are allowed in any state where the matter is still open."""
    quiet = tuple(
        state.name
        for state in STATES
        if not state.final and state.name not in ("draft", "authorised", "sent", *_OPEN)
    )
    return (
        *_each(quiet, "question", "either", "", DESIGN),
        *_each(quiet, "answer", "either", "", DESIGN),
        *_each(("received", "promised"), "answer", "requested", "", DESIGN),
        *_each(_OPEN, "question", "requesting", "", DESIGN),
    )


def _loops(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Rows that end where they start."""
    return tuple(Move(m.start, m.event, m.by, m.end or m.start, m.basis, m.measures) for m in moves)


MOVES = (
    # before it leaves
    Move("draft", AUTHORISED, "local", "authorised", "after EPO 4, EIO 2 and 5 (D)"),
    Move("authorised", OPENINGS[PRESERVATION], "requesting", "sent", BC_29, _M01),
    Move("authorised", OPENINGS[FORMAL], "requesting", "sent", "BC 31 (T)", _M03),
    Move("sent", RECEIPT, "local", "received", "after EIO 16(1) (D)"),
    # triage
    *_each(("received",), "promise", "requested", "promised", "after AIS 13 (D)"),
    *_each(("promised",), "promise", "requested", "promised", "after AIS 13 (D)"),
    *_each(
        ("received", "promised"),
        "question",
        "requested",
        "clarification_needed",
        "after EPO 10(6) (D)",
    ),
    *_each(
        ("clarification_needed",),
        "question",
        "requested",
        "clarification_needed",
        "after EPO 10(6) (D)",
    ),
    *_each(("clarification_needed",), "answer", "requesting", "received", "after EPO 10(6) (D)"),
    *_each(
        ("clarification_needed",),
        "answer-in-part",
        "requesting",
        "clarification_needed",
        "other questions are still open (D)",
    ),
    *_each(("clarification_needed",), "answer", "requested", "clarification_needed", DESIGN),
    *_each(
        ("clarification_needed",),
        "promise",
        "requested",
        "clarification_needed",
        "after AIS 13 (D)",
    ),
    # decision
    *_each(_DECIDABLE, "acceptance", "requested", "accepted", "BC 29(3), 31(2) (T)"),
    *_each(("conditions_accepted",), "acceptance", "requested", "accepted", "BC 28(3) (T)"),
    *_each(_DECIDABLE, "conditions", "requested", "conditions_offered", "BC 28(2), 27(6) (T)"),
    *_each(
        ("conditions_offered",), "conditions", "requested", "conditions_offered", "BC 28(2) (T)"
    ),
    *_each(
        ("accepted",),
        "conditions",
        "requested",
        "conditions_offered",
        "BC 28(2) (T): before anything is released",
        _M03,
    ),
    *_each(
        ("conditions_offered",),
        "conditions-accepted",
        "requesting",
        "conditions_accepted",
        "BC 28(3) (T)",
    ),
    *_each(
        ("conditions_offered",),
        "conditions-declined",
        "requesting",
        "conditions_declined",
        "BC 28(3) (T)",
    ),
    *_each((*_DECIDABLE, "conditions_offered"), "refusal", "requested", "refused", OUTCOME),
    *_each(("accepted", "conditions_accepted"), "refusal", "requested", "refused", OUTCOME, _M03),
    *_each((*_OPEN, "conditions_declined"), "postponement", "requested", "postponed", "BC 27(5)"),
    *_each(("postponed",), "postponement", "requested", "postponed", "BC 27(5)-(7) (T)"),
    *_each(
        (*_DECIDABLE, "conditions_offered", "conditions_accepted", "accepted"),
        "not-executable",
        "requested",
        "not_executable",
        "BC 27(7), 29(6) (T)",
    ),
    *_each(
        (*_HELD, "followed_up"),
        "not-executable",
        "requested",
        "not_executable",
        "BC 29(6) (T): what was held was lost",
        _M01,
    ),
    # the hold (M01)
    *_each(
        ("accepted", "conditions_accepted"), "hold-report", "requested", "hold_active", BC_29, _M01
    ),
    *_each(
        (*_HELD, "expired"),
        "hold-report",
        "requested",
        "hold_active",
        "BC 16(2): the order behind the hold was renewed",
        _M01,
    ),
    *_each(("followed_up",), "hold-report", "requested", "followed_up", "BC 29(7) (T)", _M01),
    Move("hold_active", HOLD_EXPIRING, "clock", "hold_expiring", "procedure C1 alarms (D)", _M01),
    Move("hold_active", HOLD_EXPIRED, "clock", "expired", "BC 29(7) (T)", _M01),
    Move("hold_expiring", HOLD_EXPIRED, "clock", "expired", "BC 29(7) (T)", _M01),
    *_each(
        (*_HELD, "expired"),
        "follow-up-received",
        "requested",
        "followed_up",
        "BC 29(7) (T): on receipt of the formal request",
        _M01,
    ),
    *_each(("followed_up",), "follow-up-received", "requested", "followed_up", "BC 29(7)", _M01),
    *_each(
        ("accepted", "conditions_accepted", *_HELD, "expired", "followed_up"),
        "lift",
        "requested",
        "lifted",
        "no longer necessary, or withdrawn (D, after EPO 11(3), EIO 32(5))",
        _M01,
    ),
    *_each(("withdrawn",), "lift", "requested", "lifted", "after EPO 10(9) (D)", _M01),
    # disclosure (M03)
    *_each(
        ("accepted", "conditions_accepted"),
        "disclosure",
        "requested",
        "disclosed",
        "BC 31 (T)",
        _M03,
    ),
    *_each(("disclosed", "verified"), "disclosure", "requested", "disclosed", "BC 31", _M03),
    *_each(("rejected",), "disclosure", "requested", "disclosed", "sent again (D)", _M03),
    *_each(("disclosed",), "verification", "requesting", "verified", "after IR 3.3.3 (D)", _M03),
    *_each(
        ("disclosed",),
        "verification-rejected",
        "requesting",
        "rejected",
        "after IR 3.3.3 (D)",
        _M03,
    ),
    *_each(("rejected",), "verification", "requesting", "verified", "fetched again (D)", _M03),
    *_each(
        ("rejected",), "verification-rejected", "requesting", "rejected", "after IR 3.3.3 (D)", _M03
    ),
    # the requesting side gives up
    *_each(_UNDONE, "withdrawal", "requesting", "withdrawn", DESIGN, _M01),
    *_each(_UNDONE, "formal-withdrawal", "requesting", "withdrawn", DESIGN, _M03),
    *_each(
        (*_HELD, "followed_up"),
        "withdrawal",
        "requesting",
        "withdrawn",
        "after EPO 10(9) (D)",
        _M01,
    ),
    # the end
    *_each(_OVER, "closing", "either", "closed", OUTCOME),
    *_each(("followed_up",), "closing", "either", "closed", "BC 29(7), 27(7) (T)", _M01),
    *_each(("rejected",), "closing", "requesting", "closed", "given up (D)", _M03),
    *_loops(_side_events()),
)


def _checked(table: Lifecycle) -> Lifecycle:
    """Refuse a table in which a hold leads to disclosure. Raises WrongTableError."""
    reached, todo = {table.start}, [table.start]
    while todo:
        here = todo.pop()
        for move in table.moves:
            open_to_m01 = move.measures is None or PRESERVATION in move.measures
            if move.start == here and open_to_m01 and move.end not in reached:
                reached.add(move.end)
                todo.append(move.end)
    for state in sorted(reached & DISCLOSED_STATES):
        raise WrongTableError(table.name, f"a preservation (M01) could reach {state}")
    return table


def build(states: tuple[State, ...], moves: tuple[Move, ...]) -> Lifecycle:
    """A checked table of this room. Raises WrongTableError."""
    return _checked(Lifecycle("request", states, moves, "draft"))


TABLE: Final = build(STATES, MOVES)

DIAGRAM_HEAD = """# Life of a request for assistance

Drawn from `src/comity/assistance/lifecycle.py`; a test compares. To draw it anew:
`python -m comity.assistance.lifecycle > docs/lifecycle.md`. Questions and answers that change no state are
left out of the picture; they are rows of the same table.

"""


def diagram() -> str:
    """The documentation page: the state diagram and a table of who is waited for."""
    moving = tuple(line for line in TABLE.diagram().splitlines() if not _is_quiet(line))
    rows = ["| State | Waits for | Clock, or why there is none |", "|---|---|---|"]
    for state in TABLE.states:
        clock = state.clock or state.why_no_clock or "the end"
        rows.append(f"| {state.name} | {state.waits_for or '-'} | {clock} |")
    return DIAGRAM_HEAD + "```mermaid\n" + "\n".join(moving) + "\n```\n\n" + "\n".join(rows) + "\n"


def _is_quiet(line: str) -> bool:
    start, arrow, rest = line.strip().partition(" --> ")
    end = rest.partition(":")[0]
    return bool(arrow) and start == end


if __name__ == "__main__":
    import sys

    sys.stdout.write(diagram())
