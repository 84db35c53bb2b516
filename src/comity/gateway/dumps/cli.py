"""`comity gateway vouch` for a State's contact (offline), `comity gateway vouched` for whoever runs the site."""

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from comity.gateway.dumps import home as places
from comity.gateway.dumps import keys, limits, vouching
from comity.gateway.dumps.errors import KeysError, VouchFormatError
from comity.gateway.members import seen
from comity.gateway.survey.cli import signing_keys


def add(verbs: Any) -> None:
    """Put both verbs beside those of the site."""
    vouch = verbs.add_parser(
        "vouch",
        help="sign, as a State's contact, that the keys of a site are known to you; offline",
    )
    vouch.add_argument("published", help="keys.json of the site")
    vouch.add_argument("--authority", required=True, help="who vouches, like EE/contact-point")
    vouch.add_argument("--keys", required=True, help="its key ring, or its two keys")
    vouch.add_argument("--since", type=date.fromisoformat, help="first day; today where not given")
    vouch.add_argument("--until", type=date.fromisoformat, required=True, help="last day")
    vouch.add_argument("--out", required=True, help="file for the statement")
    vouch.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    vouch.set_defaults(do=_vouch)
    vouched = verbs.add_parser(
        "vouched", help="check a statement about this site's keys and keep it"
    )
    vouched.add_argument("file")
    vouched.set_defaults(do=_vouched)


def _vouch(options: argparse.Namespace) -> int:
    listed = keys.read(_read(Path(options.published), limits.KEYS_BYTES))
    if not listed:
        raise KeysError(file=options.published)
    newest = listed[0]
    told = "\n".join(f"  {one.alg} {one.kid}" for one in newest.keys)
    print(
        f"Compare these names with whoever runs the site, by another road than the site:\n{told}\n"
        f"{options.authority} says until {options.until} that they are the keys of the site.",
        file=sys.stderr,
    )
    if not options.yes and input("Type yes to sign: ").strip() != "yes":
        print("Nothing was signed.", file=sys.stderr)
        return 1
    signed = vouching.sign(
        options.authority,
        newest.ids,
        signing_keys(Path(options.keys), options.authority),
        since=options.since or datetime.now(UTC).date(),
        until=options.until,
    )
    with Path(options.out).open("xb") as stream:
        stream.write(signed)
        stream.flush()
        os.fsync(stream.fileno())
    print(f"Wrote {options.out}. Send it to whoever runs the site.", file=sys.stderr)
    return 0


def _vouched(options: argparse.Namespace) -> int:
    document = _read(Path(options.file), limits.VOUCH_BYTES)
    found, home = seen.now(), places.home()
    signers_of = None if found.members is None else found.members.signers
    pairs = [one.ids for one in keys.published(home)]
    said = vouching.check(document, pairs, signers_of, found.now)
    place = vouching.keep(home, document)
    print(f"{said.authority} vouches for the keys of this site until {said.until}: {place}")
    return 0


def _read(path: Path, most: int) -> bytes:
    """A file that was named. Raises VouchFormatError; what is longer is cut and so refused later."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError:
        raise VouchFormatError(f"The file {path.name} cannot be read.") from None
