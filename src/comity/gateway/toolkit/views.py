"""The doors of the self-assessment. Nothing that is sent is kept: each answer is made of its question alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comity.gateway import guidance, published
from comity.gateway.toolkit import (
    assessing,
    catalogue,
    directory,
    drawing,
    filling,
    limits,
    signing,
    uploads,
    wording,
)
from comity.gateway.toolkit.assessing import Assessment, Comparison, Score
from comity.gateway.toolkit.catalogue import Area, Question
from comity.gateway.toolkit.errors import FileMissingError, NothingToRecordError, ToolkitError
from comity.gateway.toolkit.filling import LEVEL, NOTE, Filled
from comity.gateway.toolkit.signing import File
from comity.gateway.toolkit.uploads import Upload
from comity.law.words import direction

# The site has no cookie, so there is no token that a form could carry. It needs none: what these doors answer
# follows from what is sent and from nothing else, and nothing changes by it. That is why they are exempt. The
# one that writes (receipt) writes only what a State's own key has signed, whoever brings it.


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, language: str) -> HttpResponse:
    """What it is, and the form: empty, of a saved file, or as it was sent by the page of results."""
    if request.method != "POST":
        state = request.GET.get("state", "")
        known = state if state in published.now().release.states else ""
        return _form(request, filling.blank(published.now().today, known))
    try:
        sent = uploads.sent(request)
        if "state" in sent.fields:
            return _form(request, _filled(sent.fields))
        one = _only(sent.files)
        return _form(request, filling.again(one.assessment), opened=one)
    except ToolkitError as error:
        return _form(request, filling.blank(published.now().today), refused=error)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, language: str) -> HttpResponse:
    """The picture, the next steps, and the way to save it. Without answers it leads to the form."""
    if request.method != "POST":
        return redirect("toolkit", language=language)
    filled = _sent(request)
    if isinstance(filled, HttpResponse):
        return filled
    return _result(request, filled[0], filled[1])


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, language: str) -> HttpResponse:
    """The answers as a file to keep."""
    if request.method != "POST":
        return redirect("toolkit", language=language)
    filled = _sent(request)
    if isinstance(filled, HttpResponse):
        return filled
    response = HttpResponse(assessing.write(filled[1]), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{filled[1].file_name}"'
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, language: str) -> HttpResponse:
    """Files of several years side by side."""
    if request.method != "POST":
        return render(request, "gateway/toolkit/compare.html", {"most": limits.FILES})
    refused: list[tuple[str, ToolkitError]] = []
    found: list[File] = []
    comparison = None
    try:
        sent = uploads.sent(request)
        found, refused = _read(sent.files)
        if not sent.files:
            raise FileMissingError
        comparison = assessing.compare(one.assessment for one in found)
    except ToolkitError as error:
        refused.append(("", error))
    shown = _compared(comparison, found, language) if comparison and found else {}
    return render(
        request,
        "gateway/toolkit/compare.html",
        {"most": limits.FILES, "refused": refused[: limits.REFUSED_SHOWN], **shown},
        status=400 if refused else 200,
    )


@require_http_methods(["GET", "HEAD"])
def coverage(request: HttpRequest, language: str) -> HttpResponse:
    """What the questions cover of what others ask, and what they do not."""
    found = catalogue.catalogue()
    asked = catalogue.questions()
    shown = [
        (one, [(each, [asked[name] for name in each.asked]) for each in one.element])
        for one in found.framework
    ]
    parts = [each for one in found.framework for each in one.element]
    return render(
        request,
        "gateway/toolkit/coverage.html",
        {
            "frameworks": shown,
            "left": wording.LEFT,
            "covered": sum(1 for one in parts if one.asked),
            "elements": len(parts),
            "alone": [one for one in found.questions if not found.also(one.id)],
            "found": found,
        },
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, language: str) -> HttpResponse:
    """Record that a signed file has arrived: its digest and the time, nothing of what it says."""
    if request.method != "POST":
        return render(request, "gateway/toolkit/receipt.html", {})
    try:
        found = _recorded(uploads.sent(request).files)
    except ToolkitError as error:
        status = 503 if error.fault == "us" else 400
        return render(request, "gateway/toolkit/receipt.html", {"refused": error}, status=status)
    return render(request, "gateway/toolkit/receipt.html", {"found": found})


def _recorded(files: list[Upload]) -> File:
    """The file, with the time at which it was first received. Raises a ToolkitError."""
    known = directory.known()
    found = _only(files)
    if known is None or found.standing != "vouched":
        raise NothingToRecordError(standing=found.standing)
    return replace(found, received=known.record(found))


# What was sent


def _sent(request: HttpRequest) -> HttpResponse | tuple[Filled, Assessment]:
    """The assessment of a form, or the form again with what is wrong."""
    try:
        filled = _filled(uploads.sent(request).fields)
    except ToolkitError as error:
        return _form(request, filling.blank(published.now().today), refused=error)
    if filled.assessment is None:
        return _form(request, filled)
    return filled, filled.assessment


def _filled(fields: Any) -> Filled:
    seen = published.now()
    return filling.read(fields, seen.release.states, seen.today)


def _only(files: list[Upload]) -> File:
    if not files:
        raise FileMissingError
    found, refused = _read(files[:1])
    if refused:
        raise refused[0][1]
    return found[0]


def _read(files: Iterable[Upload]) -> tuple[list[File], list[tuple[str, ToolkitError]]]:
    """What could be read, and the names of the files that could not."""
    seen, known = published.now(), directory.known()
    found: list[File] = []
    refused: list[tuple[str, ToolkitError]] = []
    for one in files:
        try:
            if one.error is not None:
                raise one.error
            if not one.data and not one.name:
                raise FileMissingError
            found.append(signing.read(one.data, known, seen.release.states, seen.today))
        except ToolkitError as error:
            refused.append((one.name, error))
    return found, refused


# The form


def _form(
    request: HttpRequest,
    filled: Filled,
    *,
    opened: File | None = None,
    refused: ToolkitError | None = None,
) -> HttpResponse:
    wrong = {one.field: one.error for one in filled.wrong}
    new = assessing.new_since(opened.assessment) if opened else ()
    areas = [
        _area_of_form(area, filled, wrong, shown=not place or bool({*area.question} & {*new}))
        for place, area in _numbered()
    ]
    return render(
        request,
        "gateway/toolkit/form.html",
        {
            "areas": areas,
            "total": sum(len(one["rows"]) for one in areas),
            "values": filled.values,
            "wrong": filled.wrong,
            "wrong_of": wrong,
            "opened": opened,
            "new": new,
            "refused": refused,
            "states": published.now().names(_language(request)).states,
            "by": wording.BY,
            "levels": list(enumerate(wording.LEVELS)),
            "note_chars": limits.NOTE_CHARS,
            "found": catalogue.catalogue(),
            "resources": _address("resources", request),
        },
        status=400 if filled.wrong or refused else 200,
    )


def _numbered() -> list[tuple[int, Area]]:
    return list(enumerate(catalogue.catalogue().area))


def _area_of_form(
    area: Area, filled: Filled, wrong: dict[str, ToolkitError], *, shown: bool
) -> dict[str, Any]:
    rows = [_row_of_form(one, filled, wrong) for one in area.question]
    return {
        "area": area,
        "rows": rows,
        "answered": sum(1 for one in rows if one["level"]),
        "open": shown or any(one["wrong"] for one in rows),
    }


def _row_of_form(
    question: Question, filled: Filled, wrong: dict[str, ToolkitError]
) -> dict[str, Any]:
    name = question.id
    errors = [(field, wrong[field + name]) for field in (LEVEL, NOTE) if field + name in wrong]
    return {
        "question": question,
        "level": filled.values.get(LEVEL + name, ""),
        "note": filled.values.get(NOTE + name, ""),
        "levels": [(str(place), text) for place, text in enumerate(question.levels)],
        "wrong": errors,
        "also": catalogue.catalogue().also(name),
        **_help(question),
    }


def _help(question: Question) -> dict[str, Any]:
    """Who can help: roles, pages and instruments of this site."""
    treaties = published.now().release.treaties
    return {
        "roles": question.roles,
        "guides": [
            (*one.split("/", 1), page)
            for one in question.guides
            if (page := guidance.page(*one.split("/", 1))) is not None
        ],
        "treaties": [treaties[one] for one in question.instruments if one in treaties],
    }


def _address(name: str, request: HttpRequest) -> str | None:
    """The address of another part of the site, if it is there."""
    try:
        return reverse(name, kwargs={"language": _language(request)})
    except NoReverseMatch:
        return None


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "en")


# The result


def _result(request: HttpRequest, filled: Filled, assessment: Assessment) -> HttpResponse:
    steps = assessing.steps(assessment)
    scores = assessing.scores(assessment)
    return render(
        request,
        "gateway/toolkit/result.html",
        {
            "assessment": assessment,
            "by": wording.BY[assessment.by],
            "fields": sorted(filling.fields(assessment).items()),
            "scores": [(one, _bar(one, assessment)) for one in scores],
            "answered": sum(one.answered for one in scores),
            "total": sum(one.total for one in scores),
            "areas": [
                (area, [_told(one, assessment) for one in area.question]) for _, area in _numbered()
            ],
            "first": [(one, _help(one.question)) for one in steps[: limits.FIRST_STEPS]],
            "then": steps[limits.FIRST_STEPS :],
            "unanswered": assessing.unanswered(assessment),
            "levels": wording.LEVELS,
            "found": catalogue.catalogue(),
            "resources": _address("resources", request),
        },
    )


def _told(question: Question, assessment: Assessment) -> dict[str, Any]:
    answer = assessment.of(question.id)
    text = "" if answer.level is None else question.levels[answer.level]
    return {"question": question, "level": answer.level, "text": text, "note": answer.note}


def _bar(one: Score, assessment: Assessment) -> SafeString:
    told = [assessment.of(each.id).level is not None for each in one.area.question]
    svg = drawing.bar(one.area.id, one.mean, told)
    return mark_safe(svg)  # noqa: S308 - the drawing escapes all that goes into it


def _in_words(one: Score) -> str:
    if one.mean is None:
        return gettext("not answered")
    return gettext("level %(mean)s of 4; %(answered)d of %(total)d questions answered") % {
        "mean": one.shown,
        "answered": one.answered,
        "total": one.total,
    }


# Over the years


def _compared(found: Comparison, files: list[File], language: str) -> dict[str, Any]:
    by_day = {one.assessment.day: one for one in files}
    return {
        "found": found,
        "files": [(one, by_day[one.day]) for one in found.assessments],
        "standings": wording.STANDINGS,
        "proofs": wording.PROOFS,
        "roles_of": wording.BY,
        "areas": [
            {
                "area": area,
                "scores": scores,
                "picture": _columns(area, scores, found, language),
                "rows": found.levels(area),
            }
            for area, scores in found.areas
        ],
        "state": found.assessments[0].state,
    }


def _columns(area: Area, scores: tuple[Score, ...], found: Comparison, language: str) -> SafeString:
    labels = _labels([one.day for one in found.assessments])
    said = "; ".join(
        f"{one.day.isoformat()}: {_in_words(each)}"
        for one, each in zip(found.assessments, scores, strict=True)
    )
    svg = drawing.columns(
        area.id,
        [(label, each.mean, each.shown) for label, each in zip(labels, scores, strict=True)],
        f"{gettext(area.title)}. {said}",
        from_right=direction(language) == "rtl",
    )
    return mark_safe(svg)  # noqa: S308 - the drawing escapes all that goes into it


def _labels(days: list[date]) -> list[str]:
    """The year, where each year is there once; else month and year."""
    years = [str(one.year) for one in days]
    if len(set(years)) == len(years):
        return years
    return [f"{one.month}/{one.year % 100:02}" for one in days]
