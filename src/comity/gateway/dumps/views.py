"""Doors to the dumps: the page that lists them, their files, the dictionary, the API, linked data."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.gateway.dumps import (
    citing,
    formats,
    home,
    inside,
    keys,
    linked,
    manifest,
    openapi,
    vouching,
    wording,
    writing,
)
from comity.gateway.dumps.dictionary import CODES, GROUPS, KIND_WORDS
from comity.gateway.dumps.errors import DumpError, DumpMissingError
from comity.gateway.dumps.keys import Published
from comity.gateway.dumps.manifest import File, Manifest
from comity.gateway.dumps.vouching import Weighed
from comity.gateway.dumps.writing import Dump
from comity.gateway.facts import Source
from comity.gateway.members import answers
from comity.gateway.members import seen as network
from comity.gateway.responses import as_json, shared
from comity.wire import times
from comity.wire.errors import ComityError, WireError

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Listed:
    """A dump as the page shows it."""

    dump: Dump
    refusal: str
    files: tuple[tuple[str, File], ...]  # what the file is, and its entry
    folders: tuple[tuple[str, str, tuple[File, ...]], ...]  # name, what it holds, files
    citation: str

    @property
    def manifest(self) -> Manifest | None:
        """Its manifest, where both signatures hold."""
        return self.dump.manifest


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """The dumps of this site, newest first, and how to check them."""
    place = home.home()
    listed = [_listed(request, one) for one in writing.found(place)]
    vouched = [
        (one, gettext(wording.VOUCHES.get(one.wrong, "")), _entry(one.state, found))
        for one, found in _weighed()
    ]
    shown = {
        "dumps": listed,
        "pairs": _pairs(),
        "vouched": vouched,
        "newest": _newest(vouched),
        "demo": any(found.demo for _, found in _weighed()),
    }
    return render(request, "gateway/dumps/index.html", shown)


def _weighed() -> list[tuple[Weighed, network.Seen]]:
    """Every kept statement about the keys, with what it is worth by the directory at this moment."""
    found = network.now()
    signers_of = None if found.members is None else found.members.signers
    pairs = [one.ids for one in _pairs()]
    kept = vouching.kept(home.home())
    return [(one, found) for one in vouching.weigh(kept, pairs, signers_of, found.now)]


def _entry(state: str, found: network.Seen) -> Source | None:
    """Where the directory says whose keys these are."""
    return answers.cited(found, state) if found.members is not None else None


def _newest(vouched: Sequence[tuple[Weighed, str, Source | None]]) -> bool:
    """Whether somebody vouches for the keys that sign today."""
    pairs = _pairs()
    return any(not one.wrong and set(one.statement.keys) == pairs[0].ids for one, _, _ in vouched)


def _pairs() -> Sequence[Published]:
    try:
        return keys.published(home.home())
    except DumpError:
        return ()


def _listed(request: HttpRequest, dump: Dump) -> Listed:
    told = dump.manifest
    if told is None:
        return Listed(dump, _refusal(dump.wrong), (), (), "")
    try:
        outside = [_outside(dump, name) for name in manifest.OUTSIDE]
    except DumpError as error:
        return Listed(dump, _refusal(error), (), (), "")
    single = {one.name: one for one in (*told.files, *outside) if "/" not in one.name}
    order = [*wording.FILES, *sorted(set(single) - set(wording.FILES))]
    return Listed(
        dump,
        "",
        tuple(
            (gettext(wording.FILES.get(name, "")) if name in wording.FILES else "", single[name])
            for name in order
            if name in single
        ),
        tuple(
            (folder, gettext(text), tuple(f for f in told.files if f.name.startswith(f"{folder}/")))
            for folder, text in wording.FOLDERS.items()
        ),
        citation(request, gettext("Open data"), f"/data/dumps/{dump.name}/manifest.json", told),
    )


def citation(request: HttpRequest, title: str, path: str, told: Manifest) -> str:
    """How the dump is cited, in the language of the page."""
    address = f"{inside.base(request)}{path}"
    return citing.cite(title, address, told.data_version, told.day, gettext(citing.PATTERN))


def _outside(dump: Dump, name: str) -> File:
    descriptor, known = writing.file(dump, name)
    os.close(descriptor)
    return known


def _refusal(error: ComityError | None) -> str:
    return gettext(wording.REFUSALS.get(error.code if error else "", wording.REFUSED))


@require_safe
def dictionary(request: HttpRequest, language: str) -> HttpResponse:
    """Every table and column."""
    return render(
        request,
        "gateway/dumps/dictionary.html",
        {"groups": GROUPS, "kinds": KIND_WORDS, "codes": CODES},
    )


@require_safe
def file(request: HttpRequest, dump: str, name: str) -> HttpResponseBase:
    """One file of a dump, as its manifest names it; nothing else of the disk."""
    try:
        descriptor, known = writing.file(writing.get(home.home(), dump), name)
    except DumpMissingError:
        raise Http404 from None
    except (DumpError, WireError) as error:
        text = _refusal(error)
        return render(request, "gateway/dumps/refused.html", {"refusal": text}, status=503)
    if known.sha256 in request.headers.get("If-None-Match", ""):
        os.close(descriptor)
        return shared(HttpResponseNotModified(headers={"ETag": f'"{known.sha256}"'}))
    kind = linked.encoding(name)
    text_kind = kind.startswith("text/")
    response = FileResponse(
        os.fdopen(descriptor, "rb"),
        as_attachment=True,
        filename=name.rpartition("/")[2],
        content_type=f"{kind}; charset=utf-8" if text_kind else kind,
    )
    response["ETag"] = f'"{known.sha256}"'
    response["Cache-Control"] = f"public, max-age={DAY_SECONDS}"
    return shared(response)


@require_safe
def dumps_json(request: HttpRequest) -> HttpResponse:
    """The dumps for programs: those whose signature holds."""
    found = [one.manifest for one in writing.found(home.home()) if one.manifest]
    return as_json({"dumps": [_dump_dict(one) for one in found]})


def _dump_dict(told: Manifest) -> dict[str, Any]:
    names = [*(one.name for one in told.files), *manifest.OUTSIDE]
    return {
        "name": told.name,
        "data_version": told.data_version,
        "guidance_version": told.guidance_version,
        "texts_version": told.texts_version,
        "members_version": told.members_version,
        "day": told.day.isoformat(),
        "made_at": times.format(told.made_at),
        "keys": list(told.keys),
        "bytes": told.bytes,
        "files": [f"/data/dumps/{told.name}/{name}" for name in names],
    }


@require_safe
def keys_json(request: HttpRequest) -> HttpResponse:
    """The public halves of all keys that have signed dumps."""
    try:
        listed = keys.published(home.home())
    except DumpError as error:
        return as_json({"error": error.code, "sentence": error.sentence}, status=503)
    if not listed:
        raise Http404
    return shared(HttpResponse(keys.document(listed), content_type="application/json"))


@require_safe
def vouched_json(request: HttpRequest) -> HttpResponse:
    """Who vouches for the keys, and what each statement is worth at this moment."""
    answer = as_json({"vouched": [_vouch_dict(one, found) for one, found in _weighed()]})
    answer["Cache-Control"] = "no-cache"
    return answer


def _vouch_dict(one: Weighed, found: network.Seen) -> dict[str, Any]:
    said = one.statement
    return {
        "authority": said.authority,
        "keys": list(said.keys),
        "since": said.since.isoformat(),
        "until": said.until.isoformat(),
        "holds": not one.wrong,
        "because": one.wrong or None,
        "invented": found.demo,
        "directory_version": None if found.members is None else found.members.version,
        "statement": f"/data/vouched/{one.digest}.jws",
    }


@require_safe
def vouch(request: HttpRequest, digest: str) -> HttpResponse:
    """One statement, to the byte."""
    for name, document in vouching.kept(home.home()):
        if name == digest:
            return shared(HttpResponse(document, content_type="application/jose+json"))
    raise Http404


@require_safe
def dictionary_json(request: HttpRequest) -> HttpResponse:
    """The data dictionary for programs."""
    return shared(HttpResponse(formats.dictionary_json(), content_type="application/json"))


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The description of all addresses for programs."""
    return as_json(openapi.document(inside.base(request) or "/"))


@require_safe
def linked_json(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """What a page shows, as linked data."""
    found = inside.document(request, kind, name)
    if found is None:
        raise Http404
    return as_json(found, kind="application/ld+json")
