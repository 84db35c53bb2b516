"""What happens after a letter was written at a page: it left at once, or it waits for its approvals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comity.officers.queries import PendingLetter


def told(request: HttpRequest, pending: PendingLetter, page: str) -> HttpResponse:
    """Say what became of the letter and go on: to ``page``, or to where it is approved."""
    if pending.state == "sent":
        messages.success(request, _("The letter is on its way."))
        return redirect(page)
    messages.success(request, _("The letter is drafted. It leaves when it has its approvals."))
    return redirect("desk:approval", pending.pk)
