"""What a request is for the order behind it: a proposal for its scope, and a way back. Stays on this node."""

from django.urls import reverse

from comity.assistance import queries, wording
from comity.look.beside import Place
from comity.officers.queries import Officer
from comity.providers.references import Reference


def place(officer: Officer, matter: str) -> Place | None:
    """Where this person finds a request."""
    row = queries.requests_for(officer).filter(matter=matter).first()
    if row is None:
        return None
    title = f"{wording.measure(row.measure)} {row.reference}"
    return Place(title, reverse("assistance:matter", args=[matter]))


def find(officer: Officer, matter: str) -> Reference:
    """The request that an order is issued for. Raises UnknownRequestError."""
    row = queries.request_for(officer, matter)
    data = queries.body_of(row).data.dump()
    spans = data.get("time_ranges") or []
    scope = {"identifiers": data["identifiers"], "data_items": data["items"]}
    if spans:
        scope["range"] = spans[0]
    return Reference(
        title=f"{wording.measure(row.measure)} {row.reference}",
        url=reverse("assistance:matter", args=[matter]),
        scope=scope,
        related=tuple(one for one in (matter, row.linked_matter) if one),
    )
