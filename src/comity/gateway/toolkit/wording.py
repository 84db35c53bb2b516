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
    "unsigned": _("Not signed"),
    "vouched": _("Signed; the directory vouched for the key on that day"),
    "not_vouched": _("Signed; the directory did not vouch for this key on that day"),
    "not_checked": _("Signed; not checked: there is no directory here"),
}
"""What is known of the signature of a file."""
