"""The coded reasons and questions as plain sentences, in any of the languages.

Sentences are templates with named places: no sentence is glued together, so each language may order
its own. Names of elements come from the vocabulary and are translated like everything else.
"""

from collections.abc import Mapping
from typing import Any, Final

from comity.law import states, words
from comity.law.criminality.finding import Finding, Question, Reason
from comity.law.offences import Offences

REASONS: Final[Mapping[str, str]] = {
    "elements_met": "Every element is there.",
    "required_absent": "Element missing: {slug}.",
    "required_unknown": "Not known: {slug}.",
    "qualifier_absent": "This State asks for more, and it is missing: {slug}.",
    "qualifier_unknown": "This State asks for more, and it is not known: {slug}.",
    "threshold_absent": "The threshold is not reached: {slug}.",
    "threshold_unknown": "Not known whether the threshold is reached: {slug}.",
    "alternatives_absent": "None of these is there: {slugs}.",
    "alternatives_unknown": "Not known whether one of these is there: {slugs}.",
    "figure_absent": "The threshold is not reached: {slug}. A figure that would reach it: "
    "{measure} of at least {figure} {unit}.",
    "figure_unknown": "Not known whether the threshold is reached: {slug}. A figure that would reach "
    "it: {measure} of at least {figure} {unit}.",
    "figure_below": "The threshold is not reached: {slug}. Measured: {measure} of {measured} {unit}; "
    "asked for: at least {figure}.",
    "reading": "Rests on a reading, not on the words alone: {slug}.",
    "transposed": "Founds the competence of a court only and is transposed: {slugs}.",
    "force_unknown": "Not known whether this text was in force on the day. First day: {from}; last day: "
    "{to}; seen to stand on {as_of}.",
    "attempt_punishable": "The attempt is punishable.",
    "attempt_not_punishable": "The attempt is not punishable under this provision.",
    "attempt_unknown": "The data do not say whether the attempt is punishable.",
    "participation_punishable": "Helping is punishable: {provision}.",
    "participation_not_checked": "Whether helping is punishable was not checked for this provision.",
    "penalty_reached": "The maximum reaches {months} months.",
    "penalty_below": "The maximum of {maximum} months does not reach {months} months.",
    "penalty_unknown": "Not known whether the maximum reaches {months} months.",
    "carried": "Carried by {provisions}.",
    "all_defeated": "Every provision in force was tried ({tried}) and none is met. The data cover the "
    "conduct.",
    "gap": "A documented gap: {gap}.",
    "state_without_data": "The data have no provision of this State. No data is not no offence.",
    "something_open": "Something that is not known decides: {provisions}.",
    "nothing_engaged": "The facts name no conduct that a harmonised type describes.",
    "type_not_found": "A provision was looked for and not found: {type}. That is no proof that there is "
    "none.",
    "type_not_checked": "Not checked: whether this State has a provision on {type}.",
    "type_day_open": "Recorded for this State, but not known to have been in force on the day: {type}.",
    "general_rule_alone": "Only rules of the general part speak of these facts. They make no conduct a "
    "crime by themselves: the main offence is not described.",
    "established": "The authority of this State has found its own offence; it was not tested again.",
    "eu_list": "Not checked for double criminality: a listed category ({categories}) and a maximum of "
    "at least three years in the issuing State ({provision}).",
    "tested_all_the_same": "Tested all the same, for information: {finding}.",
    "conflict": "Stated to be absent, but it follows from what is present, which counts: {slug}.",
    "field_kept": "The file has a field that the format does not know; it was kept and not used: "
    "{field}.",
    "measure_not_asked": "No provision of the data asks for this figure: {measure} in {unit}.",
    "helper_not_tested": "The facts speak of help to another's offence. The conduct of the main "
    "offender was tested; say participation: aiding to test the rule on helpers too.",
    "declared_extra": "{state} declared that it asks for more (Budapest Convention, art. {article}), and "
    "the text that carries the finding does not say so: {slug}.",
    "complaint_required": "Prosecuted on complaint of the victim only: {provision}.",
}

QUESTIONS: Final[Mapping[str, str]] = {
    "fact": "Is this so: {slug}?",
    "measure": "How much was it: {measure}, in {unit}? The figure asked for is {value}.",
    "law": "Ask the authority of {state}: is there a provision on {type}, and what does it ask for?",
    "law_of": "Ask the authority of {state} about {provision}: was it in force, is the attempt or the "
    "helper punishable, what is its maximum?",
    "law_any": "Ask the authority of {state}: is this conduct an offence there, and under which text?",
    "all_told": "Is this all that was done? If it is, the provisions that speak of it decide.",
    "main_offence": "Which offence was attempted or helped? Describe that conduct.",
}

