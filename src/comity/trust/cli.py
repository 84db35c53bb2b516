"""`comity directory`: found the members' directory, serve it, publish a State's entries in it."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from comity.journal import clock
from comity.trust import ceremony, declarations, limits, server
from comity.trust.declarations import (
    AuthorityDeclaration,
    Countersign,
    Declaration,
    LawDeclaration,
    NodeDeclaration,
    PersonDeclaration,
)
from comity.trust.disk import PUBLIC, replace_file
from comity.trust.entries import NodeEntry
from comity.trust.errors import EntryWrongError, PublicationRefusedError
from comity.trust.keys import Ring
from comity.wire import times
from comity.wire.errors import ComityError

THREADS = 16


def _init(options: argparse.Namespace) -> int:
    home = Path(options.home)
    states = {name: ceremony.StateKeys.generate() for name in options.member}
    states |= {name: ceremony.StateKeys.generate(member=False) for name in options.state}
    made = ceremony.found(home, states, clock.now())
    print(f"Founded a directory with the members {', '.join(options.member)} in {home}.")
    print(f"Its anchor is {made.anchor['root_sha256']}: {home / ceremony.ANCHOR}")
    print("All members' keys lie in this folder: do that for a demo or a test only.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    os.environ[server.VARIABLE] = str(Path(options.home).resolve())
    server.repository()  # a wrong folder is said here, not in a log
    command = [
        sys.executable, "-m", "gunicorn", "comity.trust.server:application",
        "--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS),
        "--bind", f"{options.host}:{options.port}", "--log-level", "warning",
        "--keep-alive", "75", "--no-control-socket",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - our own command line; it never returns


def _publish(options: argparse.Namespace) -> int:
    made = ceremony.reopen(Path(options.home))
    now = clock.now()
    declared = read_declaration(Path(options.file))
    state = declared.state
    if state not in made.states:
        raise EntryWrongError(f"This folder holds no keys of {state}.", state=state)
    readers = declarations.readers(state, _nodes(made, declared))
    files = declarations.files(declared, readers, now)
    publication = made.repository.publication(state, [made.states[state].role], files, now)
    if options.url:
        version = post(options.url, server.encode(publication))
    else:
        version = made.repository.accept(publication, now)
    print(f"{state} has published {len(files)} files: directory version {version}.")
    return 0


def _nodes(made: ceremony.Ceremony, declared: Declaration) -> list[NodeEntry]:
    """The nodes that are in the directory and those that are declared now."""
    nodes = {node.node: node for node in made.directory().all_nodes}
    for one in declared.nodes:
        entry = declarations.node_entry(declared.state, one)
        nodes[entry.node] = entry
    return list(nodes.values())


def post(url: str, body: bytes) -> int:
    """Hand a publication to a directory; its new version. Raises PublicationRefusedError."""
    timeout = httpx2.Timeout(limits.ANSWER_SECONDS, connect=limits.CONNECT_SECONDS)
    try:
        answer = httpx2.post(
            f"{url.rstrip('/')}/publish", content=body, timeout=timeout, trust_env=False
        )
        value = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise PublicationRefusedError("The directory gave no answer. Try again.") from error
    if answer.status_code != httpx2.codes.OK:
        raise PublicationRefusedError(str(value.get("sentence", "")), answer=value)
    return int(value["version"])


def _refresh(options: argparse.Namespace) -> int:
    made = ceremony.reopen(Path(options.home))
    signed = made.repository.refresh(clock.now())
    print("Signed freshness anew." if signed else "Freshness is still young: nothing was signed.")
    return 0


def _entry(options: argparse.Namespace) -> int:
    declared = read_declaration(Path(options.file))
    for one in declared.authorities:
        if one.authority == options.authority:
            if one.valid_from is None:
                raise EntryWrongError("An entry to be countersigned says its valid_from.")
            data = declarations.authority_entry(declared, one, one.valid_from)
            replace_file(Path(options.out), data, PUBLIC)
            return 0
    raise EntryWrongError(authority=options.authority)


def _countersign(options: argparse.Namespace) -> int:
    entry = Path(options.entry).read_bytes()
    signed = Ring.load(Path(options.home)).countersign(options.authority, entry)
    replace_file(Path(options.out), signed, PUBLIC)
    return 0


def read_declaration(path: Path) -> Declaration:
    """A declaration from a JSON file; see docs/protocol/directory.md. Raises EntryWrongError."""
    try:
        return _declaration(json.loads(path.read_text("utf-8")), path.parent)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EntryWrongError(
            f"The declaration cannot be read: {type(error).__name__}: {error}"
        ) from error


def _declaration(value: dict[str, Any], folder: Path) -> Declaration:
    nodes = [
        NodeDeclaration(**{**node, "bundle": _bundle(node["bundle"], folder)})
        for node in value["nodes"]
    ]
    authorities = [_authority(one, folder) for one in value["authorities"]]
    people = {
        name: [PersonDeclaration(**person) for person in persons]
        for name, persons in value.get("people", {}).items()
    }
    return Declaration(value["state"], nodes, authorities, people, _law(value.get("law"), folder))


def _law(value: Mapping[str, Any] | None, folder: Path) -> LawDeclaration | None:
    """``{"sequence": 2, "bundle": "law.bundle", "publish": true}``: the bundle is opened and checked."""
    if value is None:
        return None
    data = (folder / value["bundle"]).read_bytes()
    return declarations.vouching(
        data, int(value["sequence"]), publish=bool(value.get("publish")), note=value.get("note")
    )


def _bundle(value: str | Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    if isinstance(value, str):
        read: Mapping[str, Any] = json.loads((folder / value).read_text("utf-8"))
        return read
    return value


def _authority(value: dict[str, Any], folder: Path) -> AuthorityDeclaration:
    given = dict(value)
    signature = given.pop("countersignature", None)
    if "valid_from" in given:
        given["valid_from"] = times.parse(given["valid_from"])
    countersign: Countersign | None = None
    if signature is not None:
        document = (folder / signature).read_bytes()
        countersign = lambda _authority, _entry: document  # noqa: E731
    return AuthorityDeclaration(**given, countersign=countersign)


def main(argv: list[str] | None = None) -> int:
    """Run one of: init, serve, publish, refresh, entry, countersign."""
    options = _parser().parse_args(argv)
    try:
        result: int = options.do(options)
    except ComityError as error:
        print(f"{error.code}: {error.sentence}", file=sys.stderr)
        return 2
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="comity directory", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name: str, do: Any, text: str, *names: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=text)
        made.set_defaults(do=do)
        for one in names:
            made.add_argument(one, required=True)
        return made

    init = verb("init", _init, "found a directory, all keys in one folder (demo)", "--home")
    init.add_argument("--member", action="append", required=True, help="a State; two or more")
    init.add_argument("--state", action="append", default=[], help="a State that is no member")
    serve = verb("serve", _serve, "serve a directory over HTTP", "--home", "--port")
    serve.add_argument("--host", default="127.0.0.1")
    publish = verb("publish", _publish, "publish a State's declaration", "--home", "--file")
    publish.add_argument("--url", help="a directory elsewhere; without it, the one in the folder")
    verb("refresh", _refresh, "sign freshness anew where it is time", "--home")
    verb("entry", _entry, "write a provider's entry, to be countersigned",
         "--file", "--authority", "--out")  # fmt: skip
    verb("countersign", _countersign, "sign the provider's entry with its own keys",
         "--home", "--authority", "--entry", "--out")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
