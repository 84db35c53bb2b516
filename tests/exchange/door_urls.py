"""The nodes' door of the post office alone, and one more door as other rooms make them."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from comity.exchange.http import node_door


@node_door(methods=("GET", "PUT"), max_bytes=1000)
def part(request: HttpRequest, node: str, body: bytes, number: int) -> HttpResponse:
    """Says what it was given."""
    if number == 0:
        raise RuntimeError("a defect behind the door")
    return HttpResponse(f"{node} {number} {request.headers.get('Range')} {len(body)}")


urlpatterns = [
    path("post/", include("comity.exchange.urls")),
    path("parts/<int:number>", part),
]
