"""The words of the pages about dumps, to be translated like all others. Those of the dictionary are beside it."""

from typing import Final

from django.utils.translation import gettext_noop as _

FILES: Final = {
    "comity.sqlite": _("All tables in one SQLite file"),
    "comity.json": _("All tables in one JSON document"),
    "README.md": _("What this dump is, and how to check it"),
    "LICENCE.md": _("Terms: facts and our own texts"),
    "DICTIONARY.md": _("The data dictionary, to read"),
    "dictionary.json": _("The data dictionary, for programs"),
    "schema.sql": _("The schema of the SQLite file"),
    "SHA256SUMS": _("Digests of all files"),
    "manifest.json": _("Names, sizes and digests of all files"),
    "manifest.jws": _("The same list, signed with both keys"),
}
"""The files that stand before the folders, in this order."""
FOLDERS: Final = {
    "csv": _("One CSV file for each table"),
    "law-data": _("The files of the law data, to the byte"),
}
REFUSALS: Final = {
    "FileMissingError": _("A file that the manifest names is missing. Get the dump again."),
    "FileChangedError": _(
        "A file is not the one that was signed. Do not use it. Get the dump again."
    ),
    "ManifestWrongError": _(
        "The manifest of this dump is not the one that was signed. Get the dump again."
    ),
    "SignerUnknownError": _(
        "The dump is signed with keys that this site has not published. Ask where it comes from."
    ),
    "KeysError": _("The keys that sign the dumps cannot be read. Look at the file that is named."),
}
"""What pages say of a dump that must not be used, by the code of the refusal."""
VOUCHES: Final = {
    "VouchDatesError": _("It is not valid today."),
    "VouchKeysError": _("It is about other keys than those of this site."),
    "VouchUncheckedError": _("No directory of the network can be read here to check it."),
    "VouchNobodyError": _("The directory does not vouch for its signer at this moment."),
    "VouchSignatureError": _("Its signature does not hold."),
}
"""Why a statement about the keys of this site does not count, by the code of the refusal."""
REFUSED: Final = _("The signature of this dump does not hold. Do not use it. Get the dump again.")
"""For every other refusal."""
