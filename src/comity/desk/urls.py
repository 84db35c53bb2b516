"""Addresses of the officers' door. Rooms with pages of their own are included below it."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from comity.desk import views
from comity.look import static

NAMESPACE = "desk"

_desk = [
    path("", views.queue, name="queue"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("notices/", views.notice_list, name="notices"),
    path("notices/<int:id>/seen/", views.notice_seen, name="notice-seen"),
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/<uuid:id>/", views.approval, name="approval"),
    path("approvals/<uuid:id>/core.json", views.core_file, name="core"),
    path("approvals/<uuid:id>/redraft/", views.redraft, name="redraft"),
    path("approvals/<uuid:id>/send-again/", views.send_again, name="send-again"),
    path("approvals/<uuid:id>/abandon/", views.abandon, name="abandon"),
]

# Where the pages of the rooms below hang; a room without pages is left out.
_ROOMS = {
    "requests/": "comity.assistance.urls",
    "orders/": "comity.providers.urls",
    "exhibits/": "comity.evidence.urls",
}


def _rooms() -> list[URLResolver]:
    return [path(prefix, include(module)) for prefix, module in _ROOMS.items() if find_spec(module)]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_desk, NAMESPACE))),
    path("static/<path:name>", static.serve, name="static"),
    *_rooms(),
]
