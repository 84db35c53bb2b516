"""What lies within an order, as rows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from comity.providers import limits, rules
from comity.providers.errors import (
    EntityOtherError,
    OrderEndWrongError,
    OrderForeignError,
    OrderTooLongError,
    ProviderError,
    RangeWrongError,
    ScopeEmptyError,
)
from comity.providers.rules import Placement, Scope, Sought, mark

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAIL = Sought("email", "K.Suspect@Example.org")
ADDRESS = Sought("ip_address", "192.0.2.7", AT)
ITEMS = frozenset({"d.mailbox"})
IN, OUT, UNDATED = Placement.IN, Placement.OUT, Placement.UNDATED


@pytest.mark.parametrize(
    ("scope", "marks", "at", "expected"),
    [
        pytest.param(
            Scope((MAIL,), ITEMS),
            {mark("email", "k.suspect@example.org")},
            AT,
            IN,
            id="same address",
        ),
        pytest.param(
            Scope((MAIL,), ITEMS),
            {mark("account", "K.SUSPECT@example.org")},
            AT,
            IN,
            id="as account",
        ),
        pytest.param(
            Scope((MAIL,), ITEMS),
            {mark("email", "k.suspect@example.com")},
            AT,
            OUT,
            id="other domain",
        ),
        pytest.param(
            Scope((MAIL,), ITEMS), {mark("name", "k.suspect@example.org")}, AT, OUT, id="other kind"
        ),
        pytest.param(Scope((MAIL,), ITEMS), set(), AT, OUT, id="bears nothing"),
        pytest.param(Scope((MAIL,), ITEMS), {MAIL.mark}, None, UNDATED, id="no time"),
        pytest.param(
            Scope((MAIL,), ITEMS), {("account", "x")}, None, OUT, id="no time, other person"
        ),
        pytest.param(Scope((MAIL,), ITEMS, AT), {MAIL.mark}, AT, IN, id="at the start"),
        pytest.param(
            Scope((MAIL,), ITEMS, AT),
            {MAIL.mark},
            AT - timedelta(microseconds=1),
            OUT,
            id="before it",
        ),
        pytest.param(Scope((MAIL,), ITEMS, None, AT), {MAIL.mark}, AT, IN, id="at the end"),
        pytest.param(
            Scope((MAIL,), ITEMS, None, AT),
            {MAIL.mark},
            AT + timedelta(microseconds=999_999),
            IN,
            id="in its second",
        ),
        pytest.param(
            Scope((MAIL,), ITEMS, None, AT),
            {MAIL.mark},
            AT + timedelta(seconds=1),
            OUT,
            id="after it",
        ),
        pytest.param(
            Scope((ADDRESS,), ITEMS),
            {ADDRESS.mark},
            AT + timedelta(seconds=1),
            IN,
            id="address, a second",
        ),
        pytest.param(
            Scope((ADDRESS,), ITEMS),
            {ADDRESS.mark},
            AT + timedelta(seconds=2),
            OUT,
            id="address, later",
        ),
        pytest.param(
            Scope((ADDRESS,), ITEMS, AT + HOUR),
            {ADDRESS.mark},
            AT,
            OUT,
            id="address before the range",
        ),
        pytest.param(
            Scope((ADDRESS, MAIL), ITEMS),
            {ADDRESS.mark, MAIL.mark},
            AT + HOUR,
            IN,
            id="by the account",
        ),
    ],
)
def test_placement(
    scope: Scope, marks: set[rules.Mark], at: datetime | None, expected: Placement
) -> None:
    assert rules.place(scope, marks, at) is expected


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        pytest.param(Scope((), ITEMS), ScopeEmptyError, id="nobody"),
        pytest.param(Scope((MAIL,), frozenset()), ScopeEmptyError, id="nothing"),
        pytest.param(
            Scope((MAIL,), ITEMS, AT, AT - HOUR), RangeWrongError, id="ends before it begins"
        ),
        pytest.param(Scope((MAIL,), ITEMS, AT.replace(tzinfo=None)), RangeWrongError, id="no zone"),
        pytest.param(
            Scope((MAIL,), ITEMS, AT.astimezone(timezone(HOUR))), RangeWrongError, id="not in UTC"
        ),
    ],
)
def test_scopes_that_cannot_be(scope: Scope, error: type[ProviderError]) -> None:
    with pytest.raises(error):
        rules.check_scope(scope)


def test_a_scope_that_can_be() -> None:
    rules.check_scope(Scope((MAIL,), ITEMS, AT, AT))


WIDE = Scope(
    (MAIL, Sought("ip_address", "192.0.2.7")),
    frozenset({"d.mailbox", "b.connection"}),
    AT,
    AT + 10 * HOUR,
)


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        pytest.param(Scope((MAIL,), ITEMS, AT, AT + HOUR), True, id="a part"),
        pytest.param(WIDE, True, id="the same"),
        pytest.param(Scope((ADDRESS,), ITEMS, AT, AT + HOUR), True, id="address at one moment"),
        pytest.param(Scope((MAIL,), ITEMS, AT - HOUR, AT), False, id="earlier"),
        pytest.param(Scope((MAIL,), ITEMS, AT), False, id="without an end"),
        pytest.param(Scope((MAIL,), ITEMS), False, id="without a range"),
        pytest.param(Scope((MAIL,), frozenset({"d.storage"}), AT, AT), False, id="other data"),
        pytest.param(
            Scope((Sought("email", "x@example.org"),), ITEMS, AT, AT), False, id="other person"
        ),
    ],
)
def test_a_production_stays_inside_the_preservation(narrow: Scope, expected: bool) -> None:
    assert rules.inside(narrow, WIDE) is expected


@pytest.mark.parametrize(
    ("end", "error"),
    [
        pytest.param(AT, OrderEndWrongError, id="ends now"),
        pytest.param(AT - HOUR, OrderEndWrongError, id="in the past"),
        pytest.param((AT + HOUR).replace(tzinfo=None), OrderEndWrongError, id="no zone"),
        pytest.param(
            AT + timedelta(days=90, seconds=1), OrderTooLongError, id="too long by a second"
        ),
    ],
)
def test_ends_that_cannot_be(end: datetime, error: type[ProviderError]) -> None:
    with pytest.raises(error):
        rules.check_end(AT, end, 90)


def test_the_longest_order_is_allowed() -> None:
    rules.check_end(AT, AT + timedelta(days=90), 90)


ATLAS, ORDERING = "MA/provider/atlas-mail", "MA/ordering-authority"


@pytest.mark.parametrize(
    ("orderer", "entity", "error"),
    [
        pytest.param("RO/ordering-authority", ATLAS, OrderForeignError, id="from abroad"),
        pytest.param(ORDERING, "MA/provider/other", EntityOtherError, id="names another provider"),
    ],
)
def test_orders_that_are_not_for_this_provider(
    orderer: str, entity: str, error: type[ProviderError]
) -> None:
    with pytest.raises(error):
        rules.check_domestic(orderer, ATLAS, entity)


def test_a_domestic_order_is_for_the_provider_it_names() -> None:
    rules.check_domestic(ORDERING, ATLAS, ATLAS)


def test_a_renewal_never_shortens() -> None:
    rules.check_renewal(AT, AT + HOUR)
    for new in (AT, AT - HOUR):
        with pytest.raises(OrderEndWrongError):
            rules.check_renewal(AT, new)


def test_alarms_lie_ahead_and_in_order() -> None:
    now = AT - timedelta(days=10)
    assert rules.alarm_times(now, AT) == [(7, AT - timedelta(days=7)), (2, AT - timedelta(days=2))]
    assert tuple(sorted(limits.ALARM_DAYS, reverse=True)) == limits.ALARM_DAYS
