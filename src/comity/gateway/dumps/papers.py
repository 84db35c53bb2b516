"""The papers that lie in every dump: what it is, how to check it, under which terms. Pure.

They are in English, like the files that they describe.
"""

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Final

EUPL: Final = "https://spdx.org/licenses/EUPL-1.2.html"
_README: Final = """# Comity, open data of {day}

Everything that the public site of Comity shows, as files. Law data `{data_version}`;
guidance `{guidance_version}`;
translations `{texts_version}`; members of the network `{members_version}`. What depends on a day was worked out for {day} (UTC).

| File | What it is |
|---|---|
| `comity.sqlite` | all tables in one SQLite file, with keys, references and the dictionary |
| `comity.json` | all tables in one JSON document |
| `csv/` | one CSV file for each table: UTF-8, commas, the first line names the columns |
| `dictionary.json`, `DICTIONARY.md` | every table and column: meaning, unit, what an empty cell means |
| `schema.sql` | the schema of the SQLite file |
| `law-data/` | the files of the law data to the byte, also those that are no tables |
| `SHA256SUMS` | digests for `sha256sum` |
| `manifest.json`, `manifest.jws` | name, size and digest of each file, and the signed form of that list |
| `LICENCE.md` | what you may do with it |

## How to read it

- Every fact has its source and the date to which it was seen to stand.
- An empty cell never means *none*. The dictionary says what it means.
- `YYYY` or `YYYY-MM` means that the day was not seen.
- In CSV, a text that a spreadsheet would take for a formula has an apostrophe before it, and so has
  a text that begins with an apostrophe. Take the first apostrophe away.
- Members of the network are those of the version of the directory that the table `directory` names, as members publish
  themselves. It has no row where no directory was configured: then nothing is known of members. Rows that are marked
  *invented* were made up for a demonstration.
- Cells are in English. The table `texts` has what the site says in Arabic, Chinese, French, Russian and Spanish, by
  table, key of the row and column. Those marked `maintainers` were translated by the maintainers of the site: they
  help to read and are no official text. Notes, laws and names of institutions are as their source writes them.
- What the dictionary calls *in our words* restates a law. The text of the law decides.

## How to check it

Is everything as it was written?

    sha256sum -c SHA256SUMS

Who wrote it? The list of files is signed with two keys, Ed25519 and ML-DSA-65. Both must hold.
Fetch `/data/keys.json` from the site, not from the place where this dump came from, and compare the
names of the keys:

{keys}

A key is named by the first 32 digits of SHA-256 over its kind, a zero byte and the key itself. Save this as
`check.py` outside the dump, and run `python check.py FOLDER keys.json`. The keys are the site's own. Where a State's contact
vouches for them, `/data/vouched.json` names its signed statement: add that file and the contact's entry in the directory of the network,
got from elsewhere than the site (`python check.py FOLDER keys.json STATEMENT.jws ENTRY.json`):

```python
{check}```

`manifest.jws` is a JWS in the general JSON form (RFC 7515) with the type `comity-open-data`.

## The same again

The tables, JSON and SQLite are the same bytes for the same law data, guidance, translations and day. For SQLite this
holds for one version of its library; this file was written by {sqlite}.

## How to cite it

{citation}
"""
_LICENCE: Final = """# Terms

**Facts.** The tables say who is bound by what, which institution has which role, what a provision asks for, and
where this was read. These are facts, and everybody may use them, for any purpose. Keep the source and the date
of a fact with it: without them nobody can check it.

**Our words.** Definitions, restatements, notes, the guidance and these papers are the project's own texts. They are
licensed under the European Union Public Licence 1.2 (EUPL-1.2, {eupl}).

**What is not ours.** The laws, treaties and pages behind the sources belong to those who publish them. No sentence
of theirs was copied. Some lists were taken over from collections that have terms of their own:

| Table | Columns | Rows | From | Terms |
|---|---|---|---|---|
| `states` | `code`, `alpha3`, `name`, `region`, `un_member` | all | Unicode CLDR 48.2; five names from the next list | Unicode-3.0 |
| `states` | `subregion`; `iso_name` | all; all but 22 | github.com/datasets/country-codes | Public Domain Dedication and License |
| `states` | `official_languages`, `un_languages` | 190, whose `source` is CLDR | Unicode CLDR 48.2 | Unicode-3.0 |
| `states` | `official_languages`, `un_languages` | 59, whose `source` says so | github.com/mledoze/countries | ODbL 1.0 |
| `states` | `iso_name` | BO, CD, CI, FK, FM, HK, IR, KP, KR, MD, MF, MO, NL, PS, SH, SJ, TW, TZ, VE, VG, VI, WF | github.com/lukes/ISO-3166-Countries-with-Regional-Codes | CC BY-SA 4.0 |
| `state_names`; `texts` marked `reviewed_table` | `name`; `text` | all | Unicode CLDR | Unicode-3.0 |

Leave out those two columns of `states` and nothing under ODbL or CC BY-SA remains in that table. Other tables: the column `source` of each row
names where it comes from. Whoever takes over large parts should read those terms.

**No promise.** The data may be wrong or out of date, and say so where it is known. They are no legal advice. The
signature says who wrote a dump, not that it is right.
"""


def readme(
    day: date, versions: dict[str, str], keys: Sequence[tuple[str, str]], sqlite: str, citation: str
) -> bytes:
    """README.md. ``keys``: kind and name of each."""
    listed = "\n".join(f"    {kind:<10} {name}" for kind, name in keys)
    check = files("comity.gateway.dumps").joinpath("standalone.py").read_text("utf-8")
    return _README.format(
        day=day.isoformat(), keys=listed, check=check, sqlite=f"SQLite {sqlite}", citation=citation, **versions
    ).encode()  # fmt: skip


def licence() -> bytes:
    """LICENCE.md"""
    return _LICENCE.format(eupl=EUPL).encode()
