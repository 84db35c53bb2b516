"""Static files: found by name, kept long, and nothing else is found."""

import re

import pytest
from django.http import Http404
from django.test import RequestFactory

from comity.look import headers, static


def test_a_sheet_is_served_and_may_be_kept(rf: RequestFactory) -> None:
    version = static.address("look/comity.css").rpartition("=")[2]
    response = static.serve(rf.get("/", {"v": version}), "look/comity.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    again = static.serve(
        rf.get("/", headers={"If-None-Match": response["ETag"]}), "look/comity.css"
    )
    assert again.status_code == 304


def test_another_version_is_not_kept_long(rf: RequestFactory) -> None:
    response = static.serve(rf.get("/", {"v": "old"}), "look/comity.css")
    assert "immutable" not in response["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        "look/none.css",
        "../settings.css",
        "look/../../doors.py",
        "/etc/passwd.css",
        "look/comity",
        "look/\x00.css",
        "look",
        "",
    ],
)
def test_nothing_else_is_found(rf: RequestFactory, name: str) -> None:
    with pytest.raises(Http404):
        static.serve(rf.get("/"), name)


def test_the_sheet_asks_for_nothing_from_elsewhere(rf: RequestFactory) -> None:
    sheet = static.serve(rf.get("/"), "look/comity.css").content.decode()
    assert "@import" not in sheet
    asked = re.findall(r"url\(([^)]*)\)", sheet)
    assert len(asked) == sheet.count("url(") == 5
    for address in asked:
        font = re.fullmatch(r'"(fonts/noto-[a-z-]+\.woff2)"', address)
        assert font, address
        answer = static.serve(rf.get("/"), f"look/{font[1]}")
        assert answer["Content-Type"] == "font/woff2" and answer.content[:4] == b"wOF2"


def _colours(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheet))


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "ground"),
        ("quiet", "paper"),
        ("quiet", "ground"),
        ("blue", "paper"),
        ("blue", "ground"),
        ("red", "paper"),
        ("red", "red-ground"),
        ("amber", "amber-ground"),
        ("green", "green-ground"),
        ("paper", "blue"),
        ("ink", "red-ground"),
        ("ink", "green-ground"),
    ],
)
def test_contrast_is_enough_to_read(rf: RequestFactory, text: str, ground: str) -> None:
    colours = _colours(static.serve(rf.get("/"), "look/comity.css").content.decode())
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", headers.POLICY),
        ("script-src *", headers.POLICY),
        (f"{headers.POLICY}; script-src 'self'", f"{headers.POLICY}; script-src 'self'"),
        (
            f"{headers.POLICY}; script-src 'self'; connect-src 'none'",
            f"{headers.POLICY}; script-src 'self'; connect-src 'none'",
        ),
        (f"{headers.POLICY}; script-src 'self' 'unsafe-inline'", headers.POLICY),
        (f"{headers.POLICY}; connect-src *", headers.POLICY),
        ("default-src *; script-src 'self'", f"{headers.POLICY}; script-src 'self'"),
    ],
)
def test_a_page_may_add_only_what_is_listed_to_the_policy(asked: str, given: str) -> None:
    assert headers.allowed(asked) == given
