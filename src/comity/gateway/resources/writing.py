"""Entries as TOML, in the form of the files. Pure."""

import json
from datetime import date
from typing import Any

from comity.gateway.resources.entries import Entry


def entry(one: Entry) -> str:
    """An entry as a file of its kind: to be taken into the packaged one, under the same id."""
    found = one.model_dump(by_alias=True, exclude_defaults=True)
    kind, source = found.pop("kind"), found.pop("source")
    lines = [f"kind = {value(kind)}", "", "[[entry]]"]
    lines += [f"{name} = {value(said)}" for name, said in found.items()]
    lines += ["", "[entry.source]"]
    lines += [f"{name} = {value(said)}" for name, said in source.items()]
    return "\n".join(lines) + "\n"


def value(said: Any) -> str:
    """A value of TOML: a truth, a list, a day or a text."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, (list, tuple)):
        return f"[{', '.join(map(value, said))}]"
    if isinstance(said, date):
        return said.isoformat()
    # A basic string of TOML: JSON's form is one, where nothing invisible is in it.
    return json.dumps(said, ensure_ascii=False)
