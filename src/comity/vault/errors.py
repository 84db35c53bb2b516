"""The named refusals of the vault.

VaultError
  names      ObjectIdWrongError, PartNumberWrongError
  sealing    SourceLengthError, TooManyPartsError
  parts      PartMissingError, PartChangedError, PartExistsError, PlainDigestError, SealBrokenError
  partials   PartialOffsetError, PartialTooLongError
  keys       KeyMissingError, KeyExistsError, VaultKeyMissingError, VaultKeyWrongError
"""

from comity.wire.errors import ComityError


class VaultError(ComityError):
    """The vault refused something."""


class ObjectIdWrongError(VaultError):
    """An object's id is no UUID in lower case."""

    fault = "sender"
    sentence = "An object is named by a UUID in lower case. Use the name that the manifest gives."


class PartNumberWrongError(VaultError):
    """A part's number is outside what an object may have."""

    fault = "sender"
    sentence = (
        "Parts are numbered from 1, as the manifest lists them. Use a number that stands there."
    )


class SourceLengthError(VaultError):
    """The source was longer or shorter than it said."""

    fault = "sender"
    sentence = "The source changed while it was sealed, or was cut short. Make sure it is at rest, and seal again."


class TooManyPartsError(VaultError):
    """The object would have more parts than a manifest may list."""

    fault = "sender"
    sentence = "The source is too large for one object. Divide it and seal the pieces."


class PartMissingError(VaultError):
    """A part that the manifest lists is not here."""

    sentence = "A part of this object is not here. Fetch it again from the node that made it."


class PartChangedError(VaultError):
    """A part is not the one that the manifest binds."""

    fault = "sender"
    sentence = "A part is not the one that the manifest lists: it was changed, cut short or exchanged. Fetch it again."


class PartExistsError(VaultError):
    """A part is written once and never again."""

    sentence = "This part is here already and is not overwritten. Use the one that is here."


class PlainDigestError(VaultError):
    """All parts are those of the manifest, and what is in them is not."""

    fault = "sender"
    sentence = (
        "The opened object is not the one that the manifest describes, although every part is. "
        "Its maker has to explain that; nothing was released."
    )


class SealBrokenError(VaultError):
    """A part does not open with this key as this part of this object."""

    fault = "sender"
    sentence = "A part does not open as this part of this object with this key. Ask its maker for key and object."


class PartialOffsetError(VaultError):
    """A piece does not continue what is here."""

    sentence = "This piece does not continue what is here of the part. Ask again from the length that is here."


class PartialTooLongError(VaultError):
    """More arrives than a part may have."""

    fault = "sender"
    sentence = "More bytes arrive than this part may have. Fetch it again from the beginning."


class KeyMissingError(VaultError):
    """There is no key for this object: never was, or destroyed."""

    sentence = "No key for this object is here: it was not received yet, or it was destroyed."


class KeyExistsError(VaultError):
    """The object has a key already."""

    sentence = "This object has another key already, and it is not overwritten."


class VaultKeyMissingError(VaultError):
    """The key that protects all keys is not there, and keys under it are."""

    sentence = "The vault's own key file is missing. Put it back from its backup; without it nothing opens."


class VaultKeyWrongError(VaultError):
    """A stored key does not open under the vault's key."""

    sentence = "A stored key does not open under the vault's key. Put back the key file that belongs to this vault."
