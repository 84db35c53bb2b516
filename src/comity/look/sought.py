"""The part of a form that says whose data are sought, which data, and of when; for requests and orders.

Rows for identifiers stand ready without any script. An address without the time and the zone in which
it was used is refused at its own field: it names somebody else an hour later.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comity.law import dataitems
from comity.look import moments
from comity.look.forms import Group, Mistake
from comity.look.moments import MomentForm
from comity.wire import documents, identifiers, limits, times
from comity.wire.errors import BodyInvalidError, ComityError, IpTimeZoneMissingError
from comity.wire.identifiers import Identifier

ROWS = 5  # identifiers that one page takes
NUMBERS = range(1, ROWS + 1)
KINDS = {
    "email": "E-mail address",
    "account": "Account name",
    "ip_address": "IP address",
    "telephone": "Telephone number",
    "imei": "IMEI",
    "mac": "MAC address",
    "name": "Name of a person",
    "other": "Something else",
}
_IN_ROW = re.compile(r"-(?:kind|value|time|zone)_(\d)$")
RANGE = gettext_noop("Range of time (optional)")


@dataclass(frozen=True)
class RowGroup(Group):
    """Fields that stand in one row where there is room. ``folded``: behind their legend until asked for."""

    layout: str = "row"
    folded: bool = False


class SoughtForm(MomentForm):
    """Identifiers (`kind_1`, `value_1`, `time_1`, `zone_1` ...), data items, one range of time.

    Cleaned: ``identifiers`` and ``range`` as letters write them, ``items`` as codes.
    """

    sought_at = 0  # before which of the groups of the form this part stands

    items = forms.MultipleChoiceField(
        label="Which data",
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            (one.title, [(item.code, item.title) for item in one.items])
            for one in dataitems.classes()
        ],
    )
    starts = moments.wall_time("From", required=False)
    ends = moments.wall_time("Until, inclusive", required=False)
    range_zone = moments.zone_field("Zone of both times", initial="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            self._add_row(number)
        own = tuple(type(self).groups)
        self.groups = (*own[: self.sought_at], *self._sought_groups(), *own[self.sought_at :])
        self.typed_times = {
            **type(self).typed_times,
            "starts": "range_zone",
            "ends": "range_zone",
            **{f"time_{number}": f"zone_{number}" for number in NUMBERS},
        }

    def _add_row(self, number: int) -> None:
        kinds = [("", _("Choose the kind")), *((code, _(name)) for code, name in KINDS.items())]
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("Kind"), choices=kinds, required=False
        )
        self.fields[f"value_{number}"] = forms.CharField(
            label=_("Value"), max_length=limits.IDENTIFIER_CHARS, required=False
        )
        for part in ("kind", "value"):
            self.fields[f"{part}_{number}"].goes_with_another = True  # type: ignore[attr-defined]
        self.fields[f"time_{number}"] = moments.wall_time(
            _("Time of use"), required=False, help_text=_(moments.HINT)
        )
        self.fields[f"zone_{number}"] = moments.zone_field(_("Zone of this time"), initial="")

    def _sought_groups(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for number in NUMBERS:
            hint = _("An IP address needs the time at which it was used, and the zone.")
            names = tuple(f"{part}_{number}" for part in ("kind", "value", "time", "zone"))
            yield _row_title(number), hint if number == 1 else "", names
        hint = _("When the data were stored or delivered. Empty: everything that is there.")
        yield _(RANGE), hint, ("starts", "ends", "range_zone")
        yield _("Data"), "", ("items",)

    def grouped(self) -> Iterator[Group]:
        """The rows are marked, so that they stand beside each other."""
        rows = {_(RANGE), *map(_row_title, NUMBERS)}
        spares = list(map(_row_title, NUMBERS))[1:]  # rows that most letters leave empty
        for group in super().grouped():
            if group.legend in rows:
                spare = group.legend in spares and not any(map(_says_something, group.fields))
                yield RowGroup(group.legend, group.hint, group.fields, folded=spare)
            else:
                yield group

    def mistakes(self) -> Iterator[Mistake]:
        """In the summary, a field of a row says in which row it stands."""
        for one in super().mistakes():
            row = _IN_ROW.search(one.anchor)
            title = one.label
            if row:
                title = _("Identifier {number}, {part}").format(
                    number=row[1], part=one.label.lower()
                )
            yield Mistake(one.anchor, title, one.text)

    def clean(self) -> dict[str, Any]:
        """Read the rows and the range."""
        values = super().clean()
        found = [self._identifier(number, values) for number in NUMBERS]
        values["identifiers"] = [one for one in found if one is not None]
        if not any(values.get(f"{part}_{n}") for n in NUMBERS for part in ("kind", "value")):
            self.add_error("value_1", _("Name at least one identifier."))
        values["range"] = self._range(values)
        return values

    def _identifier(self, number: int, values: Mapping[str, Any]) -> dict[str, Any] | None:
        kind, value = values.get(f"kind_{number}"), values.get(f"value_{number}")
        if not value:
            if kind:
                self.add_error(f"value_{number}", _("Write the identifier, or choose no kind."))
            return None
        if not kind:
            self.add_error(f"kind_{number}", _("Say what kind of identifier this is."))
            return None
        moment = values.get(f"time_{number}")
        if self.has_error(f"time_{number}") or self.has_error(f"zone_{number}"):
            return None
        try:
            return _written(kind, value, times.format(moment) if moment else None)
        except IpTimeZoneMissingError as error:
            self.add_error(f"time_{number}", _(error.sentence))
        except ComityError as error:
            self.add_error(f"value_{number}", _(error.sentence))
        return None

    def _range(self, values: Mapping[str, Any]) -> dict[str, str] | None:
        starts, ends = values.get("starts"), values.get("ends")
        if starts is None and ends is None:
            return None
        if starts is None or ends is None:
            if not any(map(self.has_error, ("starts", "ends", "range_zone"))):
                self.add_error(
                    "starts" if starts is None else "ends", _("Give both times, or none.")
                )
            return None
        if ends < starts:
            self.add_error("ends", _("The range ends before it begins."))
            return None
        return {"start": times.format(starts), "end": times.format(ends)}


def _row_title(number: int) -> str:
    words = _("Identifier {number}") if number == 1 else _("Identifier {number} (optional)")
    return words.format(number=number)


def _says_something(field: BoundField) -> bool:
    return bool(field.value() or field.errors)


def _written(kind: str, value: str, time: str | None) -> dict[str, Any]:
    """One identifier as letters write it. Raises IpTimeZoneMissingError, IpAddressWrongError, BodyInvalidError."""
    row: dict[str, Any] = {"kind": kind, "value": identifiers.tidy(kind, value)}
    if time is not None:
        row["time"] = time
    return documents.validate(Identifier, row, error=BodyInvalidError).dump()


def initial(
    found: Sequence[Mapping[str, Any]], items: Sequence[str], span: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What a form shows at first for what a letter wrote; identifiers beyond the rows are left out."""
    values: dict[str, Any] = {"items": list(items)}
    for number, one in zip(NUMBERS, found, strict=False):
        values |= {f"kind_{number}": one["kind"], f"value_{number}": one["value"]}
        if one.get("time"):
            values |= {f"time_{number}": _wall(one["time"]), f"zone_{number}": "UTC"}
    if span:
        values |= {"starts": _wall(span["start"]), "ends": _wall(span["end"]), "range_zone": "UTC"}
    return values


def _wall(time: str) -> str:
    return times.parse(time).strftime("%Y-%m-%d %H:%M:%S")
