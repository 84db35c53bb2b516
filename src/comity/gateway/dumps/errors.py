"""Refusals of the dumps."""

from comity.wire.errors import ComityError


class DumpError(ComityError):
    """A dump could not be made, or is not what its manifest says."""

    sentence = "The dump could not be made or read. Look at the folder that is named."


class CellError(DumpError):
    """A row does not fit the data dictionary."""

    sentence = "A row does not fit the data dictionary. Mend the table or the dictionary."


class DumpExistsError(DumpError):
    """A dump of this data for this day is there already; dumps are never overwritten."""

    sentence = "This dump is there already. Dumps are never overwritten: name another folder."


class DumpMissingError(DumpError):
    """There is no dump with this name."""

    sentence = "There is no dump with this name. Choose one from the list of dumps."


class ManifestWrongError(DumpError):
    """The manifest does not have the form that belongs here, or is not the one that was signed."""

    sentence = "The manifest of this dump is not the one that was signed. Get the dump again."


class FileMissingError(DumpError):
    """A file that the manifest names is not there."""

    sentence = "A file that the manifest names is missing. Get the dump again."


class FileChangedError(DumpError):
    """A file does not have the size or the digest that the manifest names."""

    sentence = "A file is not the one that was signed. Do not use it. Get the dump again."


class FileUnknownError(DumpError):
    """A file lies in the folder that the manifest does not name."""

    sentence = (
        "A file lies in the dump that the manifest does not name. Take it out, or get it again."
    )


class KeysError(DumpError):
    """The keys that sign dumps cannot be used."""

    sentence = "The keys that sign the dumps cannot be read. Look at the file that is named."


class KeysOpenError(KeysError):
    """Others may read the private keys."""

    sentence = "Others can read the private keys of the dumps. Make new ones, and close the file: chmod 600."


class SignerUnknownError(DumpError):
    """No published keys belong to this signature."""

    sentence = (
        "The dump is signed with keys that this site has not published. Ask where it comes from."
    )


class VouchError(DumpError):
    """A statement about the keys of the site does not count."""


class VouchFormatError(VouchError):
    sentence = "This is no statement about the keys of a site. Ask whoever sent it to make it anew with `comity gateway vouch`."


class VouchDatesError(VouchError):
    sentence = "The statement is not valid on this day, or for longer than two years. Ask its authority for a new one."


class VouchKeysError(VouchError):
    sentence = "The statement is about other keys than those of this site. Send keys.json of this site to the authority."


class VouchUncheckedError(VouchError):
    sentence = "No directory of the network can be read here, so nobody can be vouched for. Configure one: docs/gateway/members.md."


class VouchNobodyError(VouchError):
    sentence = "The directory does not vouch for the authority that signed. Ask its State, or wait for a directory that is in time."


class VouchSignatureError(VouchError):
    sentence = (
        "The signature is not that of the authority by the directory. Do not use the statement."
    )
