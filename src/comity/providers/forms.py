"""The forms about orders: issuing, renewing, lifting, and what the provider answers."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from comity.journal import clock
from comity.law import holds
from comity.look import moments
from comity.look.forms import DeskForm
from comity.look.inputs import area, line
from comity.look.moments import MomentForm
from comity.look.sought import SoughtForm
from comity.officers.queries import Officer
from comity.providers import queries, wording
from comity.trust import queries as trust
from comity.trust.entries import state_of


class OrderForm(SoughtForm):
    """What every new order says. Nothing of a request from abroad belongs in it."""

    submit = "Draft the order"
    sought_at = 1
    groups = (
        (
            "The order",
            "Nothing of a request from abroad belongs in it: the provider sees this document only.",
            ("provider", "preservation", "reference", "legal_basis", "court", "remedy"),
        ),
        ("Its end", "", ("expires_at", "expires_at_zone", "due_at", "due_at_zone")),
        ("Handling and secrecy", "", ("conditions", "secrecy_until", "secrecy_until_zone")),
    )

    reference = line("File number of the ordering authority")
    legal_basis = area("Legal basis", help_text="The domestic law that allows this order.")
    court = line("Court or authority", help_text="Whose order this is, and where it is challenged.")
    remedy = area("Remedy", help_text="How the provider can have the order reviewed.")
    secrecy_until = moments.wall_time("Tell nobody until", required=False)
    secrecy_until_zone = moments.zone_field()

    def scope(self) -> dict[str, Any]:
        """The scope as an order writes it."""
        values = self.cleaned_data
        found: dict[str, Any] = {
            "identifiers": values["identifiers"],
            "data_items": values["items"],
        }
        if values["range"]:
            found["range"] = values["range"]
        return found


class PreservationOrderForm(OrderForm):
    """An order to keep what is there."""

    form_id = "preservation-order"
    typed_times = {"expires_at": "expires_at_zone", "secrecy_until": "secrecy_until_zone"}
    still_to_come = ("expires_at", "secrecy_until")

    provider = forms.ChoiceField(label="Provider")
    expires_at = moments.wall_time("The order ends at")
    expires_at_zone = moments.zone_field()

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law = holds.of(state_of(officer.authority))
        self.fields["provider"].choices = providers_of(officer)  # type: ignore[attr-defined]
        most = _("At most {days} days from now.").format(days=law.order_most_days)
        self.fields["expires_at"].help_text = f"{_(moments.HINT)} {most} {law.sentence}"


class ProductionOrderForm(OrderForm):
    """An order to hand over, from the copy that a preservation order made."""

    form_id = "production-order"
    typed_times = {"due_at": "due_at_zone", "secrecy_until": "secrecy_until_zone"}
    still_to_come = ("due_at", "secrecy_until")

    preservation = forms.ChoiceField(
        label="From the copy under",
        help_text="The preservation order whose frozen copy is produced from.",
    )
    due_at = moments.wall_time("To be produced by")
    due_at_zone = moments.zone_field()
    conditions = area("Conditions of handling", required=False)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preservation"].choices = held_orders(officer)  # type: ignore[attr-defined]


class RenewForm(MomentForm):
    """The order stands until a later time."""

    form_id = "renew"
    submit = "Draft the renewal"
    typed_times = {"expires_at": "expires_at_zone"}
    still_to_come = ("expires_at",)

    expires_at = moments.wall_time("The order then ends at")
    expires_at_zone = moments.zone_field()
    legal_basis = area("Legal basis of the renewal")
    renewal_reference = line("File number of the renewal")


class LiftForm(DeskForm):
    """The duty ends."""

    form_id = "lift"
    submit = "Draft the lifting"
    danger = True

    reason = area("Why the order is lifted")


class NotExecutableForm(DeskForm):
    """The order cannot be carried out."""

    form_id = "not-executable"
    submit = "Draft this answer"

    reason = forms.ChoiceField(label="Reason", choices=list(wording.REASONS.items()))
    text = area("In words")


def providers_of(officer: Officer) -> list[tuple[str, str]]:
    """The providers of this person's State, as the directory names them."""
    found = trust.directory().authorities_of(state_of(officer.authority))
    return [(one.authority, one.title()) for one in found if one.role == "provider"]


def held_orders(officer: Officer) -> list[tuple[str, str]]:
    """Preservation orders of this person's authority under which something is held."""
    rows = queries.orders_for(officer).filter(lifecycle="preservation-order", state="held")
    return [(row.matter, f"{row.reference} ({row.other_authority})") for row in rows]


def latest_end(officer: Officer) -> str:
    """The latest end that one order may have now, as a form shows it (UTC)."""
    days = holds.of(state_of(officer.authority)).order_most_days
    return (clock.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
