"""The addresses of this part of the site; the language comes before them."""

from django.urls import path

from comity.gateway.verify import views

urlpatterns = [path("", views.page, name="verify")]
