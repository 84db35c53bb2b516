"""The catalogues of the translation domains: gather the messages, compile them, check them.

    python tools/messages.py gather     write every message of the code into the .po files
    python tools/messages.py compile    make the .mo files from them
    python tools/messages.py check      say what is missing; ends with 1 when something is

``django`` is what pages of a node say (src/comity/locale); ``law`` is what the law room says, which knows no
Django (src/comity/law/locale): its sentences, the definitions in its vocabulary, the titles of instruments;
``gateway`` is what the public site says (src/comity/gateway/locale), its guidance included. English is in the
code and in the files of the guidance.
"""

import ast
import csv
import io
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "comity"
LANGUAGES = ("ar", "es", "fr", "ru", "zh")
FOLDERS = {
    "django": SOURCE / "locale",
    "law": SOURCE / "law" / "locale",
    "gateway": SOURCE / "gateway" / "locale",
}
FILES = {"django": "django", "law": "law", "gateway": "django"}  # Django reads this name only
DJANGO_NAMES = {"zh": "zh_Hans"}  # the folder that Django looks into
KEYWORDS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext")
LAW_KEYWORDS = ("translate",)
LAW_DICTS = {
    "REASONS",
    "QUESTIONS",
    "VERDICTS",
    "STANDING",
    "KIND",
    "COVERAGE",
    "RECORDED",
    "WORDS",
    "TYPES",
    "ROLES",
    "STATUS",
    "KINDS",
    "RELIABILITY",
    "EFFECTS",
}
PAGES = ("look", "desk", "assistance", "evidence", "providers", "officers")
FORM_WORDS = {"label", "help_text", "why_no_clock"}
FORM_CALLS = {"line", "area", "wall_time", "zone_field", "Link"}
SECOND = {"confirm", "_letter", "_ordering", "_provider"}  # the title is their second word
PAGE_TABLES = {"TITLES", "KINDS", "PLACES", "WAITS_FOR"}  # beside every table of a wording.py
NOT_SAID = {"BADGES", "FACTS", "OVER"}
WORDS_OF_PAGES = ("alarm", "warning", "information", "urgent", "soon")  # levels and urgencies
REFUSALS = ("officers", "assistance", "evidence", "providers")  # whose errors.py pages show
GUIDANCE_TEXTS = {
    "title",
    "summary",
    "heading",
    "text",
    "points",
    "steps",
    "why",
    "hint",
    "now",
    "keep",
    "levels",
    "evidence",
}
GUIDANCE_CODES = {
    "source",
    "sources",
    "roles",
    "types",
    "instruments",
    "see_also",
    "goes_to",
    "page",
    "guides",
}
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # Babel would write the minute of compiling into the .mo
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
DISGUISE = re.compile("[\u200b\u202a-\u202e\u2060\ufeff]")


def folder(domain: str, language: str) -> Path:
    """Where the catalogue of a language lies."""
    name = DJANGO_NAMES.get(language, language) if FILES[domain] == "django" else language
    return FOLDERS[domain] / name / "LC_MESSAGES"


def catalogue(domain: str, language: str) -> Path:
    """The .po file of a domain in a language."""
    return folder(domain, language) / f"{FILES[domain]}.po"


def messages(domain: str) -> dict[str, str | tuple[str, str]]:
    """Every message of a domain by its id, in the order of the code."""
    found: dict[str, str | tuple[str, str]] = {}
    said = {"django": _django, "law": _law, "gateway": _gateway}
    for one in said[domain]():
        found.setdefault(one if isinstance(one, str) else one[0], one)
    return found


