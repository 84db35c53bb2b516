"""The words of the codes of resources, to be translated like all others."""

from typing import Final

from django.utils.translation import gettext_noop as _

RESOURCES: Final = _("Resources")
KINDS: Final = {
    "course": _("Course"),
    "exercise": _("Exercise"),
    "event": _("Event"),
    "good_practice": _("Good practice"),
    "standard": _("Standard"),
    "partnership": _("Partnership"),
    "assistance": _("Help for States"),
}
KINDS_MANY: Final = {
    "course": _("Courses"),
    "exercise": _("Exercises"),
    "event": _("Events"),
    "good_practice": _("Good practices and guides"),
    "standard": _("Standards"),
    "partnership": _("Partnerships and networks"),
    "assistance": _("Help for States that build their capacity"),
}
KINDS_SAY: Final = {
    "course": _("Training and training materials, with language and level."),
    "exercise": _("Practise together before it is needed."),
    "event": _("Conferences with their days. What is over is not listed."),
    "good_practice": _("Guides and methods that others have tested."),
    "standard": _("For evidence, signatures and exchange, with those that this network uses."),
    "partnership": _("Networks that bring people of several States together."),
    "assistance": _("Programmes that help with laws, training and equipment."),
}
ROLES: Final = {
    "investigator": _("Investigators"),
    "forensic_expert": _("Forensic experts"),
    "prosecutor": _("Prosecutors"),
    "judge": _("Judges"),
    "central_authority": _("Central authorities"),
    "contact_point": _("24/7 contact points"),
    "csirt": _("Computer emergency teams"),
    "provider": _("Service providers"),
    "policy_maker": _("Makers of law and policy"),
    "trainer": _("Trainers"),
    "developer": _("Makers of software"),
    "business": _("Businesses"),
    "citizen": _("Citizens"),
}
LEVELS: Final = {
    "introduction": _("Introduction"),
    "practitioner": _("Practitioner"),
    "expert": _("Expert"),
    "any": _("For every level"),
    "not_seen": _("Not seen"),
}
COSTS: Final = {
    "free": _("Free of charge"),
    "paid": _("To be paid for"),
    "by_invitation": _("By invitation or for members"),
    "not_seen": _("Not seen"),
}
FORMS: Final = {
    "online": _("Online"),
    "on_site": _("On site"),
    "mixed": _("Online and on site"),
    "document": _("A document"),
    "not_seen": _("Not seen"),
}
RECURS: Final = {
    "yearly": _("every year; the next days were not seen"),
    "two_yearly": _("every two years; the next days were not seen"),
    "regularly": _("again and again; the next days were not seen"),
}
LANGUAGES: Final = {
    "ar": _("Arabic"),
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "id": _("Indonesian"),
    "ja": _("Japanese"),
    "pt": _("Portuguese"),
    "ru": _("Russian"),
    "th": _("Thai"),
    "zh": _("Chinese"),
}
REGIONS: Final = {
    "world": _("The whole world"),
    "africa": _("Africa"),
    "americas": _("The Americas"),
    "asia_pacific": _("Asia and the Pacific"),
    "arab_states": _("Arab States"),
    "europe": _("Europe"),
}
TOPICS: Final = {
    "electronic-evidence": _("Electronic evidence"),
    "mutual-assistance": _("Assistance between States"),
    "incident-response": _("Answering incidents"),
    "cryptography": _("Signatures and encryption"),
    "secure-software": _("Secure software"),
    "accessibility": _("Access for everybody"),
}
ENTRY: Final = {
    "kind": _("Kind"),
    "title": _("Title"),
    "summary": _("Summary"),
    "written_in": _("Language of title and summary"),
    "provider": _("Provider"),
    "url": _("Address of its page"),
    "languages": _("Language"),
    "roles": _("For whom"),
    "level": _("Level"),
    "cost": _("Cost"),
    "form": _("Form"),
    "standing": _("Always there"),
    "starts": _("Starts on"),
    "ends": _("Ends on"),
    "recurs": _("How often"),
    "place": _("Place"),
    "topics": _("About"),
    "provided_from": _("State whose institution provides it"),
    "for_states": _("Only for these States"),
    "expires_on": _("Last day on which it is right"),
}
"""The fields of an entry, as a form and a proposal call them."""
WHENS: Final = {
    "standing": _("It is always there"),
    "days": _("It has days"),
    "yearly": _("Every year"),
    "two_yearly": _("Every two years"),
    "regularly": _("Again and again"),
}
FIELDS: Final = {
    "kind": _("Kind"),
    "role": _("For whom"),
    "language": _("Language"),
    "level": _("Level"),
    "topic": _("Topic"),
    "state": _("State"),
    "q": _("Words"),
}
ANY_STATE: Final = _("Open to any State")
STEPS: Final = {
    "missing": _("Entered"),
    "correction": _("Corrected"),
    "unchanged": _("Confirmed as still right"),
    "removal": _("Withdrawn"),
}
"""What a decision did to an entry."""
CONTACT: Final = _("the contact of {name}, under its directory keys")
EDITORS: Final = _("the editors of this site, from the page that is named")
REFUSED: Final = (
    _("This choice is not in the list. Choose one that the form offers."),
    _("This was chosen more than once. Choose one, or leave it open."),
    _("The words are longer than 100 characters. Use fewer words."),
    _("The words hold characters that cannot be seen. Type them again."),
)
"""The sentences of the refusals of the filter; a test holds them together."""
