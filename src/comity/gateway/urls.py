"""The addresses of the public site. They are permanent: what moves leaves a redirect behind."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from comity.gateway import languages
from comity.gateway.entering import fitting
from comity.gateway.entering import views as entering
from comity.gateway.resources import live
from comity.gateway.survey import deciding
from comity.gateway.views import (
    comparing,
    finding,
    guidance,
    home,
    instruments,
    maps,
    offences,
    opened,
    states,
)
from comity.look import static

deciding.asked_first[live.KIND] = fitting.check_for_state
register_converter(languages.LanguageConverter, "lang")

app_name = "gateway"

pages: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("map/", maps.index, name="map"),
    path("map/<slug:kind>/<slug:about>/", maps.show, name="map-of"),
    path("states/", states.index, name="states"),
    path("states/<slug:code>/", states.profile, name="state"),
    path("compare/", comparing.compare, name="compare"),
    path("instruments/", instruments.index, name="instruments"),
    path("instruments/<slug:name>/", instruments.show, name="instrument"),
    path("offences/", offences.index, name="offences"),
    path("offences/<slug:name>/", offences.show, name="offence"),
    path("provisions/<slug:name>/", offences.provision, name="provision"),
    path("guidance/", guidance.index, name="guidance"),
    path("guidance/<slug:shelf>/<slug:name>/", guidance.show, name="guide"),
    path("help/", guidance.ask, name="help"),
    path("help/<slug:name>/", guidance.ask, name="help-on"),
    path("search/", finding.search, name="search"),
    path("data/", opened.index, name="data"),
    path("about/", home.about, name="about"),
    path("data/dumps/", include("comity.gateway.dumps.urls")),
    path("verify/", include("comity.gateway.verify.urls")),
    path("toolkit/", include("comity.gateway.toolkit.urls")),
    path("survey/propose/", entering.propose, name="survey-propose"),
    path("survey/", include("comity.gateway.survey.urls")),
    path("resources/", include("comity.gateway.resources.urls")),
    path("members/", include("comity.gateway.members.urls")),
]
data: list[URLPattern | URLResolver] = [
    path("states.json", opened.states_json, name="states-json"),
    path("states/<slug:code>.json", opened.state_json, name="state-json"),
    path("map/<slug:kind>/<slug:about>.json", opened.map_json, name="map-json"),
    path("map/<slug:kind>/<slug:about>.csv", opened.map_csv, name="map-csv"),
    path("compare.csv", opened.compare_csv, name="compare-csv"),
    path("compare.json", opened.compare_json, name="compare-json"),
    path("files/<str:name>", opened.file, name="file"),
]
urlpatterns = [
    path("", home.choose, name="choose"),
    path("static/<path:name>", static.serve, name="static"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", home.sitemap, name="sitemap"),
    path("sitemap-<lang:language>.xml", home.sitemap_of, name="sitemap-of"),
    path("data/", include(data)),
    path("data/", include("comity.gateway.dumps.data_urls")),
    path("data/", include("comity.gateway.resources.data_urls")),
    path("data/", include("comity.gateway.members.data_urls")),
    path("data/survey/", include("comity.gateway.survey.data_urls")),
    path("data/toolkit/", include("comity.gateway.toolkit.data_urls")),
    path("states/<slug:code>/", home.permanent, {"kind": "state"}, name="state-permanent"),
    path(
        "instruments/<slug:name>/",
        home.permanent,
        {"kind": "instrument"},
        name="instrument-permanent",
    ),
    path("offences/<slug:name>/", home.permanent, {"kind": "offence"}, name="offence-permanent"),
    path(
        "provisions/<slug:name>/", home.permanent, {"kind": "provision"}, name="provision-permanent"
    ),
    path("<lang:language>/", include(pages)),
]
handler404 = "comity.gateway.views.home.not_found"
handler500 = "comity.gateway.views.home.broken"
