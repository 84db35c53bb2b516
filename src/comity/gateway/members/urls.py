"""The addresses of this part of the site; the language comes before them."""

from django.urls import path

from comity.gateway.members import views

urlpatterns = [path("", views.index, name="members")]
