"""The forms of the survey: built for one row, one missing row or one questionnaire, in the reader's language.

What is written is read by ``texts`` and ``proposals``; a refusal stands beside its field.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

from comity.gateway.survey import limits, texts, wording
from comity.gateway.survey.errors import SurveyError
from comity.gateway.survey.proposals import INSTITUTIONS, By, What
from comity.gateway.survey.published_rows import Kind, Row
from comity.gateway.survey.questionnaire import Audience, Question
from comity.law.tables import Column

TRAP: Final = "homepage"  # a name that programs like to fill in
TOKEN: Final = "token"  # noqa: S105 - the name of a field
REMOVE, RIGHT = "-remove", "-right"  # no names of fields: those have no hyphen
PREFIX: Final = "is_"  # before the fields of a missing row

Check = Callable[[str], str]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One line of the error summary: where to go (empty: nowhere), and what is wrong."""

    anchor: str
    label: str
    text: str


class Said(forms.CharField):
    """A text that one of the checks reads."""

    def __init__(self, check: Check, most: int, **rest: Any) -> None:
        self.check = check
        super().__init__(max_length=None, strip=False, empty_value="", **rest)
        self.validators = []  # ours name what is wrong
        self.widget.attrs["maxlength"] = str(most)

    def clean(self, value: Any) -> str:
        """What the check makes of it."""
        try:
            return self.check("" if value is None else str(value))
        except SurveyError as error:
            raise forms.ValidationError(gettext(error.sentence), code=error.code) from None


