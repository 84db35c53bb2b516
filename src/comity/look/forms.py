"""The base of every form at the desk: ids that tests and helpers find, fieldsets, linked errors.

``form_id`` is the id of the HTML form and the beginning of the ids of its fields, so that several forms
can stand on one page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

from comity.wire.errors import ComityError


@dataclass(frozen=True)
class Group:
    """Fields that stand together; without a legend they stand alone."""

    legend: str
    hint: str
    fields: tuple[BoundField, ...]


@dataclass(frozen=True)
class Mistake:
    """One line of the error summary: the field to go to (empty: none), and what is wrong."""

    anchor: str
    label: str
    text: str


_MISSING = {  # instead of "This field is required."; the first kind that fits
    forms.FileField: "Choose a file.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ChoiceField: "Choose one.",
    forms.BooleanField: "Tick this.",
    forms.Field: "Fill this in.",
}


class DeskForm(forms.Form):
    """A form of the desk. ``groups``: legend, hint and field names; fields in no group come first."""

    form_id = ""
    submit = "Send"
    danger = False  # the button then looks like what cannot be taken back
    second = False  # not the first thing to do on its page
    groups: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.form_id}-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.refused: ComityError | None = None
        self._say_what_is_missing()
        self._in_the_readers_language()

    def _say_what_is_missing(self) -> None:
        for field in self.fields.values():
            plain = type(field).default_error_messages.get(
                "required", forms.Field.default_error_messages["required"]
            )
            if field.error_messages.get("required") == plain:
                field.error_messages["required"] = next(
                    words for kind, words in _MISSING.items() if isinstance(field, kind)
                )

    def _in_the_readers_language(self) -> None:
        """Labels, hints, choices and the button, where they are translated; the code is in English."""
        self.submit = _said(self.submit)
        for field in self.fields.values():
            field.label = _said(field.label)
            field.help_text = _said(field.help_text)
            for key, text in field.error_messages.items():
                field.error_messages[key] = _said(text)
            choices = getattr(field, "choices", None)
            if isinstance(choices, list):
                field.choices = [  # type: ignore[attr-defined]
                    (value, _said(label) if isinstance(label, str) else label)
                    for value, label in choices
                ]

    def refuse(self, error: ComityError) -> None:
        """Show a refusal with this form, at its field where the error names one (``field=...``)."""
        self.refused = error
        field = error.facts.get("field")
        known = field if isinstance(field, str) and field in self.fields else None
        self.add_error(known, _said(error.sentence))

    def grouped(self) -> Iterator[Group]:
        """The visible fields in their fieldsets."""
        taken = {name for _, _, names in self.groups for name in names}
        loose = tuple(field for field in self.visible_fields() if field.name not in taken)
        if loose:
            yield Group("", "", loose)
        for legend, hint, names in self.groups:
            fields = tuple(self[name] for name in names if name in self.fields)
            if fields:
                yield Group(_said(legend), _said(hint), fields)

    def mistakes(self) -> Iterator[Mistake]:
        """What the error summary lists, in the order of the page."""
        for text in self.non_field_errors():
            yield Mistake("", "", str(text))
        shown = [field for group in self.grouped() for field in group.fields]
        for field in [*shown, *self.hidden_fields()]:
            for text in field.errors:
                yield Mistake(_anchor(field), str(field.label), str(text))


def _said(text: Any) -> Any:
    """The text in the reader's language; what is no plain text stays as it is."""
    return gettext(text) if isinstance(text, str) and text else text


def _anchor(field: BoundField) -> str:
    # A group of radio buttons has no element with the field's own id; its first button has.
    if field.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label or field.auto_id)
    return str(field.id_for_label or field.auto_id)


class Confirm(DeskForm):
    """A form without fields: only a button."""


def confirm(
    form_id: str, submit: str, *, danger: bool = False, second: bool = False, data: Any = None
) -> Confirm:
    """A button that posts, with an id and a label."""
    looks = {"danger": danger, "second": second}
    kind = type("Confirm", (Confirm,), {"form_id": form_id, "submit": submit, **looks})
    form: Confirm = kind(data)
    return form
