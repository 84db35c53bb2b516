"""The words of this part's codes, to be translated like all others."""

from typing import Final

from comity.gateway.marking import marked as _

ROLES: Final = {
    "contact_point": _("24/7 contact point"),
    "central": _("Central authority"),
    "issuing": _("Authority that issues orders and requests"),
    "ordering": _("Authority that orders providers"),
    "provider": _("Provider of services"),
}
"""In the order in which a page shows them."""
VERBS: Final = {
    "request": _("asks"),
    "receive": _("receives requests"),
    "issue": _("issues"),
    "transmit": _("transmits"),
    "order": _("orders providers"),
    "execute": _("carries out orders"),
}
MEASURES: Final = {
    "M01": _("Expedited preservation of stored data"),
    "M02": _("Expedited disclosure of preserved traffic data"),
    "M03": _("Mutual legal assistance: search, seizure and disclosure of stored data"),
    "M04": _("Subscriber information through mutual legal assistance"),
    "M05": _("Domain-name registration information"),
    "M06": _("Direct order to a provider for subscriber information"),
    "M07": _("Giving effect to another Party's order"),
    "M08": _("Emergency disclosure through the 24/7 points"),
    "M09": _("Emergency mutual assistance"),
    "M10": _("Spontaneous information"),
    "M11": _("Real-time collection of traffic data"),
    "M12": _("Interception of content"),
    "M13": _("Joint investigation team"),
    "M14": _("Technical advice, legal information, locating suspects"),
    "M15": _("European Production Order Certificate"),
    "M16": _("European Preservation Order Certificate"),
    "M17": _("European Investigation Order"),
    "M18": _("United States practice"),
    "M19": _("Take-down of phishing pages and control servers"),
    "M20": _("Urgent police request in the European Union"),
    "M21": _("Access without the other State"),
    "M22": _("Warning"),
}
"""The titles of measures.json; a test holds the two together."""
ANSWERS: Final = {
    "network:member": _("A member of the network"),
    "network:demo": _("A member in a demonstration: invented"),
    "network:demo_part": _("Admitted in a demonstration: invented"),
    "network:part": _("Admitted; has published nothing yet"),
    "network:none": _("Not a member of the network"),
    "network:left": _("No longer a member of the network"),
    "network:was": _("A member when the directory was last in time"),
    "network:expired": _("Not known: the directory has expired"),
}
ASKED: Final = _("Which States have members in the network?")
TITLE: Final = _("Members of the network")
REASONS: Final = {
    "DirectoryAddressWrongError": _(
        "The settings name no address of a directory together with its trust anchor."
    ),
    "AnchorFileWrongError": _("The file with the trust anchor is missing or wrong."),
    "DemoFilesWrongError": _("The files of the running demo cannot be read."),
    "KeptCopyWrongError": _("The kept copy of the directory is damaged."),
    "DirectorySlowError": _("The directory did not answer in time."),
    "DirectoryTooLargeError": _("The directory offers more than this site takes at once."),
    "DirectoryUnreachableError": _("The directory cannot be reached."),
    "DirectoryExpiredError": _(
        "The directory offers an expired version. Somebody may be holding back newer data."
    ),
    "DirectoryRefusedError": _("What the directory offers is not in its form."),
    "DirectoryFormatError": _("What the directory offers is not in its form."),
    "DirectoryAnchorWrongError": _("The directory does not begin at the trust anchor."),
    "DirectorySignatureError": _(
        "What the directory offers is not signed by those who have to sign it."
    ),
    "DirectoryHashError": _("A file of the directory is not the one that was signed."),
    "DirectoryFileMissingError": _("A file that the directory names is missing."),
    "DirectoryRollbackError": _("The directory offers something older than it offered before."),
    "EntryOfOtherStateError": _("The entry speaks for another State."),
    "EntryNotCountersignedError": _("The provider has not signed its entry."),
}
OTHER_REASON: Final = _("It was refused. The log of this site has the details.")
ENTRY_WRONG: Final = _("The entry does not have its form.")
CHINESE: Final = _("Chinese")
"""The framework knows two ways of writing it; an authority speaks one language."""
