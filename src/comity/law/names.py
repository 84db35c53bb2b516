"""What rows of the tables are called, in any of the languages: instruments, roles, statuses, effects, types.

Names of instruments are titles of the tables, translated like every other sentence; a bilateral treaty
is named after its two States. A code without a word is shown as it is, so nothing is hidden.
"""

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from comity.law import words
from comity.law.carrying import ROLES
from comity.law.release import Release
from comity.law.rows import Treaty

TYPES: Final[Mapping[str, str]] = {
    "illegal_access": "Illegal access",
    "illegal_data_acquisition": "Illegal acquisition of data",
    "illegal_interception": "Illegal interception",
    "data_interference": "Data interference",
    "system_interference": "System interference",
    "misuse_of_devices": "Misuse of devices",
    "malware_offence": "Malicious programs",
    "botnet_operation": "Botnets",
    "ransomware_extortion": "Extortion and ransomware",
    "spam": "Unsolicited messages",
    "phishing": "Phishing",
    "computer_forgery": "Computer-related forgery",
    "computer_fraud": "Computer-related fraud",
    "fraud_general": "Fraud",
    "theft": "Theft",
    "identity_theft": "Identity theft",
    "personal_data_offence": "Offences against personal data",
    "payment_instrument_offence": "Payment instruments",
    "laundering_of_proceeds": "Laundering of proceeds",
    "criminal_facilitation_online": "Services that help crime",
    "child_sexual_abuse_material": "Child sexual abuse material",
    "grooming": "Solicitation of children",
    "nonconsensual_intimate_images": "Intimate images without consent",
    "obscene_content": "Obscene content",
    "copyright": "Copyright",
    "attempt": "Attempt",
    "aiding": "Aiding and abetting",
    "corporate_liability": "Liability of legal persons",
}
STATUS: Final[Mapping[str, str]] = {
    "party": "Party",
    "ratified_pending": "Ratified; the instrument was not yet in force",
    "signatory": "Signed, not seen as ratified",
    "invited": "Invited to accede",
    "not_bound": "Does not take part",
    "applies": "The scheme is addressed to it; it binds nobody",
    "member": "Member",
    "associated": "Associated",
}
KINDS: Final[Mapping[str, str]] = {
    "multilateral": "Multilateral treaty",
    "eu": "Act of the European Union",
    "bilateral": "Treaty between two",
    "network": "Network, no treaty",
}
RELIABILITY: Final[Mapping[str, str]] = {
    "primary": "official text or list",
    "official_summary": "official summary",
    "secondary": "secondary source",
}
EFFECTS: Final[Mapping[str, str]] = {
    "requires_dual_criminality_for_preservation": "May refuse preservation where double criminality is not met",
    "requires_dishonest_intent": "Asks for dishonest intent",
    "requires_infringing_security_measures": "Asks for a broken security measure",
    "requires_serious_harm": "Asks for serious harm",
    "requires_connected_system": "Asks for a system that is connected to another",
    "requires_intent_to_obtain_data": "Asks for the intent to obtain data",
    "requires_intent_to_defraud": "Asks for the intent to defraud",
    "requires_unlawful_enrichment_intent": "Asks for the intent of unlawful enrichment",
    "requires_intent_to_benefit_or_cause_damage": "Asks for the intent to benefit or to cause damage",
    "requires_minimum_number_of_items": "Asks for a minimum number of items",
    "minor_means_under_16": "A minor is a person under 16",
    "extradition_authority": "Authority for extradition",
    "central_authority_mla": "Central authority for mutual legal assistance",
    "urgent_requests_to_central_authority": "Urgent requests go to the central authority",
    "point_of_contact_24_7": "24/7 contact point",
    "receiving_authority_for_production_orders": "Authority that receives production orders",
    "federal_clause": "Federal clause",
    "convention_is_legal_basis_for_extradition": "The Convention is a legal basis for extradition",
    "no_extradition_of_nationals": "Does not extradite nationals",
    "channel_judicial_requests_via_ministries": "Requests of courts go through the ministries",
    "no_extradition_authority_bilateral_treaties_only": "No authority for extradition: treaties between two States only",
    "interprets_educational_non_profit_use_not_punishable": "Use for teaching and without profit is not punishable",
    "gibraltar_statement": "Statement about Gibraltar",
    "declares_limits_on_extradition": "Limits extradition",
    "chart_no_reservations": "The depositary's chart shows no reservation",
    "chart_no_declarations": "The depositary's chart shows no declaration",
    "chart_no_authorities": "The depositary's chart shows no authorities",
    "chart_reservations_recorded_list_seen": "Reservations are recorded; the list was seen in full",
    "chart_reservations_recorded_partly_seen": "Reservations are recorded; some of them were seen",
    "chart_reservations_recorded_text_not_seen": "Reservations are recorded; no text was seen",
    "chart_declarations_recorded_partly_seen": "Declarations are recorded; some of them were seen",
    "chart_declarations_recorded_text_not_seen": "Declarations are recorded; no text was seen",
    "chart_authorities_recorded_seen": "Authorities are recorded; they were seen",
    "chart_authorities_recorded_partly_seen": "Authorities are recorded; some of them were seen",
    "chart_authorities_recorded_text_not_seen": "Authorities are recorded; they were not seen",
}
"""Effects of declarations that are told by a sentence of their own; families follow below."""

