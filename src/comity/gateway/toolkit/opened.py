"""The self-assessment for programs: what is known of the signature of one file. Nothing is kept."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comity.gateway import published
from comity.gateway.responses import as_json
from comity.gateway.toolkit import directory, limits, signing, wording
from comity.gateway.toolkit.errors import FileTooLargeError, ToolkitError
from comity.gateway.toolkit.signing import File
from comity.wire import times

FORMAT: Final = "comity-self-assessment-standing-1"


@csrf_exempt  # what it answers follows from what is sent, and nothing changes by it
@never_cache
@require_POST
def standing(request: HttpRequest) -> HttpResponse:
    """What is known of the signature of the file that is the body of the question."""
    seen = published.now()
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > limits.FILE_BYTES:
            raise FileTooLargeError
        data = request.read(limits.FILE_BYTES + 1)
        found = signing.read(data, directory.known(), seen.release.states, seen.today)
    except ToolkitError as error:
        return as_json(error.as_dict(), status=503 if error.fault == "us" else 400)
    return as_json(_plain(found))


def _plain(found: File) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "state": found.assessment.state,
        "day": found.assessment.day.isoformat(),
        "standing": found.standing,
        "of_the_state": found.proof,
        "sentence": wording.STANDINGS[found.standing],
        "authority": found.authority or None,
        "digest": found.digest or None,
        "received": None if found.received is None else times.format(found.received),
        "revoked": None if found.revoked is None else times.format(found.revoked),
    }
