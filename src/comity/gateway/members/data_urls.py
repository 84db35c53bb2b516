"""The address for programs, below /data/."""

from django.urls import path

from comity.gateway.members import views

urlpatterns = [path("members.json", views.members_json, name="members-json")]
