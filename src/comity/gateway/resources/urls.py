"""The addresses of this part of the site; the language comes before them."""

from django.urls import path

from comity.gateway.resources import views

urlpatterns = [
    path("", views.index, name="resources"),
    path("expired/", views.expired, name="resources-expired"),
    path("kind/<slug:kind>/", views.of_kind, name="resources-kind"),
    path("feed.atom", views.feed, name="resources-feed"),
    path("events.ics", views.calendar, name="resources-calendar"),
    path("<slug:kind>.atom", views.feed, name="resources-feed-of"),
    path("<slug:name>/", views.show, name="resource"),
]