class SurveyForm(forms.Form):
    """The base: ids without colons, no suffix, a line of the summary for each mistake."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest.setdefault("auto_id", "f-%s")
        rest.setdefault("label_suffix", "")
        super().__init__(*args, **rest)
        self.refused: SurveyError | None = None

    def refuse(self, error: SurveyError) -> None:
        """Show a refusal with this form, at its field where the error names one."""
        self.refused = error
        named, allowed = error.facts.get("field"), error.facts.get("allowed")
        sentence = gettext(error.sentence)
        if isinstance(allowed, list):
            sentence += " " + gettext("Write one of these: {codes}.").format(
                codes=", ".join(allowed)
            )
        signs = error.facts.get("signs")
        if isinstance(signs, tuple):
            sentence = " ".join([sentence, *(gettext(wording.SIGNS[one]) for one in signs)])
        known = isinstance(named, str) and named in self.fields
        self.add_error(str(named) if known else None, sentence)

    def mistakes(self) -> Iterator[Mistake]:
        """What the error summary lists, in the order of the page."""
        for text in self.non_field_errors():
            yield Mistake("", "", str(text))
        for field in self.visible_fields():
            for text in field.errors:
                yield Mistake(_anchor(field), str(field.label), str(text))


def _anchor(field: BoundField) -> str:
    if field.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label or field.auto_id)
    return str(field.id_for_label or field.auto_id)


def proposal(
    about: Kind, row: Row | None, today: date, lists: Mapping[str, Choices], data: Any
) -> SurveyForm:
    """The form for a row of a kind, or for one that is missing. ``lists``: what fields of a missing row may be."""
    fields = _of_row(about, row) if row else _of_missing(about, lists)
    return _form({**fields, **_source(today), **_note(), **_by()}, data)


def of_an_entry(
    fields: Mapping[str, forms.Field], today: date, data: Any, now: Mapping[str, Any]
) -> SurveyForm:
    """The form for something that another room describes by its own fields. ``now``: what they hold already."""
    return _form({**fields, **_source(today), **_note(), **_by()}, data, now)


def answers(audience: Audience, states: Choices, data: Any) -> SurveyForm:
    """The form of a questionnaire."""
    fields: dict[str, forms.Field] = {}
    if audience.id == "institutions":
        fields["state"] = _choice(gettext("State"), states, "")
        fields |= _by()
    fields |= {one.id: _question(one) for one in audience.questions}
    if audience.id == "institutions":
        fields["source"] = Said(
            lambda text: texts.address(text) if text.strip() else "",
            limits.ADDRESS_CHARS,
            label=gettext("Address of a page that shows it"),
            help_text=gettext("If there is one: a law, a report, a page of the institution."),
            required=False,
            widget=forms.URLInput(attrs={"dir": "ltr"}),
        )
        fields |= _note()
    return _form(fields, data)


def _form(
    fields: Mapping[str, forms.Field], data: Any, now: Mapping[str, Any] | None = None
) -> SurveyForm:
    kind = type("Form", (SurveyForm,), dict(fields))
    made: SurveyForm = kind(data, initial=now)
    return made


PARTS: Final = {
    "source": ("source", "source_date", "note"),
    "by": ("by_kind", "by_name", "contact"),
    "review": ("asked",),
}
"""Fields that stand together in a form; those of the row come first."""


def parts_of(form: SurveyForm) -> dict[str, list[BoundField]]:
    """The fields of a proposal in their parts."""
    together = {name for names in PARTS.values() for name in names}
    found = {"row": [field for field in form.visible_fields() if field.name not in together]}
    return found | {part: [form[name] for name in names] for part, names in PARTS.items()}


def said_of(form: SurveyForm) -> dict[str, list[str]]:
    """What was ticked, by question."""
    found: dict[str, list[str]] = {}
    for name, value in form.cleaned_data.items():
        found[name] = list(value) if isinstance(value, list) else [value]
    return found


def by_of(form: SurveyForm) -> By:
    """Who sends it."""
    return By(kind=form.cleaned_data["by_kind"], name=form.cleaned_data["by_name"])


def change_of(form: SurveyForm) -> tuple[What, dict[str, str]]:
    """What is proposed for a row, and its new values."""
    name, value = form.cleaned_data["field"], form.cleaned_data["value"]
    if name == REMOVE:
        return "removal", {}
    if name == RIGHT:
        return "unchanged", {}
    return "correction", {name: value}


def missing_of(form: SurveyForm) -> dict[str, str]:
    """The values of a missing row."""
    named = {name.removeprefix(PREFIX): name for name in form.fields if name.startswith(PREFIX)}
    return {name: form.cleaned_data[field] for name, field in named.items()}


def column(name: str) -> str:
    """What a field of the tables is called."""
    known = wording.COLUMNS.get(name)
    return gettext(known) if known else name.replace("_", " ")


def _of_row(about: Kind, row: Row) -> dict[str, forms.Field]:
    names = [one for one in row.values if one != about.state and not one.endswith("_url")]
    listed = [(one, column(one)) for one in names]
    listed += [
        (RIGHT, gettext("Nothing: this row is right as it stands")),
        (REMOVE, gettext("All of it: this row should not be there")),
    ]
    return {
        "field": _choice(gettext("Field that is wrong"), listed, ""),
        "value": Said(
            lambda text: texts.unsigned(texts.lines(text, limits.VALUE_CHARS)),
            limits.VALUE_CHARS,
            label=gettext("What it should be"),
            help_text=gettext(
                "As the table writes it. Leave it empty if nothing is wrong, or if all of it is."
            ),
            required=False,
            widget=forms.Textarea(attrs={"rows": "3", "dir": "auto"}),
        ),
    }


def _of_missing(about: Kind, lists: Mapping[str, Choices]) -> dict[str, forms.Field]:
    return {f"{PREFIX}{name}": _cell(about, name, lists) for name in about.ask}


def _cell(about: Kind, name: str, lists: Mapping[str, Choices]) -> forms.Field:
    found = (
        next((one for one in about.table.columns if one.name == name), None)
        if about.table
        else None
    )
    needed = found.required if found else name != "in_force_from"
    label = column(name)
    if name in lists:
        return _choice(label, lists[name], "")
    return Said(
        lambda text: texts.unsigned(texts.line(text, limits.VALUE_CHARS, needed=needed)),
        limits.VALUE_CHARS,
        label=label,
        help_text=_hint(found),
        required=needed,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def _hint(found: Column | None) -> str:
    if found is None:
        return ""
    if found.is_date:
        return gettext("Year-month-day, or a year or a month alone.")
    return gettext("Like 29(4).") if found.name == "article" else ""


def _source(today: date) -> dict[str, forms.Field]:
    return {
        "source": Said(
            texts.address,
            limits.ADDRESS_CHARS,
            label=gettext("Address of the source"),
            help_text=gettext("A page that anybody can open, best of the State itself."),
            widget=forms.URLInput(attrs={"dir": "ltr"}),
        ),
        "source_date": Said(
            lambda text: texts.dated(text, today),
            10,
            label=gettext("Date of the source"),
            help_text=gettext("Year-month-day, or a year or a month alone."),
            widget=forms.TextInput(attrs={"dir": "ltr", "class": "short"}),
        ),
    }


def _note() -> dict[str, forms.Field]:
    return {
        "note": Said(
            lambda text: texts.unsigned(texts.lines(text, limits.NOTE_CHARS)),
            limits.NOTE_CHARS,
            label=gettext("Why, in your words"),
            help_text=gettext("It will be published. Name no persons."),
            required=False,
            widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
        )
    }


def _by() -> dict[str, forms.Field]:
    kinds = [(one, gettext(wording.INSTITUTIONS[one])) for one in INSTITUTIONS]
    return {
        "by_kind": _choice(gettext("Kind of institution"), kinds, ""),
        "by_name": Said(
            lambda text: texts.unsigned(texts.line(text, limits.NAME_CHARS)),
            limits.NAME_CHARS,
            label=gettext("Name of the institution"),
            help_text=gettext("It will be published with the proposal. Nobody checks it."),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization"}),
        ),
        "contact": Said(
            texts.contact,
            limits.CONTACT_CHARS,
            label=gettext("E-mail address for questions"),
            help_text=gettext(
                "Only the reviewers of this site see it. It is never published, and it is removed when the proposal is decided or has expired."
            ),
            widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        ),
        "asked": forms.BooleanField(
            label=gettext("A reviewer should look at it before it is published"), required=False
        ),
    }


def _choice(label: str, listed: Choices, hint: str) -> forms.ChoiceField:
    wrong = gettext("Choose one of the list.")
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[("", gettext("Choose …")), *listed],
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def _question(one: Question) -> forms.Field:
    listed = [(choice.id, gettext(choice.text)) for choice in one.choice]
    wrong = {"invalid_choice": gettext("Choose one of the list.")}
    rest: dict[str, Any] = {
        "label": gettext(one.text),
        "help_text": gettext(one.hint) if one.hint else "",
        "required": False,
        "choices": listed,
        "error_messages": wrong,
    }
    if one.kind == "one":
        rest["choices"] = [*listed, ("", gettext("No answer"))]
        return forms.ChoiceField(widget=forms.RadioSelect, initial="", **rest)
    return _Ticks(most=one.most, widget=forms.CheckboxSelectMultiple, **rest)


class _Ticks(forms.MultipleChoiceField):
    def __init__(self, *, most: int, **rest: Any) -> None:
        self.most = most
        super().__init__(**rest)

    def clean(self, value: Any) -> list[str]:
        found: list[str] = super().clean(value)
        if self.most and len(found) > self.most:
            raise forms.ValidationError(
                gettext("Tick {number} at most.").format(number=self.most), code="too_many"
            )
        return found


def texts_of(form: SurveyForm) -> dict[str, str]:
    """The texts that somebody wrote freely, for the signs of spam: no address of a field of its own, and nothing that
    stood there before."""
    names = [
        one
        for one, field in form.fields.items()
        if isinstance(field, Said)
        and one not in ("source", "source_date", "contact", "by_name")
        and not isinstance(field.widget, forms.URLInput)
        and form.cleaned_data.get(one) != form.initial.get(one)
    ]
    return {one: str(form.cleaned_data.get(one, "")) for one in names}
