"""Coded grounds for refusing or postponing, and where an instrument allows them.

A ground that the instrument does not know for the measure is refused. That a thing cannot be done
is no ground: it is reported as not executable.
"""

from datetime import date

from comity.law import carriage, declarations, treaties
from comity.law.answers import AllowedGround
from comity.law.documents import Ground, GroundUse
from comity.law.errors import GroundNotInInstrumentError, UnknownGroundError
from comity.law.release import in_use


def get(code: str) -> Ground:
    """The ground with that code. Raises UnknownGroundError."""
    for one in all():
        if one.code == code:
            return one
    raise UnknownGroundError(
        f"There is no ground {str(code)[:20]!r} in the data. Choose one that the form offers.",
        code=str(code)[:20],
    )


def title(code: str) -> str:
    """What the ground is called. Raises UnknownGroundError."""
    return get(code).title


def all() -> tuple[Ground, ...]:
    """Every ground, in the order of the table."""
    return in_use().grounds.grounds


def allowed(
    instrument: str, measure: str, *, requested: str | None = None, on: date | None = None
) -> tuple[AllowedGround, ...]:
    """The grounds that the instrument allows for the measure.

    With ``requested`` and ``on``, grounds that need a reservation are left out where that State
    made none, and are not ``certain`` where that was not seen. Without them all are given.
    Raises UnknownTreatyError, UnknownMeasureError, UnknownStateError, NotACarrierError.
    """
    found = []
    for use in carriage.row(instrument, measure).grounds:
        answer: bool | None = True
        if use.reservation and requested is not None and on is not None:
            answer = declarations.made(requested, instrument, use.reservation, on).made
        elif use.reservation:
            answer = None
        if answer is not False:
            found.append(_allowed(use, certain=answer is True))
    return tuple(found)


def check(
    code: str,
    instrument: str,
    measure: str,
    *,
    requested: str | None = None,
    on: date | None = None,
) -> AllowedGround:
    """The ground as the instrument allows it; else GroundNotInInstrumentError, UnknownGroundError."""
    get(code)
    listed = allowed(instrument, measure, requested=requested, on=on)
    for one in listed:
        if one.code == code:
            return one
    names = ", ".join(one.code for one in listed)
    raise GroundNotInInstrumentError(
        f"{code} is no ground for {measure} under the {treaties.get(instrument).short_name}: "
        f"it allows {names}. Choose one of those, or report that the request cannot be executed.",
        code=code,
        instrument=instrument,
        measure=measure,
    )


def _allowed(use: GroundUse, *, certain: bool) -> AllowedGround:
    ground = get(use.code)
    return AllowedGround(
        code=use.code,
        title=ground.title,
        kind=ground.kind,
        explanation=ground.explanation,
        article=use.article,
        mark=use.mark,
        source=use.source,
        only_if=use.only_if,
        certain=certain,
    )
