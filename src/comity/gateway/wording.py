"""The words of the public site's codes, to be translated like all others."""

from typing import Final

from django.utils.translation import gettext_noop as _

from comity.gateway.members import wording as members

ANSWERS: Final = {
    "party": _("Party"),
    "member": _("Member"),
    "applies": _("Addressed by the scheme, which binds nobody"),
    "signatory": _("Signed, not seen as ratified"),
    "ratified_pending": _("Ratified; not yet in force"),
    "invited": _("Invited to accede"),
    "associated": _("Associated"),
    "not_bound": _("Does not take part"),
    "not_listed": _("Not on the list of those bound"),
    "not_seen": _("Not seen"),
    "named": _("Named"),
    "provision": _("A provision is recorded"),
    "gap:no_offence": _("Documented: no such offence"),
    "gap:outside_text": _("Documented: part of the conduct is outside the text"),
    "day_open": _("Recorded, but not known to be in force today"),
    "looked_not_found": _("Looked for and not found"),
    "not_checked": _("Not checked"),
    "spam:in_force": _("A law is recorded"),
    "spam:no_specific_law": _("No law of its own on this"),
    "spam:unknown": _("A law is recorded; whether it is in force was not seen"),
    **members.ANSWERS,
}
ASKED: Final = {
    "party": _("Who is bound by an instrument?"),
    "role": _("Which institution is named?"),
    "offence": _("Where is conduct an offence?"),
    "spam": _("Where is there a law on unsolicited messages?"),
    "member": members.ASKED,
}
REGIONS: Final = {  # of the United Nations geoscheme, as the table of States names them
    "Africa": _("Africa"),
    "Americas": _("The Americas"),
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "Oceania": _("Oceania"),
}
ASKED_OF_ONE: Final = {
    **ASKED,
    "party": _("Who is bound by it?"),
    "role": _("Which institution is named for this?"),
    "offence": _("Where is it an offence?"),
}
"""The same under the name of the one thing that is asked about."""
SPAM_LAW: Final = _("Law on unsolicited messages")
SHELVES: Final = {
    "audiences": _("For you"),
    "themes": _("Five themes"),
    "topics": _("Topics"),
}
EXTRA_ROLES: Final = {
    "emergency": _("The emergency number of the place where you are"),
    "police": _("The police where you live"),
    "bank": _("Your bank or payment service"),
    "provider": _("The provider of the service"),
    "lawyer": _("A lawyer"),
    "child_helpline": _("A helpline for children and young people"),
}
"""Whom one may turn to without an institution of the data."""
SERVICES: Final = {
    "all": _("police, ambulance and fire service"),
    "emergency": _("emergencies"),
    "police": _("police"),
    "ambulance": _("ambulance"),
    "fire": _("fire service"),
    "talk": _("somebody to talk to in a crisis"),
    "young": _("children and young people"),
}
"""Who answers at a number for emergencies."""
HELP: Final = _("What happened?")
STATE: Final = _("State")
INSTRUMENT: Final = _("Instrument")
OFFENCE: Final = _("Offence")
PROVISION: Final = _("Provision")
MAP: Final = _("Map")
NEUTRAL: Final = _(
    "The map is for orientation. Its lines and names say nothing about the legal status of any territory or about any border."
)
"""What every map says of itself, in the picture too: whoever takes the picture takes it along."""
MEMBER: Final = _("Member of the network")
EXPIRED_MEMBER: Final = _("In a directory of the network that has expired")
INVENTED_MEMBER: Final = _("Invented member of a demonstration")
VICTIM: Final = _("I have been defrauded, hacked or blackmailed")
ASSESSMENT: Final = _("Self-assessment")
MATURITY: Final = _("Self-assessment of a national programme")
MATURITY_SAYS: Final = _(
    "The maturity of a national programme: answer questions, see the picture and the next steps, and save them as a file."
)
