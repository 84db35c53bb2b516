"""A time as a person types it: what the clock on the wall showed, and beside it the zone it was read in.

No zone is ever guessed. A time that the zone does not have, or has twice, is refused: the person gives
the offset to UTC instead.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comity.journal import clock
from comity.look import times
from comity.look.forms import DeskForm

TYPED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)")
EXAMPLE = "2026-11-25 22:41"
HINT = gettext_noop("Year-month-day hour:minute, 24 hours, such as 2026-11-25 22:41.")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_QUARTERS = (-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765)  # minutes, beside full hours


class WallTimeField(forms.Field):
    """A date and a time without a zone; the zone stands in a field of its own."""

    # A browser's own field shows day and month, and twelve hours or twenty-four, as it pleases.
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def to_python(self, value: Any) -> datetime | None:
        """The time as typed; None where nothing was. Raises ValidationError."""
        if value in (None, ""):
            return None
        found = TYPED.fullmatch(str(value).strip())
        try:
            if found is None:
                raise ValueError
            return datetime.fromisoformat(f"{found[1]}T{found[2]}")
        except ValueError:
            raise ValidationError(
                _("Write date and time like this: {example}.").format(example=EXAMPLE)
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """As a person writes it; what was typed stays as it was typed."""
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        return value


class MomentForm(DeskForm):
    """A form with times: ``typed_times`` names their fields and those of their zones. Cleaned: UTC or None."""

    typed_times: Mapping[str, str] = {}
    still_to_come: tuple[str, ...] = ()  # terms: those of them that have passed are refused

    def clean(self) -> dict[str, Any]:
        """Put each time together with its zone."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name, zone_name in self.typed_times.items():
            values[name] = self._moment(name, zone_name, values)
        for name in self.still_to_come:
            moment = values.get(name)
            if moment is not None and moment <= clock.now():
                self.add_error(
                    name,
                    _("This time has passed: it is {time}.").format(
                        time=times.universal(clock.now())
                    ),
                )
        return values

    def _moment(self, name: str, zone_name: str, values: dict[str, Any]) -> datetime | None:
        wall, zone = values.get(name), values.get(zone_name)
        if not isinstance(wall, datetime):
            return None
        if not zone:
            if not self.has_error(zone_name):  # two times may share one zone
                self.add_error(zone_name, _("Choose the zone in which this time was read."))
            return None
        try:
            return universal(wall, str(zone))
        except ValidationError as error:
            self.add_error(name, error)
            return None


def wall_time(label: str, *, required: bool = True, **more: Any) -> WallTimeField:
    """The field of a time."""
    return WallTimeField(label=label, required=required, **{"help_text": HINT, **more})


def zone_field(label: str = "Zone of this time", *, initial: str = "UTC") -> forms.ChoiceField:
    """The field of a time's zone; ``initial`` empty: the person has to choose."""
    field = forms.ChoiceField(label=label, choices=zones, required=False, initial=initial)
    field.goes_with_another = True  # type: ignore[attr-defined]  # neither optional nor required alone
    return field


def zones() -> list[tuple[str, str]]:
    """UTC, the zone of the node's people, and every offset that is in use."""
    own = settings.NODE.time_zone
    named = [("UTC", "UTC")] + ([(own, own)] if own != "UTC" else [])
    minutes = sorted({*range(-12 * 60, 15 * 60, 60), *_QUARTERS})
    return [("", _("Choose the zone")), *named, *((o, f"UTC{o}") for o in map(_written, minutes))]


def _written(minutes: int) -> str:
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{size // 60:02d}:{size % 60:02d}"


def universal(wall: datetime, zone: str) -> datetime:
    """The moment in UTC. Raises ValidationError where the zone does not have it exactly once."""
    place = _place(zone)
    first, second = (wall.replace(tzinfo=place, fold=fold) for fold in (0, 1))
    moment = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return moment
    if moment.astimezone(place).replace(tzinfo=None) != wall:
        raise ValidationError(
            _("This time does not exist in that zone: the clock was put forward. Correct the time.")
        )
    raise ValidationError(
        _("This time came twice in that zone: the clock was put back. Choose the offset to UTC.")
    )


def _place(zone: str) -> tzinfo:
    offset = _OFFSET.fullmatch(zone)
    if offset is None:
        return times.zone(zone)
    size = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return timezone(-size if offset[1] == "-" else size)
