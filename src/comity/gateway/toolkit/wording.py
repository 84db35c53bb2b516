"""The words of the self-assessment's codes, to be translated like all others. Pure."""

from typing import Final

from comity.gateway.marking import marked as _

LEVELS: Final = (
    _("Nothing yet"),
    _("Begun"),
    _("Set up"),
    _("In practice"),
    _("Tested and improved"),
)
"""What the levels 0 to 4 have in common; each question says what they mean for it."""
BY: Final = {
    "working_group": _("A working group of several bodies"),
    "lead_body": _("The body that leads cybersecurity"),
    "ministry": _("A ministry"),
    "response_team": _("The national incident response team"),
    "police_or_justice": _("Police, prosecution or justice"),
    "regulator": _("A regulator or supervisor"),
    "outside_reviewer": _("A reviewer from outside"),
}
"""Who answers, always a role."""
STANDINGS: Final = {
    "unsigned": _("Not signed: nothing shows from whom the file is."),
    "vouched": _("Signed with a key that the directory names for the State now."),
    "witnessed": _(
        "Signed, and received here while the directory named the key. The key does not count any more; this file does."
    ),
    "replaced": _(
        "Signed with a key that the directory named on that day and that was replaced since. The day is the signer's own word: whoever kept the old key can still sign and write that day."
    ),
    "revoked": _(
        "Signed with a key that was revoked since. Nobody is known to have seen this file before: a thief of the key could have made it and dated it back."
    ),
    "withdrawn": _(
        "Signed with a key of an authority that the directory no longer names. Nobody is known to have seen this file while it did."
    ),
    "outdated": _(
        "Signed with a key that the directory named on that day. The copy of the directory here is too old to say whether the key still counts."
    ),
    "not_vouched": _(
        "Signed with a key that the directory names for the State neither now nor on that day."
    ),
    "not_checked": _("Signed, but not checked: there is no directory here."),
}
"""What is known of the signature of a file."""
PROOFS: Final = {
    "yes": _("The State's"),
    "own_word": _("The State's only if the day is true"),
    "no": _("Not proven to be the State's"),
    "unknown": _("Not decided"),
}
"""Whether a file is shown to be the State's."""
LEFT: Final = {
    "inside": _("It is about the inside of one organisation, not about a State."),
    "between": _(
        "It is about how States behave towards each other, not about a programme at home."
    ),
    "defence": _("It is about defence. These questions are about civil programmes."),
    "gap": _("This is a gap in our questions."),
}
"""Why an element of another framework is not asked."""
