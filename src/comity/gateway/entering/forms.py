"""The form of an entry: its fields in the reader's language, and what was written in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext

from comity.gateway import published
from comity.gateway.resources import entries, showing, topics, values, wording
from comity.gateway.survey import forms as survey
from comity.gateway.survey import limits, texts
from comity.gateway.survey.forms import PREFIX, Choices, Said, SurveyForm

WHEN: Final = "when"
"""A field of the form alone: always there, on days, or how often."""
PARTS: Final = (
    ("what", ("kind", "title", "summary", "written_in", "provider", "url")),
    ("whom", ("roles", "languages", "level", "cost", "form")),
    ("when", (WHEN, "starts", "ends", "place", "expires_on")),
    ("about", ("topics",)),
    ("states", ("provided_from", "for_states")),
)
FOLDED: Final = frozenset({"topics", "for_states"})
"""Long lists to tick: closed until somebody opens them."""


def of_entry(
    given: Mapping[str, str], today: date, language: str, data: Any, *, source: str = ""
) -> SurveyForm:
    """The form with the fields as they are; empty for a new entry."""
    made = survey.of_an_entry(_fields(language), today, data, {**_now(given), "source": source})
    _explain(made)
    return made


def of_verdict(today: date, data: Any, *, source: str = "") -> SurveyForm:
    """The form that says no more than that an entry is right, or should no longer be listed."""
    made = survey.of_an_entry({}, today, data, {"source": source})
    _explain(made)
    return made


def _explain(made: SurveyForm) -> None:
    made.fields["source"].help_text = gettext(
        "The page where anybody can read it; often the address of the entry itself."
    )
    made.fields["source_date"].help_text = gettext(
        "The date that stands on the page. If there is none, the day on which you read it."
    )


def written(form: SurveyForm) -> dict[str, str]:
    """What the fields of an entry hold, as a proposal writes it."""
    said = {
        name: form.cleaned_data[f"{PREFIX}{name}"]
        for name in (*values.FIELDS, WHEN)
        if _asked(name)
    }
    when = said.pop(WHEN)
    found = {
        name: values.BETWEEN.join(one) if isinstance(one, list) else str(one)
        for name, one in said.items()
    }
    found["standing"] = values.YES if when == "standing" else ""
    found["recurs"] = when if when in entries.RECURS else ""
    return found


def field_of(name: str) -> str:
    """The field of the form where a refusal of a field of an entry stands."""
    if name == "entered_by":
        return "by_name"
    return f"{PREFIX}{WHEN if name in ('standing', 'recurs') else name}"


def parts_of(form: SurveyForm) -> list[tuple[str, list[tuple[BoundField, bool]]]]:
    """The fields of an entry in their parts; True: folded."""
    return [
        (part, [(form[f"{PREFIX}{name}"], name in FOLDED) for name in names])
        for part, names in PARTS
    ]


def _asked(name: str) -> bool:
    return name not in ("standing", "recurs")


def _now(given: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"{PREFIX}{name}": text.split(values.BETWEEN) if name in values.LISTS and text else text
        for name, text in given.items()
        if _asked(name)
    }
    when = given.get("recurs") or ("standing" if given.get("standing") else "")
    found[f"{PREFIX}{WHEN}"] = when or ("days" if given.get("starts") else "")
    return found


def _fields(language: str) -> dict[str, forms.Field]:
    names = published.now().names(language)
    about = sorted(
        ((one, showing.topic(one, language)) for one in topics.TOPICS),
        key=lambda one: one[1].casefold(),
    )
    found: dict[str, forms.Field] = {
        "kind": _one("kind", _said(wording.KINDS)),
        "title": _line("title", 200, gettext("As the provider calls it.")),
        "summary": Said(
            lambda text: texts.unsigned(text.strip()),
            700,
            label=_label("summary"),
            help_text=gettext(
                "Plain words in one paragraph, 40 to 700 characters. It stays in the language in which you write it."
            ),
            widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
        ),
        "written_in": _one("written_in", _said(wording.LANGUAGES)),
        "provider": _line("provider", 200, gettext("The institution, never a person.")),
        "url": Said(
            str.strip,
            limits.ADDRESS_CHARS,
            label=_label("url"),
            help_text=gettext("The page of the provider about it."),
            widget=forms.URLInput(attrs={"dir": "ltr"}),
        ),
        "roles": _ticks("roles", _said(wording.ROLES)),
        "languages": _ticks("languages", _said(wording.LANGUAGES), needed=False),
        "level": _one("level", _said(wording.LEVELS)),
        "cost": _one("cost", _said(wording.COSTS)),
        "form": _one("form", _said(wording.FORMS)),
        WHEN: _choice(gettext("When"), _said(wording.WHENS)),
        "starts": _day("starts"),
        "ends": _day("ends"),
        "place": _line("place", 80, gettext("The town, if it is held somewhere."), needed=False),
        "expires_on": _day(
            "expires_on",
            gettext("If you know it. Otherwise the entry lasts for a year after its review."),
        ),
        "topics": _ticks("topics", about, needed=False),
        "provided_from": _one(
            "provided_from",
            names.states,
            needed=False,
            hint=gettext("Leave this empty for an international organisation."),
        ),
        "for_states": _ticks(
            "for_states",
            names.states,
            needed=False,
            hint=gettext("Tick none if it is open to any State."),
        ),
    }
    return {f"{PREFIX}{name}": field for name, field in found.items()}


def _label(name: str) -> str:
    return gettext(wording.ENTRY[name])


def _said(words: Mapping[str, str]) -> Choices:
    return [(code, gettext(one)) for code, one in words.items()]


def _line(name: str, most: int, hint: str, *, needed: bool = True) -> Said:
    return Said(
        lambda text: texts.unsigned(text.strip()),
        most,
        label=_label(name),
        help_text=hint,
        required=needed,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


def _day(name: str, hint: str = "") -> Said:
    return Said(
        str.strip,
        10,
        label=_label(name),
        help_text=hint or gettext("Year-month-day, like 2027-05-31."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "class": "short", "inputmode": "numeric"}),
    )


def _one(name: str, listed: Choices, *, needed: bool = True, hint: str = "") -> forms.ChoiceField:
    return _choice(_label(name), listed, needed=needed, hint=hint)


def _choice(
    label: str, listed: Choices, *, needed: bool = True, hint: str = ""
) -> forms.ChoiceField:
    wrong = gettext("Choose one of the list.")
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=needed,
        choices=[("", gettext("Choose …") if needed else gettext("None")), *listed],
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def _ticks(
    name: str, listed: Sequence[tuple[str, str]], *, needed: bool = True, hint: str = ""
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_label(name),
        help_text=hint or gettext("Tick all that fit."),
        required=needed,
        choices=listed,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext("Tick at least one."),
            "invalid_choice": gettext("Choose one of the list."),
        },
    )
