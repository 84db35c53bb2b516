"""The data dictionary: every table and column of a dump, once. Pure.

Heads of the CSV files, the schema of the SQLite file, names in the JSON file, the page and its tests all come
from here. A column that may be empty says what an empty cell means: it never means *none* by itself.
Tables stand after those that they refer to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from comity.gateway.members import wording as members
from comity.law.carrying import ROLES
from comity.law.documents import MARKS
from comity.law.names import KINDS, RELIABILITY, STATUS

FORMAT: Final = "comity-open-data-2"
FORMATS: Final = ("comity-open-data-1", FORMAT)
"""What is still read: the first format had neither texts in other languages nor members."""

Kind = Literal["text", "code", "integer", "number", "boolean", "date", "day", "time", "address"]


def _(text: str) -> str:
    """Marks a text for the translators: titles, meanings of tables and codes. Columns are told in English only."""
    return text


KIND_WORDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "text": "text in English, or as its source writes it",
        "code": "code: small letters, capitals, digits, hyphens and underscores",
        "integer": "whole number",
        "number": "number with a point",
        "boolean": "true or false (in SQLite 1 or 0)",
        "date": "YYYY, YYYY-MM or YYYY-MM-DD; a shorter one means that the day was not seen",
        "day": "day: YYYY-MM-DD",
        "time": "moment in UTC: YYYY-MM-DDTHH:MM:SSZ",
        "address": "address: http, https or urn",
    }
)
NOT_SEEN: Final = "not seen; it does not mean that there is none"
NOTHING: Final = "there is nothing to say"
UNDECIDED: Final = "not known: an unseen day or list decides"

CODES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "role": {str(code): text for code, text in ROLES.items()},
        "instrument_kind": KINDS,
        "status": STATUS,
        "reliability": RELIABILITY,
        "mark": {str(code): text for code, text in MARKS.items()},
        "coverage": {
            "provision": _("A provision is recorded"),
            "gap:no_offence": _("Documented: no such offence"),
            "gap:outside_text": _("Documented: part of the conduct is outside the text"),
            "day_open": _("Recorded, but not known to be in force today"),
            "looked_not_found": _("Looked for and not found"),
            "not_checked": _("Not checked"),
        },
        "spam_status": {
            "in_force": _("A law is recorded"),
            "no_specific_law": _("No law of its own on this"),
            "unknown": _("A law is recorded; whether it is in force was not seen"),
        },
        "provision_status": {
            "current": _("The text in force when it was read"),
            "historical": _("An earlier text, for acts of its time"),
        },
        "degree": {
            "intent": _("With intent"),
            "knowledge": _("With knowledge"),
            "recklessness": _("With recklessness"),
            "negligence": _("With negligence"),
        },
        "element_role": {
            "required": _("Always asked for"),
            "alternative": _("One of each group is asked for"),
            "qualifier": _("Asked for in addition"),
            "threshold": _("A threshold that has to be reached"),
        },
        "facet": {
            "conduct": _("What is done"),
            "object": _("To what it is done"),
            "mental": _("With which mind"),
            "circumstance": _("Under which circumstances"),
            "qualifier": _("What is added to it"),
            "threshold": _("From which measure on"),
        },
        "gap_kind": {
            "no_offence": _("There was no such offence"),
            "outside_text": _("The conduct is outside the text"),
        },
        "look_result": {"not_found": _("Looked for and not found")},
        "change_kind": {
            "added": _("The row is new"),
            "corrected": _("The row was corrected"),
            "removed": _("The row was taken out"),
        },
        "hold_of": {
            "order": _("A preservation order of an authority"),
            "hold": _("A request to hold before an order"),
            "none": _("No power to preserve of its own"),
        },
        "side": {
            "receiving": _("When it receives a request"),
            "sending": _("When it sends a request"),
            "both": _("Both"),
        },
        "competence": {
            "executes": _("Carries the request out itself"),
            "transmits": _("Passes the request on"),
            "returns_needs_assistance": _("Sends it back: a formal request is needed"),
            "not_possible": _("Cannot do it"),
            "conditions": _("Does it under conditions"),
            "route": _("Says which way a request takes"),
        },
        "evidence": {
            "yes": _("What it gives may be used as evidence"),
            "only_after_assistance": _("As evidence only after a formal request"),
            "intelligence_only": _("Information only, no evidence"),
        },
        "data_coverage": {
            "complete": _("Read in full"),
            "partial": _("Read in part"),
            "not checked": _("Not checked"),
        },
        "guidance_part": {
            "now": _("What to do now"),
            "keep": _("What to keep as evidence"),
            "section": _("A section of the page"),
            "law": _("The law behind it"),
        },
        "guidance_text": {
            "step": _("A step, in its order"),
            "point": _("A point of a list"),
            "paragraph": _("A paragraph"),
        },
        "directory_standing": {
            "none": _("No directory of the network is configured"),
            "wrong": _("The directory that is configured cannot be used"),
            "never": _("Nothing was received from the directory yet"),
            "current": _("The directory was in time"),
            "expired": _("The directory had expired"),
        },
        "member_standing": {
            "member": _("Has published in the directory"),
            "admitted": _("Admitted; has published nothing yet"),
            "left": _("No longer a member of the network"),
        },
        "member_role": members.ROLES,
        "verb": members.VERBS,
        "translation": {
            "reviewed_table": _("From the reviewed table of names of States"),
            "maintainers": _("Translated by the maintainers of this site; no official text"),
        },
        "guidance_link": {
            "type": _("A type of offence"),
            "instrument": _("An instrument"),
            "page": _("Another page of guidance"),
        },
    }
)
"""Every closed list of codes with the meaning of each; the table ``codes`` holds them too."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``empty``: what an empty cell means; None where a cell is never empty.

    ``translated``: the table of texts has what its cells say in the other languages.
    """

    name: str
    kind: Kind
    meaning: str
    empty: str | None = None
    unit: str = ""
    codes: str = ""  # a list of CODES
    refers: tuple[str, str] | None = None  # table and column
    translated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``groups``: references of several columns, as (columns, table, columns)."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    files: tuple[str, ...]  # the files of the law data, or ``guidance``, that it comes from
    groups: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(name)


MONTHS: Final = "months"
DAYS: Final = "days"
_SOURCE: Final = Column("source", "address", "Where it was read")
_LOOKED_IN: Final = "Where it was read; words where one looked and found nothing"
_AS_OF: Final = Column("as_of", "date", "The date to which the source was seen to stand")
_NOTE: Final = Column("note", "text", "A note of whoever read it", NOTHING)
_RELIABILITY: Final = Column(
    "reliability", "code", "How near the source is to the text", codes="reliability"
)
_CITED: Final = (
    Column("article", "text", "The place in the text"),
    Column("mark", "code", "Whether the text itself was read", codes="mark"),
    Column("texts", "text", "Keys of the table of texts that were read, with commas"),
)


def _state(meaning: str = "The State or territory", empty: str | None = None) -> Column:
    return Column("state", "code", meaning, empty, refers=("states", "code"))


def _to(name: str, table: str, meaning: str, key: str = "id", empty: str | None = None) -> Column:
    return Column(name, "code", meaning, empty, refers=(table, key))


def _number(meaning: str = "Place in its list, from 1") -> Column:
    return Column("number", "integer", meaning)


_IN_DUMP: Final = "Number of the row in this dump; it may differ in the next one"
_PROVISION: Final = _to("provision", "provisions", "The provision")
_ELEMENT: Final = _to("element", "elements", "The element of the vocabulary", "code")
_TYPE: Final = _to("type", "types", "The harmonised type of offence", "code")
_PAGE: Final = _to("page", "guidance_pages", "The page of guidance")
_OUTCOME: Final = _to("outcome", "help_outcomes", "The situation")

_STATES: Final = (
    Table(
        "release",
        _("What this dump is: one row"),
        (
            Column("format", "code", "Name of the format of the dump"),
            Column("data_version", "text", "Digest of the law data: sha256 and 64 digits"),
            Column("guidance_version", "text", "Digest of the guidance and the questions of help"),
            Column("texts_version", "text", "Digest of the translations"),
            Column("members_version", "text", "Digest of what members of the network publish"),
            Column(
                "directory",
                "code",
                "How the directory of the network stood; tables of members are empty without one",
                codes="directory_standing",
            ),
            Column("day", "day", "The day for which coverage and bonds were worked out"),
        ),
        ("format",),
        (),
    ),
    Table(
        "codes",
        _("Every code of a closed list, and the effects of declarations, with their meaning"),
        (
            Column("list", "code", "The list that the code belongs to"),
            Column("code", "text", "The code"),
            Column("meaning", "text", "What it means", translated=True),
        ),
        ("list", "code"),
        (),
    ),
    Table(
        "states",
        _("States and territories with a code of ISO 3166-1"),
        (
            Column("code", "code", "Two letters of ISO 3166-1"),
            Column("alpha3", "code", "Three letters of ISO 3166-1"),
            Column("name", "text", "Short name in English", translated=True),
            Column("iso_name", "text", "Name in English as ISO 3166-1 has it", NOTHING),
            Column(
                "un_languages",
                "text",
                "Official languages of the United Nations in use there: ISO 639-1, semicolons",
                NOTHING,
            ),
            Column(
                "official_languages",
                "text",
                "Official languages: ISO 639-3, semicolons",
                NOT_SEEN,
            ),
            Column(
                "region",
                "text",
                "Region in the list of the United Nations",
                NOTHING,
                translated=True,
            ),
            Column("subregion", "text", "Part of the region", NOTHING),
            Column("un_member", "boolean", "Member of the United Nations"),
            _SOURCE,
            _AS_OF,
        ),
        ("code",),
        ("states.csv",),
    ),
    Table(
        "state_names",
        _("Names of States in five other languages, from one reviewed table"),
        (
            _state(),
            Column("language", "code", "Language: ar, es, fr, ru or zh"),
            Column("name", "text", "Short name in that language"),
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("state", "language"),
        ("state_names.csv",),
    ),
    Table(
        "authorities",
        _("Institutions with a role against cybercrime, as a source names them; never a person"),
        (
            _state(),
            Column("role", "code", "Its role", codes="role"),
            Column("institution", "text", "Its name as the source writes it"),
            Column("website", "address", "Its site", NOT_SEEN),
            _RELIABILITY,
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("state", "role", "institution"),
        ("cnas.csv",),
    ),
    Table(
        "spam_laws",
        _("Laws on unsolicited messages, and who applies them"),
        (
            _number(_IN_DUMP),
            _state(),
            Column("law", "text", "The law as the source names it"),
            Column("section", "text", "The place in it", NOT_SEEN),
            Column("in_force", "date", "First day in force", NOT_SEEN),
            Column("authority", "text", "Who applies it", NOT_SEEN),
            Column("status", "code", "What was seen", codes="spam_status"),
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("number",),
        ("spam_laws.csv",),
    ),
)
_INSTRUMENTS: Final = (
    Table(
        "instruments",
        _("Treaties, acts of the European Union, networks that are no treaty"),
        (
            Column("id", "code", "Permanent name of the instrument"),
            Column("short_name", "text", "How it is called", translated=True),
            Column("full_name", "text", "Its title", translated=True),
            Column("kind", "code", "What it is", codes="instrument_kind"),
            Column("depositary", "text", "Who keeps it"),
            Column("series_number", "text", "Its number in a treaty series", NOT_SEEN),
            Column("opened", "date", "Opened for signature, signed or adopted", NOT_SEEN),
            Column("entered_into_force", "date", "In force in general", NOT_SEEN),
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("id",),
        ("treaties.csv",),
    ),
    Table(
        "instrument_status",
        _("What was seen of a State under an instrument"),
        (
            _to("instrument", "instruments", "The instrument"),
            _state(),
            Column("status", "code", "What was seen", codes="status"),
            Column("signed", "date", "Day of signature", NOT_SEEN),
            Column("ratified", "date", "Day of ratification or accession", NOT_SEEN),
            Column("in_force", "date", "First day in force for the State", NOT_SEEN),
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("instrument", "state"),
        ("treaty_status.csv",),
    ),
    Table(
        "bonds",
        _(
            "Whether a State is bound by an instrument on the day; treaties between two: their States"
        ),
        (
            _to("instrument", "instruments", "The instrument"),
            _state(),
            Column("bound", "boolean", "Bound on the day", UNDECIDED),
        ),
        ("instrument", "state"),
        ("treaties.csv", "treaty_status.csv", "carries.json"),
    ),
    Table(
        "declarations",
        _("Reservations, declarations and designations; article all: the chart of the depositary"),
        (
            _number(_IN_DUMP),
            _state(),
            _to("instrument", "instruments", "The instrument"),
            Column("article", "code", "The article, or all"),
            Column("effect", "code", "What it does: list effect of the table of codes"),
            Column("authority", "text", "The institution that it names", NOTHING),
            Column("effective_from", "date", "First day", NOT_SEEN),
            Column("effective_to", "date", "Last day", "no end was seen"),
            _SOURCE,
            _AS_OF,
            _NOTE,
        ),
        ("number",),
        ("declarations.csv",),
    ),
)
_VOCABULARY: Final = (
    Table(
        "type_categories",
        _("Groups of types of offence"),
        (
            Column("code", "code", "The group"),
            Column("meaning", "text", "What it holds", translated=True),
        ),
        ("code",),
        ("offences_vocabulary.json",),
    ),
    Table(
        "types",
        _("Harmonised types of offence"),
        (
            Column("code", "code", "Permanent name of the type"),
            Column("title", "text", "Its title", translated=True),
            Column("definition", "text", "What conduct belongs to it", translated=True),
            _to("category", "type_categories", "Its group", "code"),
            Column("budapest", "text", "Article of the Convention on Cybercrime", NOTHING),
            Column("directive_2013_40", "text", "Article of Directive 2013/40/EU", NOTHING),
            Column(
                "un_convention",
                "text",
                "Article of the United Nations Convention against Cybercrime",
                NOTHING,
            ),
        ),
        ("code",),
        ("offences_vocabulary.json",),
    ),
    Table(
        "elements",
        _("The vocabulary: elements of which provisions are made"),
        (
            Column("code", "code", "Permanent name of the element"),
            Column("facet", "code", "What it is about", codes="facet"),
            Column("definition", "text", "What it means", translated=True),
            Column("jurisdictional", "boolean", "It founds a court’s competence only"),
        ),
        ("code",),
        ("offences_vocabulary.json",),
    ),
    Table(
        "type_elements",
        _("The international minimum of a type: our summary of the articles"),
        (_TYPE, _number(), _ELEMENT),
        ("type", "number"),
        ("offences_vocabulary.json",),
    ),
    Table(
        "element_implications",
        _("Whoever meets the one element meets the other"),
        (_ELEMENT, _to("implies", "elements", "The element that follows", "code")),
        ("element", "implies"),
        ("offences_vocabulary.json",),
    ),
    Table(
        "element_equivalents",
        _("Elements that mean one thing"),
        (
            Column("group_number", "integer", "Number of the group, from 1"),
            _number(),
            _ELEMENT,
        ),
        ("group_number", "number"),
        ("offences_vocabulary.json",),
    ),
    Table(
        "readings",
        _("Readings of a phrase, with what they rest on"),
        (
            _number(),
            _to("follows", "elements", "The element that follows", "code"),
            Column("basis", "text", "Case law or text that it rests on"),
        ),
        ("number",),
        ("offences_vocabulary.json",),
    ),
    Table(
        "reading_conditions",
        _("The elements that must all be there for the reading"),
        (
            Column("reading", "integer", "Number of the reading", refers=("readings", "number")),
            _ELEMENT,
        ),
        ("reading", "element"),
        ("offences_vocabulary.json",),
    ),
    Table(
        "circumstances",
        _("Circumstances that make a penalty heavier"),
        (
            Column("code", "code", "Permanent name of the circumstance"),
            Column("meaning", "text", "What it means", translated=True),
        ),
        ("code",),
        ("offences_vocabulary.json",),
    ),
    Table(
        "general_rules",
        _("Rules of a general part that were seen in a code"),
        (
            _number(),
            _state(),
            Column("provision", "text", "The place in the code"),
            Column("rule", "text", "What it says, in our words"),
        ),
        ("number",),
        ("offences_vocabulary.json",),
    ),
)
_RANGE: Final = (
    Column("min_months", "number", "Least imprisonment", NOT_SEEN, MONTHS),
    Column("max_months", "number", "Most imprisonment", NOT_SEEN, MONTHS),
    Column("life", "boolean", "Imprisonment for life is possible"),
)
_OFFENCES: Final = (
    Table(
        "provisions",
        _("National provisions, told as elements in our own words; the text of the law decides"),
        (
            Column("id", "code", "Permanent name of the provision"),
            _state(),
            Column("statute", "text", "The law"),
            Column("provision", "text", "The place in it"),
            Column("status", "code", "Which text it is", codes="provision_status"),
            Column("in_force_from", "date", "First day in force", NOT_SEEN),
            Column("in_force_to", "date", "Last day in force", "no end was seen"),
            Column("end_not_seen", "boolean", "It has ended on a day that was not seen"),
            Column("mental", "code", "The least degree of fault", NOT_SEEN, codes="degree"),
            Column("attempt", "boolean", "The attempt is punishable", NOT_SEEN),
            *_RANGE,
            Column("fine", "boolean", "A fine is possible", NOT_SEEN),
            Column("penalty_note", "text", "What else was seen of the penalty", NOTHING),
            Column("complaint_required", "boolean", "Prosecuted on complaint of the victim"),
            Column("seen_in", "text", "The copy that was read", NOTHING),
            _RELIABILITY,
            _SOURCE,
            Column("as_of", "day", "The day to which the text was seen to stand"),
            _NOTE,
        ),
        ("id",),
        ("offences.jsonl",),
    ),
    Table(
        "provision_types",
        _("The types of offence that a provision belongs to"),
        (_PROVISION, _TYPE),
        ("provision", "type"),
        ("offences.jsonl",),
    ),
    Table(
        "provision_elements",
        _("The elements of a provision"),
        (
            _PROVISION,
            Column("role", "code", "How it is asked for", codes="element_role"),
            Column(
                "group_number",
                "integer",
                "Group of alternatives, from 1; 0 for what is no alternative",
            ),
            _number("Place in its group, from 1"),
            _ELEMENT,
        ),
        ("provision", "role", "group_number", "number"),
        ("offences.jsonl",),
    ),
    Table(
        "figures",
        _("Figures that a threshold of a provision names; one that is reached suffices"),
        (
            _PROVISION,
            _number(),
            _to("threshold", "elements", "The threshold", "code"),
            Column("measure", "code", "What is measured"),
            Column("comparison", "text", "How it is compared: at least"),
            Column("value", "number", "The figure", unit="as the column unit says"),
            Column("unit", "text", "Currency (ISO 4217) or what is counted"),
        ),
        ("provision", "number"),
        ("offences.jsonl",),
    ),
    Table(
        "aggravations",
        _("Heavier ranges of a provision under a circumstance"),
        (
            _PROVISION,
            _number(),
            _to("circumstance", "circumstances", "The circumstance", "code"),
            *_RANGE,
            _NOTE,
        ),
        ("provision", "number"),
        ("offences.jsonl",),
    ),
    Table(
        "gaps",
        _("Documented absences: no offence at a time, or conduct outside the text"),
        (
            Column("id", "code", "Permanent name of the gap"),
            _state(),
            Column("kind", "code", "What is absent", codes="gap_kind"),
            Column("from_date", "date", "First day", "no beginning was seen"),
            Column("to_date", "date", "Last day", "no end was seen"),
            Column("statement", "text", "What the source says, in our words"),
            _RELIABILITY,
            _SOURCE,
            Column("also_seen", "text", "Other sources", NOTHING),
        ),
        ("id",),
        ("offence_gaps.jsonl",),
    ),
    Table(
        "gap_types",
        _("The types of offence that a gap is about"),
        (_to("gap", "gaps", "The gap"), _TYPE),
        ("gap", "type"),
        ("offence_gaps.jsonl",),
    ),
    Table(
        "looked",
        _("Somebody looked for a provision and found none; it proves nothing"),
        (
            _state(),
            _TYPE,
            Column("looked_in", "text", "Where one looked"),
            Column("result", "code", "What was found", codes="look_result"),
            Column("as_of", "day", "The day of looking"),
            _NOTE,
        ),
        ("state", "type"),
        ("looked.jsonl",),
    ),
    Table(
        "coverage",
        _("What the data have of each type in each State on the day"),
        (_state(), _TYPE, Column("kind", "code", "What there is", codes="coverage")),
        ("state", "type"),
        ("offences.jsonl", "offence_gaps.jsonl", "looked.jsonl"),
    ),
    Table(
        "coverage_basis",
        _("The rows on which the coverage rests"),
        (
            _state(),
            _TYPE,
            _number(),
            _to("provision", "provisions", "The provision", empty=NOTHING),
            _to("gap", "gaps", "The gap", empty=NOTHING),
            Column("source", "text", _LOOKED_IN),
            Column("as_of", "date", _AS_OF.meaning, "the source has no date"),
        ),
        ("state", "type", "number"),
        ("offences.jsonl", "offence_gaps.jsonl", "looked.jsonl"),
        groups=((("state", "type"), "coverage", ("state", "type")),),
    ),
    Table(
        "changes",
        _("What was changed since the release before, why, and who reviewed it (a role)"),
        (
            Column("id", "code", "Number of the change"),
            Column("date", "day", "The day of the change"),
            Column("file", "text", "The file of the law data"),
            Column("row", "code", "The row: a provision or a gap"),
            Column("kind", "code", "What happened", codes="change_kind"),
            Column("what", "text", "What was changed"),
            Column("why", "text", "Why"),
            _RELIABILITY,
            _SOURCE,
            Column("reviewer", "text", "The institution or role that reviewed it"),
        ),
        ("id",),
        ("changes.jsonl",),
    ),
)
_PROCEDURE: Final = (
    Table(
        "texts_read",
        _("Texts that were read, or the secondary text in their place"),
        (
            Column("key", "text", "The key under which rows name it"),
            Column("name", "text", "What it is"),
            Column("source", "text", "Where it was read: an address or words"),
        ),
        ("key",),
        ("carries.json",),
    ),
    Table(
        "measures",
        _("Kinds of assistance that one State may ask of another"),
        (
            Column("code", "code", "Number of the measure"),
            Column("title", "text", "What is asked", translated=True),
            Column("basis", "text", "Where it comes from"),
            Column("carried", "boolean", "The data say which instrument carries it"),
        ),
        ("code",),
        ("measures.json",),
    ),
    Table(
        "holds",
        _("How long a preservation lasts under a State’s own law"),
        (
            _number(_IN_DUMP),
            _state(empty="the limits of the Convention on Cybercrime itself"),
            Column("title", "text", "How the rule is called"),
            Column("applies_to", "code", "What it is about", codes="hold_of"),
            Column("least_days", "integer", "At least", NOT_SEEN, DAYS),
            Column("most_days", "integer", "At most", NOT_SEEN, DAYS),
            Column("renewals", "integer", "How often it may be renewed", "no number is set"),
            Column("most_total_days", "integer", "At most in all", NOT_SEEN, DAYS),
            Column("starts", "text", "From what it is counted"),
            Column("ends", "text", "With what it ends"),
            Column("text", "text", "What it says, in our words"),
            *_CITED,
        ),
        ("number",),
        ("holds.json",),
    ),
    Table(
        "hold_conditions",
        _("What the rule asks for"),
        (
            Column("hold", "integer", "Number of the rule", refers=("holds", "number")),
            _number(),
            Column("text", "text", "The condition"),
        ),
        ("hold", "number"),
        ("holds.json",),
    ),
    Table(
        "competences",
        _("What an authority of a State may and may not do, as a source says"),
        (
            _number(_IN_DUMP),
            _state(),
            Column("side", "code", "On which side of a request", codes="side"),
            Column("does", "code", "What it does", codes="competence"),
            Column("evidence", "code", "What its answers are worth", NOT_SEEN, codes="evidence"),
            Column("text", "text", "What it says, in our words"),
            *_CITED,
        ),
        ("number",),
        ("competences.json",),
    ),
    Table(
        "competence_measures",
        _("The measures that it is about"),
        (
            Column("competence", "integer", "Number of the row", refers=("competences", "number")),
            _to("measure", "measures", "The measure", "code"),
        ),
        ("competence", "measure"),
        ("competences.json",),
    ),
    Table(
        "data_coverage",
        _("How far each kind of data was read"),
        (
            _number(_IN_DUMP),
            Column("kind", "code", "The kind of data"),
            _state(empty="every State without a row of its own"),
            Column("coverage", "text", "How far it was read", codes="data_coverage"),
            Column("text", "text", "What was read and what was not"),
        ),
        ("number",),
        ("coverage.json",),
    ),
)
_GUIDANCE: Final = (
    Table(
        "guidance_pages",
        _("Pages of guidance in plain words"),
        (
            Column("id", "text", "Shelf and name of the page"),
            Column("title", "text", "Its title", translated=True),
            Column("summary", "text", "What it is about", translated=True),
        ),
        ("id",),
        ("guidance",),
    ),
    Table(
        "guidance_sources",
        _("What a page of guidance rests on"),
        (
            _PAGE,
            Column("key", "code", "The key of the source on that page"),
            Column("title", "text", "Its title"),
            Column("publisher", "text", "Who publishes it"),
            Column("source", "address", "Its address"),
            Column("read", "date", "When it was read"),
            Column("dated", "text", "Its own date", NOT_SEEN),
        ),
        ("page", "key"),
        ("guidance",),
    ),
    Table(
        "guidance_parts",
        _("Parts of a page of guidance"),
        (
            _PAGE,
            _number(),
            Column("part", "code", "What the part is", codes="guidance_part"),
            Column("heading", "text", "Its heading", NOTHING, translated=True),
        ),
        ("page", "number"),
        ("guidance",),
    ),
    Table(
        "guidance_texts",
        _("Texts of a part, in their order"),
        (
            _PAGE,
            Column("part_number", "integer", "Number of the part"),
            _number(),
            Column("kind", "code", "What the text is", codes="guidance_text"),
            Column("text", "text", "The text", translated=True),
        ),
        ("page", "part_number", "number"),
        ("guidance",),
        groups=((("page", "part_number"), "guidance_parts", ("page", "number")),),
    ),
    Table(
        "guidance_part_sources",
        _("Sources of a part"),
        (
            _PAGE,
            Column("part_number", "integer", "Number of the part"),
            Column("key", "code", "The key of the source on that page"),
        ),
        ("page", "part_number", "key"),
        ("guidance",),
        groups=(
            (("page", "part_number"), "guidance_parts", ("page", "number")),
            (("page", "key"), "guidance_sources", ("page", "key")),
        ),
    ),
    Table(
        "guidance_roles",
        _("Whom to turn to, by role, and why"),
        (
            _PAGE,
            _number(),
            Column("role", "code", "Role of an institution, or whom else one may turn to"),
            Column("why", "text", "Why", NOTHING, translated=True),
        ),
        ("page", "number"),
        ("guidance",),
    ),
    Table(
        "guidance_links",
        _("Types, instruments and other pages that a page names"),
        (
            _PAGE,
            _number(),
            Column("kind", "code", "What is named", codes="guidance_link"),
            Column("target", "text", "Its permanent name"),
        ),
        ("page", "number"),
        ("guidance",),
    ),
    Table(
        "help_outcomes",
        _("Situations after which help is needed"),
        (
            Column("id", "code", "Permanent name of the situation"),
            Column("title", "text", "Its title", translated=True),
            _to("page", "guidance_pages", "The page with more", empty=NOTHING),
        ),
        ("id",),
        ("guidance",),
    ),
    Table(
        "help_questions",
        _("Questions that lead from what happened to what to do"),
        (
            Column("id", "code", "Permanent name of the question"),
            Column("first", "boolean", "It is the first question"),
            Column("text", "text", "The question", translated=True),
            Column("hint", "text", "A hint below it", NOTHING, translated=True),
        ),
        ("id",),
        ("guidance",),
    ),
    Table(
        "help_choices",
        _("Answers to a question, and where each leads"),
        (
            _to("question", "help_questions", "The question"),
            _number(),
            Column("text", "text", "The answer", translated=True),
            _to(
                "to_question",
                "help_questions",
                "The next question",
                empty="it leads to a situation",
            ),
            _to(
                "to_outcome",
                "help_outcomes",
                "The situation",
                empty="it leads to a question",
            ),
        ),
        ("question", "number"),
        ("guidance",),
    ),
    Table(
        "help_texts",
        _("What to do and what to keep in a situation"),
        (
            _OUTCOME,
            Column("part", "code", "What the text is", codes="guidance_part"),
            _number(),
            Column("text", "text", "The text", translated=True),
        ),
        ("outcome", "part", "number"),
        ("guidance",),
    ),
    Table(
        "help_roles",
        _("Whom to turn to in a situation"),
        (
            _OUTCOME,
            _number(),
            Column("role", "code", "Role of an institution, or whom else one may turn to"),
        ),
        ("outcome", "number"),
        ("guidance",),
    ),
    Table(
        "help_types",
        _("Types of offence that a situation may be"),
        (_OUTCOME, _TYPE),
        ("outcome", "type"),
        ("guidance",),
    ),
    Table(
        "help_sources",
        _("What the questions of help rest on"),
        (
            Column("key", "code", "The key of the source"),
            Column("title", "text", "Its title"),
            Column("publisher", "text", "Who publishes it"),
            Column("source", "address", "Its address"),
            Column("read", "date", "When it was read"),
            Column("dated", "text", "Its own date", NOT_SEEN),
        ),
        ("key",),
        ("guidance",),
    ),
    Table(
        "help_outcome_sources",
        _("Sources of a situation"),
        (_OUTCOME, _to("key", "help_sources", "The key of the source", "key")),
        ("outcome", "key"),
        ("guidance",),
    ),
)
_AUTHORITY: Final = _to("authority", "member_authorities", "The authority or provider")
_NETWORK: Final = (
    Table(
        "directory",
        _(
            "The version of the directory of the network that the members come from: one row, or none"
        ),
        (
            Column("root", "text", "Digest of the first root, on which all of it rests"),
            Column("address", "address", "Where the directory is served"),
            Column("version", "integer", "Version of the directory"),
            Column("sha256", "text", "Digest of the signed time stamp of this version"),
            Column("issued", "time", "When this version was signed"),
            Column("expires", "time", "Until when it may be relied on"),
            Column("expired", "boolean", "It had expired when the dump was made"),
            Column("invented", "boolean", "All of it was made up for a demonstration"),
            _SOURCE,
            _AS_OF,
        ),
        ("root",),
        ("directory",),
    ),
    Table(
        "members",
        _("States in the directory of the network, and those that have left it"),
        (
            _state(),
            Column("standing", "code", "Where it stands", codes="member_standing"),
            Column("part", "integer", "Version of its own signed part", "it has none now"),
            Column(
                "part_expires",
                "time",
                "Until when its own part may be relied on",
                "it has none now",
            ),
            Column(
                "shown_as_in",
                "integer",
                "An older version in which it is shown: its newer keys are not confirmed",
                "it is shown as it is now",
            ),
            Column("seen_in", "integer", "The last version of the directory that had it"),
            Column("invented", "boolean", "Made up for a demonstration"),
            Column("sha256", "text", "Digest of the version of the directory"),
            _SOURCE,
            _AS_OF,
        ),
        ("state",),
        ("directory",),
    ),
    Table(
        "member_authorities",
        _("Authorities and providers as their States declare them to the network; never a person"),
        (
            Column("id", "code", "Its name in the network"),
            _to("state", "members", "The State that declares it", "state"),
            Column("role", "code", "Its role", codes="member_role"),
            Column("node", "code", "The node that speaks for it"),
            Column("languages", "text", "Languages that it reads, with commas"),
            Column("hours", "text", "When it is reached, in its own words"),
            Column("time_zone", "text", "Time zone of the hours"),
            Column("valid_from", "time", "From when the entry is valid"),
            Column("invented", "boolean", "Made up for a demonstration"),
            _SOURCE,
            _AS_OF,
        ),
        ("id",),
        ("directory",),
    ),
    Table(
        "member_names",
        _("Their names, in the languages in which their State gives them"),
        (
            _AUTHORITY,
            Column("language", "code", "The language"),
            Column("name", "text", "The name"),
        ),
        ("authority", "language"),
        ("directory",),
    ),
    Table(
        "member_competences",
        _("For which measures they are competent"),
        (
            _AUTHORITY,
            Column("measure", "code", "Number of the measure"),
            Column("verb", "text", "What it may do: list verb of the table of codes"),
        ),
        ("authority", "measure", "verb"),
        ("directory",),
    ),
    Table(
        "member_revoked_keys",
        _("Keys of theirs that are not valid any more"),
        (
            _AUTHORITY,
            Column("key_name", "code", "Name of the key"),
            Column("since", "time", "From when it is not valid"),
        ),
        ("authority", "key_name"),
        ("directory",),
    ),
)
_TEXTS: Final = (
    Table(
        "texts",
        _(
            "What cells say in the five other languages of the site; English stands in the cells themselves"
        ),
        (
            Column("table_name", "code", "The table of the cell"),
            Column(
                "row_key",
                "text",
                "The key of its row; a vertical line stands between several columns",
            ),
            Column("column_name", "code", "The column of the cell"),
            Column("language", "code", "Language: ar, es, fr, ru or zh"),
            Column("text", "text", "What the cell says in that language"),
            Column("made_by", "code", "Where the translation comes from", codes="translation"),
        ),
        ("table_name", "row_key", "column_name", "language"),
        ("translations", "state_names.csv"),
    ),
)
GROUPS: Final[tuple[tuple[str, str, tuple[Table, ...]], ...]] = (
    ("states", _("The dump, States and authorities"), _STATES),
    ("instruments", _("Instruments and declarations"), _INSTRUMENTS),
    ("vocabulary", _("Types of offence and their elements"), _VOCABULARY),
    ("offences", _("Provisions, gaps and coverage"), _OFFENCES),
    ("procedure", _("Preservation and contact points"), _PROCEDURE),
    ("guidance", _("Guidance and help"), _GUIDANCE),
    ("network", _("Members of the network"), _NETWORK),
    ("languages", _("Other languages"), _TEXTS),
)
"""The tables in groups: name, title, tables."""

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {one.name: one for _name, _title, group in GROUPS for one in group}
)
"""Every table by its name, each after those that it refers to."""