def _django() -> Iterator[str | tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if _room(path) in PAGES:
            text = path.read_text(encoding="utf-8")
            if any(f"{word}(" in text for word in KEYWORDS):
                yield from _from_python(text)
            tree = ast.parse(text)
            yield from _of_forms(tree)
            yield from _of_tables(path, tree)
    yield from WORDS_OF_PAGES
    pages = SOURCE.rglob("templates/**/*.html")
    yield from _of_templates(path for path in pages if _room(path) != "gateway")


def _gateway() -> Iterator[str | tuple[str, str]]:
    """What the public site says: its code, its templates, every text of its guidance."""
    room = SOURCE / "gateway"
    for path in sorted(room.rglob("*.py")):
        yield from _from_python(path.read_text(encoding="utf-8"))
    yield from _of_templates(room.rglob("templates/**/*.html"))
    for path in sorted(room.glob("resources/*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["entry"]:
            if entry.get("written_in", "en") == "en":
                yield from (entry[key] for key in ("summary", "used_for") if key in entry)
    for path in sorted(
        [
            *room.glob("guidance/**/*.toml"),
            *room.glob("toolkit/*.toml"),
            *room.glob("survey/**/*.toml"),
        ]
    ):
        yield from _of_guidance(tomllib.loads(path.read_text(encoding="utf-8")))


def _of_guidance(part: object, key: str = "") -> Iterator[str]:
    """The texts of a page of guidance; its keys, codes and sources are no texts."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name not in GUIDANCE_CODES:
                yield from _of_guidance(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from _of_guidance(value, key)
    elif isinstance(part, str) and part and key in GUIDANCE_TEXTS:
        yield part


def _of_templates(paths: Iterable[Path]) -> Iterator[str | tuple[str, str]]:
    _ready()
    from django.utils.translation.template import templatize

    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        if "trans" in text:
            yield from _from_python(templatize(text, origin=str(path.name)))


def _of_forms(tree: ast.Module) -> Iterator[str]:
    """What forms say (``DeskForm`` translates it when it is made), and the titles of pages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
            named = [k.value for k in node.keywords if k.arg in FORM_WORDS]
            first = node.args[:1] if called in FORM_CALLS else []
            first = node.args[1:2] if called in SECOND else first
            yield from _texts(*named, *first)
            for keyword in node.keywords:
                if keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
                    yield from _texts(*keyword.value.values)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            if {"submit", "groups", "intro"}.intersection(_names(node)):
                yield from (one for one in _texts(node.value) if one and not one.islower())
            elif _names(node) == ["_MISSING"] and isinstance(node.value, ast.Dict):
                yield from _texts(*node.value.values)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "title":
                    yield from _texts(value)


def _of_tables(path: Path, tree: ast.Module) -> Iterator[str]:
    """The tables of words that pages look codes up in, choices of forms, and refusals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and path.name == "errors.py" and _room(path) in REFUSALS:
            for line in node.body:
                if isinstance(line, ast.Assign) and _names(line) == ["sentence"]:
                    yield from _texts(line.value)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            table = path.name == "wording.py" and not NOT_SAID.intersection(_names(node))
            if table or (PAGE_TABLES.intersection(_names(node)) and path.stem != "static"):
                if isinstance(node.value, ast.Dict):
                    yield from _texts(*node.value.values)
                elif _names(node) == ["WAITS_FOR"]:
                    yield from _texts(node.value)
            elif _names(node) == ["OPTIONAL"]:
                yield from _labels(node.value)
        elif isinstance(node, ast.keyword) and node.arg == "choices" and "forms" in path.stem:
            yield from _labels(node.value)


def _labels(node: ast.expr) -> Iterator[str]:
    """What a list of choices shows: the second of each pair."""
    for one in ast.walk(node):
        if isinstance(one, ast.Tuple) and len(one.elts) == 2:
            yield from (text for text in _texts(one.elts[1]) if text)


def _room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _ready() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)


def _from_python(text: str) -> Iterator[str | tuple[str, str]]:
    source = io.BytesIO(text.encode())
    for _, name, found, _ in extract_python(source, KEYWORDS, [], {"encoding": "utf-8"}):
        if isinstance(found, tuple):
            texts = [one for one in found if one]
            if name == "ngettext" and len(texts) >= 2:
                yield texts[0], texts[1]
            elif name == "pgettext" and len(texts) == 2:
                yield texts[1]
            elif texts:
                yield texts[0]
        elif found:
            yield found


def _law() -> Iterator[str]:
    for path in sorted((SOURCE / "law").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in LAW_KEYWORDS and node.args:
                    yield from _texts(node.args[0])
            elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                yield from _of_law_table(_names(node), node.value)
    yield from _of_law_data()


def _of_law_table(names: list[str], value: ast.expr) -> Iterator[str]:
    if LAW_DICTS.intersection(names):
        if isinstance(value, ast.Dict):
            yield from _texts(*value.values)
        elif names == ["WORDS"]:
            yield from _texts(value)
    elif names in (["_NOTE"], ["_HOW"], ["BETWEEN"]):
        yield from _texts(value)
    elif names == ["FAMILIES"]:
        yield from _labels(value)


def _of_law_data() -> Iterator[str]:
    """The vocabulary's definitions, the titles of instruments, what figures measure."""
    data = SOURCE / "law" / "data"
    vocabulary = json.loads((data / "offences_vocabulary.json").read_text(encoding="utf-8"))
    for element in vocabulary["elements"].values():
        yield element["definition"]
    for kind in vocabulary["types"].values():
        yield kind["definition"]
    yield from vocabulary["type_categories"].values()
    yield from vocabulary["aggravating_circumstances"].values()
    with (data / "treaties.csv").open(encoding="utf-8", newline="") as stream:
        for treaty in csv.DictReader(stream):
            if not treaty["id"].endswith("-mlat"):  # those are named after their two States
                yield from (treaty["short_name"], treaty["full_name"])
    rows = (data / "offences.jsonl").read_text(encoding="utf-8").splitlines()
    measured = {f["measure"] for row in rows for f in json.loads(row).get("threshold_values", [])}
    yield from sorted(one.replace("_", " ") for one in measured)


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _texts(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, (ast.Tuple, ast.List)):
            yield from _texts(*node.elts)


def gather(domain: str) -> None:
    """Write every message into each language's .po; what is no longer said is dropped."""
    wanted = messages(domain)
    for language in LANGUAGES:
        place = catalogue(domain, language)
        old = _read(place, language)
        new = Catalog(locale=language, project="Comity", version="1", fuzzy=False)
        new.header_comment = f"# Comity, domain {domain}, {language}. English is in the code."
        new.msgid_bugs_address = "see CONTRIBUTING.md"
        for key, one in wanted.items():
            before = old.get(key)
            new.add(one, string=before.string if before is not None and before.string else "")
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as stream:
            write_po(stream, new, width=100, omit_header=False, no_location=True, sort_output=False)
        _steady(place)


def _read(place: Path, language: str) -> Catalog:
    if not place.exists():
        return Catalog(locale=language)
    with place.open("rb") as stream:
        return read_po(stream, locale=language)


def _steady(place: Path) -> None:
    """No time and no name of a tool in the file: it changes when a message does."""
    kept = [
        line
        for line in place.read_text(encoding="utf-8").splitlines()
        if not re.match(
            r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team)',
            line,
        )
    ]
    place.write_text("\n".join(kept) + "\n", encoding="utf-8")


def compiled(place: Path, language: str) -> bytes:
    """The .mo of a .po: the same bytes whenever it is made."""
    out = io.BytesIO()
    catalog = _read(place, language)
    catalog.creation_date = catalog.revision_date = NO_TIME
    write_mo(out, catalog)
    return out.getvalue()


def compile_all(domain: str) -> None:
    """Make every .mo of a domain."""
    for language in LANGUAGES:
        place = catalogue(domain, language)
        if place.exists():
            place.with_suffix(".mo").write_bytes(compiled(place, language))


def shortcomings(domain: str) -> list[str]:
    """What is wrong with the catalogues of a domain, one line each."""
    wanted = messages(domain)
    found = []
    for language in LANGUAGES:
        place = catalogue(domain, language)
        catalog = _read(place, language)
        known = {one.id if isinstance(one.id, str) else one.id[0]: one for one in catalog if one.id}
        where = f"{domain} {language}"
        found += [f"{where}: not gathered: {key[:70]!r}" for key in wanted if key not in known]
        found += [f"{where}: no longer said: {key[:70]!r}" for key in known if key not in wanted]
        for key, one in known.items():
            texts = [one.string] if isinstance(one.string, str) else list(one.string)
            if not all(texts):
                found.append(f"{where}: not translated: {key[:70]!r}")
                continue
            ids = [one.id] if isinstance(one.id, str) else list(one.id)
            allowed = {place for text in ids for place in PLACE.findall(text)}
            needed = set(PLACE.findall(ids[0])) if len(ids) == 1 else set()
            for text in texts:
                places = set(PLACE.findall(text))
                if not needed <= places or not places <= allowed:
                    found.append(f"{where}: other places: {key[:70]!r}")
                if DISGUISE.search(text):
                    found.append(f"{where}: disguising characters: {key[:70]!r}")
            if one.fuzzy:
                found.append(f"{where}: fuzzy: {key[:70]!r}")
        made = place.with_suffix(".mo")
        if not made.exists() or made.read_bytes() != compiled(place, language):
            found.append(f"{where}: the .mo is not that of the .po; run: make messages")
    return found


def main(arguments: list[str]) -> int:
    """Run one word for both domains."""
    word = arguments[0] if arguments else ""
    domains = arguments[1:] or list(FOLDERS)
    if word not in ("gather", "compile", "check"):
        sys.stdout.write(__doc__ or "")
        return 2
    wrong: list[str] = []
    for domain in domains:
        if word == "gather":
            gather(domain)
        elif word == "compile":
            compile_all(domain)
        else:
            wrong += shortcomings(domain)
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