FAMILIES: Final[tuple[tuple[str, str], ...]] = (
    ("limits_article_20", "Collects traffic data in real time for certain offences only"),
    ("limits_articles_20", "Collects and intercepts in real time for certain offences only"),
    ("limits_article_21", "Intercepts content for certain offences only"),
    ("limits_content_interception", "Intercepts content for certain offences only"),
    ("limits_jurisdiction", "Limits its jurisdiction"),
    ("limits_misuse", "Limits the offence of misuse of devices"),
    ("limits_6_1", "Limits the offence of misuse of devices"),
    ("limits_", "Limits the application of the article"),
    ("reserves_attempt", "Does not apply the rule on attempt, in whole or in part"),
    ("reserves_6_", "Does not apply the article on misuse of devices in part"),
    ("reserves_9_", "Does not apply the article on child pornography in part"),
    ("reserves_ip", "Does not apply the article on copyright by criminal law in part"),
    ("reserves_14", "Does not apply the procedural powers in some cases"),
    ("reserves_", "Does not apply the article, in whole or in part"),
    ("territorial_", "Limits the territory"),
    ("not_bound", "Is not bound by the article"),
    ("rejects_", "Does not accept the jurisdiction of the International Court of Justice"),
    ("requires_", "Asks for more than the article"),
)
BETWEEN: Final = "Treaty on mutual legal assistance between {one} and {two}"


class Names:
    """The names of one release in one language."""

    def __init__(self, release: Release, language: str = "en") -> None:
        self.release, self.language = release, language

    def translate(self, text: str) -> str:
        """A sentence of the law room in this language."""
        return words.of(self.language).gettext(text)

    def state(self, code: str) -> str:
        """The reviewed short name; the English one where the table has no other."""
        return self.release.state_names.get((code, self.language), self.release.states[code].name)

    @cached_property
    def states(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every State and territory, in the order of the names; Å stands with A."""
        found = [(code, self.state(code)) for code in self.release.states]
        return tuple(sorted(found, key=lambda one: _without_accents(one[1])))

    def type(self, name: str) -> str:
        """A harmonised type, as a title."""
        return self.translate(TYPES[name]) if name in TYPES else name.replace("_", " ")

    def role(self, code: str) -> str:
        """The role of an institution."""
        text = self.translate(ROLES[code]) if code in ROLES else code.replace("_", " ")
        return text[:1].upper() + text[1:]

    def status(self, code: str) -> str:
        """What was seen of a State under an instrument."""
        return self.translate(STATUS[code]) if code in STATUS else code.replace("_", " ")

    def kind(self, code: str) -> str:
        """What an instrument is."""
        return self.translate(KINDS[code]) if code in KINDS else code

    def reliability(self, code: str) -> str:
        """How near a source is to the text."""
        return self.translate(RELIABILITY[code]) if code in RELIABILITY else code

    def effect(self, code: str) -> str:
        """What a reservation, declaration or designation does."""
        if code in EFFECTS:
            return self.translate(EFFECTS[code])
        for start, text in FAMILIES:
            if code.startswith(start):
                return self.translate(text)
        return code.replace("_", " ")

    def instrument(self, treaty: Treaty) -> str:
        """The title of an instrument; a treaty between two States is named after them."""
        return self._between.get(treaty.id) or self.translate(treaty.full_name)

    def short(self, treaty: Treaty) -> str:
        """How an instrument is called in a sentence."""
        return self._between.get(treaty.id) or self.translate(treaty.short_name)

    @cached_property
    def _between(self) -> Mapping[str, str]:
        """The titles of treaties between two States."""
        states: dict[str, list[str]] = {}
        for treaty, state in self.release.statuses:
            if treaty.endswith("-mlat"):
                states.setdefault(treaty, []).append(self.state(state))
        found = {}
        for treaty, both in states.items():
            if len(both) == 2:
                one, two = sorted(both, key=str.casefold)
                found[treaty] = self.translate(BETWEEN).format(one=one, two=two)
        return found


def _without_accents(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name)
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()
