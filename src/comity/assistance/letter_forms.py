"""The small forms of a request's page: one for each letter that a side may write, by its last word."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from comity.assistance import wording
from comity.law.answers import AllowedGround
from comity.look import moments
from comity.look.inputs import area, line
from comity.look.moments import MomentForm

ROWS = range(1, 4)  # conditions that one page offers

Choices = list[tuple[str, str]]


class LetterForm(MomentForm):
    """A letter in a request. ``choices`` sets those of a field that depend on the request."""

    submit = "Draft the letter"
    intro = ""

    language = forms.ChoiceField(
        label="Language of your text", choices=list(wording.LANGUAGES.items()), initial="en"
    )
    texts: tuple[str, ...] = ()  # without any, no language is asked for

    def __init__(
        self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not self.texts:
            del self.fields["language"]
        else:
            self.fields["language"].required = False
            self.fields["language"].goes_with_another = True  # type: ignore[attr-defined]
            self.order_fields([name for name in self.fields if name != "language"])
        for name, offered in (choices or {}).items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without a choice, texts are English."""
        values = super().clean()
        values["language"] = values.get("language") or "en"
        return values


class PromiseForm(LetterForm):
    """By when an answer comes."""

    form_id = "promise"
    submit = "Send the promise"
    intro = "It leaves at once, without approval."
    typed_times = {"expected_by": "expected_by_zone"}
    still_to_come = ("expected_by",)
    texts = ("form",)

    expected_by = moments.wall_time("The answer comes by")
    expected_by_zone = moments.zone_field()
    answer = forms.ChoiceField(
        label="Which answer", choices=list(wording.PROMISES.items()), initial="full", required=False
    )
    form = area("More", required=False, rows=2)


class QuestionForm(LetterForm):
    """Something has to be known."""

    form_id = "question"
    submit = "Send the question"
    intro = "It leaves at once, without approval."
    typed_times = {"answer_by": "answer_by_zone"}
    still_to_come = ("answer_by",)
    texts = ("text",)

    about = forms.ChoiceField(label="About", choices=list(wording.ABOUT.items()))
    text = area("The question")
    answer_by = moments.wall_time("Please answer by", required=False)
    answer_by_zone = moments.zone_field()


class AnswerForm(LetterForm):
    """The answer to a question."""

    form_id = "answer"
    submit = "Send the answer"
    intro = "It leaves at once, without approval."
    texts = ("text",)

    question = forms.ChoiceField(label="The question")
    text = area("The answer")


class ConditionsForm(LetterForm):
    """An offer to execute on conditions."""

    form_id = "conditions"
    submit = "Draft the offer"
    intro = "The request is carried out if the other side accepts them; then they bind."
    typed_times = {"answer_by": "answer_by_zone"}
    still_to_come = ("answer_by",)
    texts = ("text_1",)

    answer_by = moments.wall_time("Please answer by", required=False)
    answer_by_zone = moments.zone_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("None")), *((code, _(text)) for code, text in wording.CONDITIONS.items())]
        for number in ROWS:
            self.fields[f"code_{number}"] = forms.ChoiceField(
                label=_("Condition {number}").format(number=number),
                choices=offered,
                required=number == 1,
            )
            self.fields[f"text_{number}"] = area(_("In words"), required=False, rows=2)
        self.order_fields([f"{part}_{number}" for number in ROWS for part in ("code", "text")])

    def clean(self) -> dict[str, Any]:
        """Conditions as the letter writes them."""
        values = super().clean()
        found = []
        for number in ROWS:
            code, text = values.get(f"code_{number}"), values.get(f"text_{number}")
            if code == "other" and not text:
                self.add_error(f"text_{number}", _("Write this condition in words."))
            if code:
                words = {"lang": values["language"], "text": text} if text else None
                found.append({"code": code, "text": words})
        values["conditions"] = found
        return values


class ConditionsAcceptedForm(LetterForm):
    """The offer binds."""

    form_id = "conditions-accepted"
    submit = "Draft the acceptance of the conditions"
    intro = "The conditions then bind our side."


class ConditionsDeclinedForm(LetterForm):
    """The offer cannot be accepted."""

    form_id = "conditions-declined"
    submit = "Draft the answer"
    texts = ("reason",)

    reason = area("Why they cannot be accepted")


class AcceptanceForm(LetterForm):
    """The request is granted."""

    form_id = "acceptance"
    submit = "Draft the acceptance"
    typed_times = {"expected_by": "expected_by_zone"}
    still_to_come = ("expected_by",)
    texts = ("part",)

    extent = forms.ChoiceField(
        label="Granted", choices=[("full", "In full"), ("part", "In part")], initial="full"
    )
    part = area("Which part", required=False, rows=2)
    case_reference = line("Our file number", required=False)
    expected_by = moments.wall_time("Carried out by", required=False)
    expected_by_zone = moments.zone_field()

    def clean(self) -> dict[str, Any]:
        """A part has to be named; all has no part."""
        values = super().clean()
        if values.get("extent") == "part" and not values.get("part"):
            self.add_error("part", _("Say which part is granted."))
        if values.get("extent") == "full":
            values["part"] = ""
        return values


