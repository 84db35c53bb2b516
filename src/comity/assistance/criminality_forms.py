"""The forms about double criminality: which kinds of conduct, what is known of it, what a person decides."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.assistance.actions import DECISIONS
from comity.assistance.queries import CriminalityAssessment
from comity.law.criminality.asking import Asked
from comity.law.criminality.wording import Wording
from comity.law.offences import GENERAL_PART, Vocabulary
from comity.look.forms import DeskForm
from comity.look.inputs import area

STAGES = [("completed", _("Completed")), ("attempt", _("Attempted"))]
KNOWN = [("present", _("Yes")), ("absent", _("No")), ("unknown", _("Not known"))]
FACETS = {
    "conduct": _("What was done"),
    "object": _("To what or to whom"),
    "mental": _("With which mind and purpose"),
    "circumstance": _("In which circumstances"),
    "qualifier": _("What one of the two States asks for besides"),
    "threshold": _("How grave it was"),
}
DECIDED = {
    "given": _("Double criminality is given"),
    "not_given": _("Double criminality is not given; we ask all the same"),
    "not_a_condition": _("It is not a condition of this request"),
    "open": _("It cannot be said yet; the other side will have to ask"),
}
assert set(DECIDED) == set(DECISIONS)


class KindsForm(DeskForm):
    """Which kinds of conduct there were. Sent by GET: it changes nothing."""

    form_id = "kinds"
    submit = "Show the questions"

    to = forms.CharField(widget=forms.HiddenInput)
    measure = forms.CharField(widget=forms.HiddenInput)
    hold = forms.CharField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(
        label=_("Law of this day"),
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%Y-%m-%d"),
        help_text=_("Year-month-day: the day of the conduct, or today."),
        input_formats=["%Y-%m-%d"],
    )
    types = forms.MultipleChoiceField(
        label=_("Kinds of conduct"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, vocabulary: Vocabulary, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_category: dict[str, list[tuple[str, str]]] = {}
        for name, kind in vocabulary.types.items():
            if name not in GENERAL_PART:
                row = (name, wording.type(name))
                by_category.setdefault(kind.category_com2007_267, []).append(row)
        self.fields["types"].choices = [  # type: ignore[attr-defined]
            (wording.translate(vocabulary.type_categories[category]), rows)
            for category, rows in by_category.items()
        ]


class FactsForm(DeskForm):
    """What is known of the conduct, element by element: yes, no, or not known."""

    form_id = "facts"
    submit = "Assess"

    def __init__(self, *args: Any, asked: Asked, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = asked
        self.fields["stage"] = forms.ChoiceField(
            label=_("Was it completed?"),
            choices=STAGES,
            widget=forms.RadioSelect,
            initial="completed",
        )
        for slug in asked.slugs:
            self.fields[_element(slug)] = forms.ChoiceField(
                label=wording.element(slug),
                choices=KNOWN,
                widget=forms.RadioSelect,
                initial="unknown",
                required=False,
            )
        for place, figure in enumerate(asked.figures):
            name = figure.measure.replace("_", " ")
            self.fields[f"figure_{place}"] = forms.FloatField(
                label=f"{wording.translate(name)} ({figure.unit})", required=False, min_value=0
            )
        self.fields["all_told"] = forms.BooleanField(
            label=_("This is all that was done: nothing that is not asked here comes on top"),
            required=False,
        )
        figures = tuple(f"figure_{place}" for place in range(len(asked.figures)))
        groups = [
            (str(FACETS[facet]), "", tuple(_element(slug) for slug in slugs))
            for facet, slugs in asked.elements
        ]
        measured = (str(_("Figures, as far as known")), "", figures)
        self.groups = (*groups, *([measured] if figures else []), ("", "", ("all_told",)))

    def facts(self) -> dict[str, Any]:
        """The facts as a case states them."""
        values = self.cleaned_data
        lists: dict[str, list[str]] = {"present": [], "absent": [], "unknown": []}
        for slug in self._asked.slugs:
            lists[values[_element(slug)] or "unknown"].append(slug)
        measured = [
            {"measure": figure.measure, "value": values[f"figure_{place}"], "unit": figure.unit}
            for place, figure in enumerate(self._asked.figures)
            if values[f"figure_{place}"] is not None
        ]
        rest = "absent" if values["all_told"] else "unknown"
        return {**lists, "quantities": measured, "rest": rest}


def _element(slug: str) -> str:
    return f"e_{slug}"


class DecisionPart(DeskForm):
    """The part of a request's form in which a person decides, beside a finding."""

    assessment = forms.ChoiceField(label=_("The finding that you looked at"))
    decision = forms.ChoiceField(
        label=_("Your own decision on double criminality"),
        choices=[("", _("Choose one")), *DECIDED.items()],
    )
    reasons = area(
        str(_("Your reasons")),
        rows=3,
        help_text=_("They stand in the journal of this node beside the finding and are not sent."),
    )

    def offer(self, rows: Sequence[CriminalityAssessment], wording: Wording) -> None:
        """Offer the findings to choose from, the newest first."""
        self.fields["assessment"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.on}: {wording.verdict(row.finding)}") for row in rows
        ]
        if not rows:
            missing = _("There is no finding yet. Answer the questions on the conduct first.")
            self.fields["assessment"].error_messages["required"] = missing


def chosen_types(raw: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Those of the names that are types of special conduct."""
    wanted = set(raw)
    return tuple(n for n in vocabulary.types if n in wanted and n not in GENERAL_PART)
