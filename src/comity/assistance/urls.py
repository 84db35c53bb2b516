"""Addresses of the pages about requests."""

from django.urls import path

from comity.assistance.views import criminality, drafting, following

app_name = "assistance"

urlpatterns = [
    path("", following.request_list, name="requests"),
    path("new/preservation/", drafting.new_preservation, name="new-preservation"),
    path("new/formal/<str:matter>/", drafting.new_formal, name="new-formal"),
    path("criminality/", criminality.questions, name="criminality"),
    path("criminality/<int:number>/", criminality.finding, name="finding"),
    path("alarms/<int:alarm>/", following.acknowledge, name="acknowledge"),
    path("<str:matter>/", following.matter, name="matter"),
    path("<str:matter>/compare/", following.compare, name="compare"),
    path("<str:matter>/write/<str:name>/", following.write, name="write"),
    path("<str:matter>/letters/<str:digest>/", following.letter, name="letter"),
    path("<str:matter>/letters/<str:digest>/<str:name>", following.letter_file, name="letter-file"),
]
