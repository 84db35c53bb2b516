"""The addresses for programs, below /data/."""

from django.urls import path

from comity.gateway.dumps import views

urlpatterns = [
    path("dumps.json", views.dumps_json, name="dumps-json"),
    path("dumps/<str:dump>/<path:name>", views.file, name="dump-file"),
    path("keys.json", views.keys_json, name="keys-json"),
    path("vouched.json", views.vouched_json, name="vouched-json"),
    path("vouched/<slug:digest>.jws", views.vouch, name="vouch"),
    path("dictionary.json", views.dictionary_json, name="dictionary-json"),
    path("openapi.json", views.openapi_json, name="openapi-json"),
    path("linked/<slug:kind>/<slug:name>.jsonld", views.linked_json, name="linked"),
]
