"""The first page, the choice of a language, and what is said when nothing is found."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.gateway import everything, map_questions, published
from comity.gateway.dumps import inside
from comity.gateway.guidance import shelves
from comity.gateway.languages import of_browser
from comity.gateway.views import listing
from comity.gateway.views.pictures import drawn


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To the first page in the browser's language."""
    return redirect("home", language=of_browser(request))


@require_safe
def permanent(request: HttpRequest, kind: str, **name: str) -> HttpResponse:
    """A permanent address without a language leads to the page in the browser's language."""
    return redirect(reverse(kind, kwargs={"language": of_browser(request), **name}))


@require_safe
def home(request: HttpRequest, language: str) -> HttpResponse:
    """The map, the ways in, the question of what happened."""
    seen = published.now()
    asked = map_questions.FIRST
    found = map_questions.answers(seen.release, asked, seen.today)
    return render(
        request,
        "gateway/home.html",
        {
            "picture": drawn(found, asked, language),
            "counts": listing.counts(found),
            "treaty": seen.release.treaties[asked.about],
            "states": listing.by_name(language),
            "shelves": shelves(),
            "figures": {
                "states": len(seen.release.states),
                "instruments": len(seen.release.treaties),
                "provisions": len(seen.release.offences.provisions),
                "covered": len(seen.release.offences.states),
            },
        },
    )


@require_safe
def about(request: HttpRequest, language: str) -> HttpResponse:
    """What this is, where the data come from, what unknown means, how to correct it."""
    seen = published.now()
    return render(
        request,
        "gateway/about.html",
        {"sources": seen.release.carries.sources, "tables": listing.tables(seen.release)},
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everybody may read everything."""
    text = f"User-agent: *\nAllow: /\nSitemap: {inside.base(request)}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """For search engines: the lists of the pages, one for each language (sitemaps.org)."""
    lists = [f"/sitemap-{language}.xml" for language in everything.LANGUAGES]
    return _listed(request, "sitemapindex", "sitemap", lists)


@require_safe
def sitemap_of(request: HttpRequest, language: str) -> HttpResponse:
    """Every page in a language."""
    return _listed(request, "urlset", "url", everything.pages([language]))


def _listed(request: HttpRequest, all_: str, each: str, addresses: Iterable[str]) -> HttpResponse:
    """A list in the form of sitemaps.org; addresses there are whole."""
    base = inside.base(request)
    root = Element(all_, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for address in addresses:
        SubElement(SubElement(root, each), "loc").text = f"{base}{address}"
    return HttpResponse(
        tostring(root, "utf-8", xml_declaration=True), content_type="application/xml"
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here: the ways that lead on."""
    return render(request, "gateway/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side."""
    return render(request, "gateway/broken.html", status=500)
