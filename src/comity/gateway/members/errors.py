"""The named refusals of this part; those of the directory itself are the ones of `comity.trust.errors`.

MembersError
  settings   DirectoryAddressWrongError, AnchorFileWrongError, DemoFilesWrongError
  fetching   DirectorySlowError, DirectoryTooLargeError
  the copy   KeptCopyWrongError
"""

from comity.wire.errors import ComityError


class MembersError(ComityError):
    """The members' directory could not be found, fetched or read."""


class DirectoryAddressWrongError(MembersError):
    sentence = (
        "COMITY_GATEWAY_DIRECTORY and COMITY_GATEWAY_ANCHOR belong together: the address of the directory (http:// or "
        "https://, without a query) and the file with its trust anchor. Set both, or none."
    )


class AnchorFileWrongError(MembersError):
    sentence = "The file that COMITY_GATEWAY_ANCHOR names is not a trust anchor. Get anchor.json from the directory's members by another road."


class DemoFilesWrongError(MembersError):
    sentence = "A demo is running here and its files cannot be read. Run `make clean-demo`, then `make demo`."


class DirectorySlowError(MembersError):
    fault = "receiver"
    sentence = "The directory did not answer in time. The last good copy serves; it is tried again by itself."


class DirectoryTooLargeError(MembersError):
    fault = "sender"
    sentence = "The directory offers more than this site takes at once. The last good copy serves; tell the directory's members."


class KeptCopyWrongError(MembersError):
    sentence = "The kept copy of the directory is damaged. Move its folder away: a new copy is fetched by itself."
