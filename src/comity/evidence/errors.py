"""Named refusals about exhibits, parts and exports."""

from comity.wire.errors import ComityError, WireError


class EvidenceError(ComityError):
    """Something about an exhibit cannot be done."""


class UnknownExhibitError(EvidenceError):
    """No such exhibit, or none that this person or node may see."""

    fault = "sender"
    sentence = "There is no such exhibit here, or it is not yours to see."


class ManifestNotBoundError(EvidenceError):
    """A letter names an exhibit whose signed manifest did not come with it."""

    fault = "sender"
    sentence = "A manifest or key packet named in the letter is missing or is not the one named."


class ExhibitTwiceError(EvidenceError):
    """A letter hands over again what is here, or gives its name or its sealed object to something else."""

    fault = "sender"
    sentence = "This exhibit was handed over in this matter already. Give another exhibit another number and object."


class ExhibitOfOtherRequestError(EvidenceError):
    """An exhibit is to be handed over in a matter for which it was not produced."""

    sentence = "This exhibit was not produced for this request: choose those that were."


class TransferSettledError(EvidenceError):
    """Nothing more is taken of an exhibit that was verified or rejected."""

    fault = "sender"
    sentence = "This exhibit is settled here: read the verification that was sent."


class DirectoryIncompleteError(EvidenceError):
    """The node does not hold a version of the directory that a signed document of the matter rests on."""

    sentence = "The directory has to be fetched first: its newest version is not here. Export again in a minute."


class TooManyExhibitsError(EvidenceError):
    """A letter hands over more exhibits than one letter carries."""

    fault = "sender"
    sentence = "Hand over fewer exhibits in one letter; the rest in another."


class PartRefusedError(EvidenceError):
    """A sealed part is not the one that the signed manifest describes."""

    fault = "sender"
    sentence = "The part differs from the signed manifest: send it again, unchanged."


class PartNotOfferedError(EvidenceError):
    """A part was asked for, or sent, by a node that has no share in the exhibit."""

    fault = "sender"
    sentence = "This exhibit was not handed over to your node."


class PartTooLargeError(EvidenceError):
    """More bytes were sent than the manifest allows for the part."""

    fault = "sender"
    sentence = "The part is longer than its manifest says."


class RangeNotSatisfiableError(EvidenceError):
    """The range asked for does not lie within the part."""

    fault = "sender"
    sentence = "Ask for a range within the part."


class ContentRangeWrongError(EvidenceError):
    """A piece of a part was sent without saying where it belongs, or it does not fit there."""

    fault = "sender"
    sentence = "Say in Content-Range where this piece belongs; it has to lie within the part."


class PieceOutOfPlaceError(EvidenceError):
    """A piece of a part was sent that does not follow what has arrived."""

    fault = "sender"
    sentence = "Ask how much of the part has arrived and go on from there."


class NothingToExportError(EvidenceError):
    """An export of no matter at all."""

    sentence = "Name at least one request that is open to you."


class ExportUnknownError(EvidenceError):
    """No such export, or one of matters that are not open to this person."""

    sentence = "There is no such export here, or it is not yours to see. Make a new one."


class ExhibitNotVerifiedError(EvidenceError):
    """An exhibit is not released before every part of it was verified."""

    sentence = "Not every part of this exhibit has been verified: it is not released."


class NothingInScopeError(EvidenceError):
    """A production without any item is answered in words, not with an empty exhibit."""

    sentence = "Nothing in the frozen copy is within this order: answer that it cannot be executed."


class ProductionUnderWayError(EvidenceError):
    """Somebody else is sealing what this order covers at this moment."""

    sentence = (
        "What this order covers is being sealed at this moment: open the order again in a minute."
    )


class ConditionsNotAcceptedError(EvidenceError):
    """Conditions were offered and are not accepted: nothing is handed over before they are."""

    sentence = "The conditions have not been accepted yet: hand over afterwards."


class FolderInTheWayError(EvidenceError):
    """Something already stands where the export is to be written."""

    sentence = "Something stands where the export is to be written: name a new folder."


class NameNotSafeError(EvidenceError):
    """A file name that some tool or system would read differently."""

    sentence = "This name cannot stand in an export: use letters, digits, dots and dashes."


class BagError(EvidenceError):
    """A folder is not a whole, unchanged bag. ``file`` names the culprit."""

    fault = "sender"

    def __init__(self, sentence: str, file: str = "", **facts: object) -> None:
        self.file = file
        super().__init__(sentence, file=file, **facts)


class BagUnreadableError(BagError):
    """The folder cannot be read as a bag at all."""


class FileNotPlainError(BagError):
    """Something that no export holds: a link, a device, a path that leads elsewhere, a file too large."""


class FileChangedError(BagError):
    """A file's digest is not the one that the bag's manifest states."""


class FileMissingError(BagError):
    """The bag's manifest names a file that is not in the folder."""


class FileAddedError(BagError):
    """The folder holds a file that the bag's manifest does not name."""


class SealFormatError(WireError):
    """The seal of an export is not of its form."""

    sentence = (
        "The seal of this export cannot be read. Ask the exporting authority for a new export."
    )
