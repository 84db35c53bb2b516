"""Addresses of the nodes' door, below /post/."""

from django.urls import path

from comity.exchange import views

app_name = "post"
urlpatterns = [
    path("envelopes", views.envelopes, name="envelopes"),
    path("collect", views.collect, name="collect"),
    path("receipts", views.take_receipt, name="receipts"),
    path("refusals", views.take_refusal, name="refusals"),
    path("statements", views.statement, name="statements"),
    path("resend", views.resend, name="resend"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
]
