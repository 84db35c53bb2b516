"""What the layout of every page needs: which node, which clock, who is signed in, where one can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from comity.journal import clock
from comity.look import doors, times, worklist
from comity.officers import queries as officers
from comity.officers.errors import NotAnOfficerError
from comity.officers.queries import Officer
from comity.trust import queries as trust


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``page`` with node, time, officer and navigation."""
    officer = _officer(request)
    return {
        "page": {
            "node": settings.NODE.node,
            "state": times.state_name(settings.NODE.state),
            "zone": settings.NODE.time_zone,
            "language": doors.language(),
            "languages": settings.LANGUAGES,
            "direction": "rtl" if doors.language() == "ar" else "ltr",
            "now": clock.now(),
            "machine_now": clock.now() - clock.offset(),
            "demo_clock": clock.is_demo(),
            "clock_moved": bool(clock.offset()),
            "demo_node": settings.NODE.demo,
            "officer": officer,
            "links": worklist.links() if officer else [],
            "directory": trust.standing() if officer else None,
        }
    }


def _officer(request: HttpRequest) -> Officer | None:
    known: Officer | None = getattr(request, "officer", None)
    if known is not None:
        return known
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        return officers.officer_of(user)
    except NotAnOfficerError:
        return None