class RefusalForm(LetterForm):
    """Refused on a coded ground."""

    form_id = "refusal"
    submit = "Draft the refusal"
    danger = True
    texts = ("reason",)

    ground = forms.ChoiceField(
        label="Ground", help_text="Those that the instrument knows for this measure, and no others."
    )
    reason = area("Reason")
    provision = line("Provision", required=False)


class PostponementForm(LetterForm):
    """Not now, on a coded ground."""

    form_id = "postponement"
    submit = "Draft the postponement"
    typed_times = {"expected_by": "expected_by_zone"}
    still_to_come = ("expected_by",)
    texts = ("reason",)

    ground = forms.ChoiceField(label="Ground")
    reason = area("Reason")
    provision = line("Provision", required=False)
    expected_by = moments.wall_time("Until about")
    expected_by_zone = moments.zone_field()


class NotExecutableForm(LetterForm):
    """It cannot be done."""

    form_id = "not-executable"
    submit = "Draft this answer"
    intro = "This is no refusal but a fact; it needs no ground."
    texts = ("reason",)

    code = forms.ChoiceField(
        label="What stands against it", choices=list(wording.IMPOSSIBLE.items())
    )
    reason = area("In words")


class HoldReportForm(LetterForm):
    """The data are held, as the provider certified it."""

    form_id = "hold-report"
    submit = "Send the report"
    intro = "It leaves at once, without approval."
    texts = ("partial_reason",)

    partial_reason = area("If the hold is partial: what is missing and why", required=False, rows=2)
    order_reference = line("Reference of the order", required=False)


class HoldByHandForm(HoldReportForm):
    """The data are held under an order that did not go through this network."""

    form_id = "hold-report-by-hand"
    intro = "No provider has certified a hold here yet. Use this for an order made outside this network."
    typed_times = {"effective_from": "effective_from_zone", "expires_at": "expires_at_zone"}

    effective_from = moments.wall_time("Held since")
    effective_from_zone = moments.zone_field()
    expires_at = moments.wall_time("Held until", required=False)
    expires_at_zone = moments.zone_field()
    open_ended_reason = line("Or why there is no end", required=False)
    partial = forms.BooleanField(label="The hold is partial", required=False)


class FollowUpForm(LetterForm):
    """The formal request is here."""

    form_id = "follow-up"
    submit = "Send the notice"
    intro = "The hold is then open-ended until the formal request is decided (BC 29(7))."

    formal_request = forms.ChoiceField(label="Formal request")


class LiftForm(LetterForm):
    """The hold ends."""

    form_id = "lift"
    submit = "Draft the lifting"
    danger = True
    texts = ("text",)

    reason = forms.ChoiceField(label="Reason", choices=list(wording.LIFTING.items()))
    text = area("In words", required=False, rows=2)


class WithdrawalForm(LetterForm):
    """Nothing is asked any more."""

    form_id = "withdrawal"
    submit = "Draft the withdrawal"
    danger = True
    intro = "It needs the same approvals as asking: the data may then be let go."
    texts = ("reason",)

    reason = area("Reason")


class ClosingForm(LetterForm):
    """The matter ends."""

    form_id = "closing"
    submit = "Close the matter"
    danger = True
    intro = "It leaves at once and tells the other side the outcome."
    texts = ("text",)

    text = area("In words", required=False, rows=2)


def grounds(allowed: tuple[AllowedGround, ...], kind: str) -> Choices:
    """The grounds of one kind, as a form offers them."""
    return [
        (
            one.code,
            f"{one.title} ({one.article})"
            + ("" if one.certain else _(": only under a reservation")),
        )
        for one in allowed
        if one.kind == kind
    ]


BY_LETTER: Mapping[str, type[LetterForm]] = {
    "promise": PromiseForm,
    "acceptance": AcceptanceForm,
    "question": QuestionForm,
    "answer": AnswerForm,
    "conditions": ConditionsForm,
    "conditions-accepted": ConditionsAcceptedForm,
    "conditions-declined": ConditionsDeclinedForm,
    "postponement": PostponementForm,
    "not-executable": NotExecutableForm,
    "refusal": RefusalForm,
    "hold-report": HoldReportForm,
    "follow-up-received": FollowUpForm,
    "lift": LiftForm,
    "withdrawal": WithdrawalForm,
    "formal-withdrawal": WithdrawalForm,
    "closing": ClosingForm,
}
TITLES = {
    "promise": "Promise an answer",
    "acceptance": "Accept the request",
    "question": "Ask a question",
    "answer": "Answer a question",
    "conditions": "Offer conditions",
    "conditions-accepted": "Accept the conditions",
    "conditions-declined": "Decline the conditions",
    "postponement": "Postpone",
    "not-executable": "Say that it cannot be done",
    "refusal": "Refuse",
    "hold-report": "Report the hold",
    "follow-up-received": "Confirm that the formal request is here",
    "lift": "Lift the hold",
    "withdrawal": "Withdraw the request",
    "formal-withdrawal": "Withdraw the request",
    "closing": "Close the matter",
}
