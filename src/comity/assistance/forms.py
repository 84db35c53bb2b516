"""The forms for asking another State: where to, a preservation, a formal request."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from comity.assistance import wording
from comity.assistance.criminality_forms import DecisionPart
from comity.law import states
from comity.law.answers import Basis
from comity.look import moments
from comity.look.forms import DeskForm
from comity.look.inputs import area, line
from comity.look.sought import SoughtForm
from comity.look.times import state_name
from comity.trust import queries as trust
from comity.trust.entries import AuthorityEntry, state_of

OPTIONAL = [("", "Choose, if it applies")]
Words = Mapping[str, str]


class WhereForm(DeskForm):
    """To which State, and on which day the law is asked. Sent by GET: it changes nothing."""

    form_id = "where"
    submit = "Show what the law says"

    state = forms.ChoiceField(label="Requested State")
    on = forms.DateField(
        label="On this day",
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%Y-%m-%d"),
        help_text="Year-month-day. A request can be drafted on the law of today only.",
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose the State")),
            *((code, name) for name, code in _named_states() if code != own),
        ]


def _named_states() -> list[tuple[str, str]]:
    """Every State by its name in the reader's language."""
    return sorted((state_name(one.code), one.code) for one in states.all())


class RequestForm(SoughtForm):
    """What every request says (procedure 1.4)."""

    submit = "Draft the letter"
    sought_at = 2
    groups = (
        (
            "From whom to whom",
            "",
            (
                "instrument",
                "to_authority",
                "seeking_name",
                "seeking_kind",
                "seeking_file",
                "reference",
                "language",
            ),
        ),
        (
            "The offence",
            "",
            ("classification", "provision", "penalty", "facts", "relation", "necessity", "purpose"),
        ),
        ("Who holds the data", "", ("provider", "custodian_name", "service")),
        ("A person", "As far as known.", ("person_name", "person_role", "person_kind")),
        (
            "How it is to be done",
            "",
            (
                "announced",
                "expected_by",
                "expected_by_zone",
                "hold_days",
                "procedure",
                "deliver_name",
                "deliver_email",
                "confidential",
                "do_not_notify",
            ),
        ),
        ("Urgency", "Only if it is urgent.", ("urgency_reasons", "urgency_why")),
        (
            "Double criminality: for your own side, not sent",
            "",
            ("assessment", "decision", "reasons"),
        ),
    )

    instrument = forms.ChoiceField(label="Instrument")
    to_authority = forms.ChoiceField(label="Requested authority")
    seeking_name = line("Office that seeks the data")
    seeking_kind = forms.ChoiceField(
        label="Kind of that office",
        choices=OPTIONAL + list(wording.KINDS_OF_OFFICE.items()),
        required=False,
    )
    seeking_file = line("File number of that office", required=False)
    reference = line("Our own file number")
    language = forms.ChoiceField(
        label="Language of your texts", choices=list(wording.LANGUAGES.items()), initial="en"
    )
    classification = line("Offence", help_text="Its name, such as computer-related fraud.")
    provision = line("Provision", help_text="The law that makes it an offence.")
    penalty = line("Greatest penalty", required=False)
    facts = area("Facts in brief")
    relation = area("How the data relate to the offence")
    provider = forms.ChoiceField(label="Provider, if it is in the directory", required=False)
    custodian_name = line("Or its name, or where the system is", required=False)
    service = line("Service", required=False, help_text="Such as: web mail.")
    confidential = forms.BooleanField(label="Keep the request confidential", required=False)
    do_not_notify = forms.BooleanField(label="Do not tell the user", required=False)
    urgency_reasons = forms.MultipleChoiceField(
        label="Why it is urgent",
        choices=list(wording.URGENT.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    urgency_why = area("In words", required=False, rows=2)

    def __init__(self, *args: Any, basis: Basis, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carriers = [(one.instrument, f"{one.short_name}, {one.article}") for one in basis.carriers]
        self.fields["instrument"].choices = carriers  # type: ignore[attr-defined]
        receiving = addressees(basis.requested, measure)
        self.fields["to_authority"].choices = _titled(receiving)  # type: ignore[attr-defined]
        known = [("", _("Not in the directory")), *_titled(providers_in(basis.requested))]
        self.fields["provider"].choices = known  # type: ignore[attr-defined]

    def request(self) -> dict[str, Any]:
        """The body of the letter, without measure and basis."""
        values = self.cleaned_data
        return {
            "reference": values["reference"],
            "seeking": {
                "name": values["seeking_name"],
                "kind": values["seeking_kind"] or None,
                "file_number": values["seeking_file"] or None,
                "languages": [values["language"]],
            },
            "offences": [
                {
                    "classification": self.words("classification"),
                    "provision": values["provision"],
                    "maximum_penalty": values["penalty"] or None,
                }
            ],
            "facts": self.words("facts"),
            "relation": self.words("relation"),
            "data": self._data(),
            "custodian": self._custodian(),
            "confidential": values["confidential"],
            "do_not_notify": values["do_not_notify"],
            "urgency": self._urgency(),
        }

    def words(self, name: str) -> Words | None:
        """A text with its language; None where nothing was written."""
        text = self.cleaned_data.get(name)
        return {"lang": self.cleaned_data["language"], "text": text} if text else None

    def _data(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "identifiers": values["identifiers"],
            "items": values["items"],
            "time_ranges": [values["range"]] if values["range"] else [],
            "service": values["service"] or None,
        }

    def _custodian(self) -> dict[str, Any] | None:
        provider, name = self.cleaned_data["provider"], self.cleaned_data["custodian_name"]
        if not provider and not name:
            return None
        return {"provider": provider or None, "name": name or None}

    def _urgency(self) -> dict[str, Any] | None:
        reasons = self.cleaned_data["urgency_reasons"]
        return {"reasons": reasons, "why": self.words("urgency_why")} if reasons else None


class PreservationForm(RequestForm):
    """M01: hold the data."""

    form_id = "preservation"
    typed_times = {"expected_by": "expected_by_zone"}
    still_to_come = ("expected_by",)

    necessity = area("Why the data must be preserved now")
    announced = forms.BooleanField(
        label="A formal request will follow",
        help_text="We intend to ask for search, seizure or disclosure of these data.",
        error_messages={"required": "Tick this: a request to preserve has to announce it."},
    )
    expected_by = moments.wall_time("When the formal request is expected", required=False)
    expected_by_zone = moments.zone_field()
    hold_days = forms.IntegerField(
        label="Days that the hold is asked for", required=False, min_value=1, max_value=3650
    )

    def request(self) -> dict[str, Any]:
        """The body of the letter, without measure and basis."""
        values = self.cleaned_data
        return {
            **super().request(),
            "necessity": self.words("necessity"),
            "follow_up": {"announced": values["announced"], "expected_by": values["expected_by"]},
            "hold_days": values["hold_days"],
        }


class FormalForm(DecisionPart, RequestForm):
    """M03: hand the data over."""

    form_id = "formal"

    purpose = area("Purpose: what the data are to prove", rows=3)
    person_name = line("Name", required=False)
    person_role = forms.ChoiceField(
        label="Role", choices=OPTIONAL + list(wording.ROLES.items()), required=False
    )
    person_kind = forms.ChoiceField(
        label="Kind", choices=list(wording.PERSONS.items()), initial="natural", required=False
    )
    procedure = area("Formalities to be followed", required=False, rows=2)
    deliver_name = line("Deliver to", required=False)
    deliver_email = line("Its e-mail address", required=False)

    def clean(self) -> dict[str, Any]:
        """A person has a role."""
        values = super().clean()
        if values.get("person_name") and not values.get("person_role"):
            self.add_error("person_role", _("Say in which role this person stands."))
        return values

    def request(self) -> dict[str, Any]:
        """The body of the letter, without measure and basis."""
        return {
            **super().request(),
            "purpose": self.words("purpose"),
            "persons": self._persons(),
            "procedure": self.words("procedure"),
            "deliver_to": self._deliver_to(),
        }

    def _persons(self) -> list[dict[str, Any]]:
        values = self.cleaned_data
        if not values["person_name"]:
            return []
        names = {"role": "person_role", "kind": "person_kind", "name": "person_name"}
        return [{name: values[field] for name, field in names.items()}]

    def _deliver_to(self) -> dict[str, Any] | None:
        values = self.cleaned_data
        if not values["deliver_name"]:
            return None
        return {"name": values["deliver_name"], "email": values["deliver_email"] or None}


def addressees(state: str, measure: str) -> list[AuthorityEntry]:
    """The authorities of a State that receive requests for this measure, the usual one first."""
    found = trust.directory().authorities_of(state)
    usual = "contact_point" if measure == "M01" else "central"
    receiving = [
        one for one in found if one.role != "provider" and one.is_competent(measure, "receive")
    ]
    return sorted(receiving, key=lambda one: one.role != usual)


def providers_in(state: str) -> list[AuthorityEntry]:
    """The providers of a State, as the directory says."""
    return [one for one in trust.directory().authorities_of(state) if one.role == "provider"]


def _titled(entries: list[AuthorityEntry]) -> list[tuple[str, str]]:
    return [(one.authority, f"{one.title()} ({one.authority})") for one in entries]


def own_state(authority: str) -> str:
    """The State of an authority."""
    return state_of(authority)