VERDICTS: Final[Mapping[str, str]] = {
    "satisfied": "satisfied",
    "not_satisfied": "not satisfied",
    "needs_information": "needs information",
}

WORDS: Final = (
    "Completed",
    "Attempt",
    "required",
    "alternative",
    "qualifier",
    "threshold",
    "present",
    "absent",
    "unknown",
    "transposed",
    "primary",
    "official summary",
    "secondary",
    "extradition, one year",
    "European list, three years",
    "UN serious crime, four years",
    "met",
    "not met",
    "not known",
    "Element",
    "Asked for as",
    "Facts",
    "Decided by",
    "On",
    "Decision",
    "Reasons",
    "always asked for",
    "one of several that suffice",
    "asked for in some provisions",
    "What is not listed is not known.",
    "What is not listed was not done: the facts are stated exhaustively.",
    "not seen",
)
"""Words that are translated by way of a variable."""


class Wording:
    """Sentences in one language, with names from the vocabulary of one release."""

    def __init__(self, offences: Offences, language: str = "en") -> None:
        self.language = language
        self._gettext = words.of(language).gettext
        self._vocabulary = offences.vocabulary
        self._offences = offences

    def translate(self, text: str) -> str:
        """A sentence of the law room in this language."""
        return self._gettext(text)

    def element(self, slug: str) -> str:
        """An element or aggravating circumstance in words."""
        element = self._vocabulary.elements.get(slug)
        text = element.definition if element else self._vocabulary.aggravating_circumstances[slug]
        return self._gettext(text)

    def type(self, name: str) -> str:
        """A harmonised type in words."""
        return self._gettext(self._vocabulary.types[name].definition)

    def measure(self, name: str) -> str:
        """What a figure measures, in words."""
        return self._gettext(name.replace("_", " "))

    def citation(self, name: str) -> str:
        """Statute and article of a provision, or the statement of a gap."""
        row = self._offences.provisions.get(name)
        return row.citation if row else name

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence."""
        return self._gettext(REASONS[reason.code]).format(**self._places(reason.parts))

    def question(self, question: Question) -> str:
        """One question as a sentence."""
        code: str = question.code
        if code == "law" and question.slug is not None:
            code = "law_of"
        elif code == "law" and question.type is None:
            code = "law_any"
        parts: dict[str, Any] = question.as_dict()
        if code == "law_of":
            parts["provision"] = parts.pop("slug")
        return self._gettext(QUESTIONS[code]).format(**self._places(parts))

    def verdict(self, name: str) -> str:
        """A finding in words."""
        return self._gettext(VERDICTS[name])

    def _places(self, parts: Mapping[str, Any]) -> dict[str, str]:
        return {name: self._place(name, value) for name, value in parts.items()}

    def _place(self, name: str, value: Any) -> str:
        if value is None:
            return self._gettext("not seen")
        if isinstance(value, tuple):
            return "; ".join(self._place(name.removesuffix("s"), one) for one in value)
        if name in ("slug", "type", "provision", "finding"):
            word = {
                "slug": self.element,
                "type": self.type,
                "provision": self.citation,
                "finding": self.verdict,
            }
            return word[name](str(value))
        if name == "state":
            return states.name(str(value), self.language)
        if isinstance(value, float):
            return f"{value:g}" if value < 1e6 else f"{value:.0f}"
        return self.measure(str(value)) if name == "measure" else str(value)


def answer(finding: Finding, wording: Wording) -> dict[str, Any]:
    """The answer line: plain values, ready for JSON."""
    sides = {
        name: {
            "state": side.state,
            "finding": side.finding,
            "rule": side.rule,
            "because": [wording.reason(one) for one in side.because],
            "reasons": [one.as_dict() for one in side.because],
            "provisions": [
                {
                    "id": one.id,
                    "citation": one.citation,
                    "finding": one.finding,
                    "because": [wording.reason(each) for each in one.because],
                    "reasons": [each.as_dict() for each in one.because],
                    "penalty": one.penalty.as_dict(),
                }
                for one in side.provisions
            ],
            "coverage": [one.as_dict() for one in side.coverage],
        }
        for name, side in (("requesting", finding.requesting), ("requested", finding.requested))
    }
    return {
        "id": finding.case.id,
        "finding": finding.finding,
        **sides,
        "missing": list(finding.missing),
        "questions": [wording.question(one) for one in finding.questions],
        "asks": [one.as_dict() for one in finding.questions],
        "relied_on_interpretation": list(finding.relied_on),
        "engaged_types": list(finding.engaged),
        "conflicts": list(finding.conflicts),
        "remarks": [wording.reason(one) for one in finding.remarks],
        "data_version": finding.data_version,
        "engine": finding.engine,
    }
