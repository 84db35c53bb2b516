"""Answers for programs: JSON and CSV that pages of every site may read."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from comity.gateway import published

Answer = TypeVar("Answer", bound=HttpResponseBase)


def shared(response: Answer) -> Answer:
    """An answer that pages of every site may read."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def as_json(
    value: Mapping[str, Any], status: int = 200, kind: str = "application/json"
) -> HttpResponse:
    """Plain values."""
    form = {"ensure_ascii": False, "indent": 1}
    return shared(
        JsonResponse(dict(value), status=status, content_type=kind, json_dumps_params=form)
    )


def of_the_data(value: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Plain values with the version of the law data and the day (UTC) that they speak of."""
    seen = published.now()
    return as_json({"data_version": seen.version, "on": seen.today.isoformat(), **value}, status)


def as_csv(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A table to keep, its head first; no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([_inert(cell) for cell in row] for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="comity-{name}.csv"'
    return shared(response)


def _inert(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
