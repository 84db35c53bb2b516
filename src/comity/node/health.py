"""Whether this node is ready: its database answers and it knows the directory. Says nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.trust import queries as trust


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the node can work, 503 when it cannot yet; for supervisors and proxies."""
    known = trust.standing().version > 0
    return HttpResponse(
        "ready\n" if known else "waiting for the directory\n",
        status=200 if known else 503,
        content_type="text/plain",
    )
