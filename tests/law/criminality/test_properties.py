"""What must hold for every case, whatever the data say."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.law.criminality import Case, Facts, assess, read_case
from comity.law.criminality import book as books
from comity.law.criminality.cases import Quantity
from comity.law.criminality.finding import Question
from comity.law.criminality.record import again, case_text, record
from comity.law.criminality.values import TRUE, VERDICTS
from comity.law.criminality.wording import QUESTIONS, REASONS, Wording, answer
from comity.law.offences import GENERAL_PART, Provision
from comity.law.release import FILES, Release, in_use, packaged

OFFENCES = packaged().offences
BOOK = books.of(packaged())
SLUGS = sorted(OFFENCES.vocabulary.fact_slugs)
SPECIAL = [row for row in OFFENCES.provisions.values() if not row.general]
DAYS = (date(2026, 11, 26), date(2015, 1, 1), date(2000, 5, 4))
RANK = {"not_satisfied": 0, "needs_information": 1, "satisfied": 2}
GENERAL_ACTS = {"attempt_act", "aid_or_instigate", "act_for_legal_person"}


def facts_of(row: Provision) -> frozenset[str]:
    """Facts that meet a provision: everything it asks for, and the first of each alternative."""
    elements = row.elements
    firsts = {group[0] for group in elements.alternatives}
    return frozenset({*elements.required, *elements.qualifiers, *elements.thresholds, *firsts})


@st.composite
def cases(draw: st.DrawFn) -> Case:
    row = draw(st.sampled_from(SPECIAL))
    some = st.frozensets(st.sampled_from(SLUGS), max_size=6)
    dropped = draw(st.frozensets(st.sampled_from(sorted(facts_of(row))), max_size=2))
    present = (facts_of(row) - dropped) | draw(some)
    absent = draw(some) - present
    unknown = draw(some) - present - absent
    figures = {(f.measure, f.unit): f.value for f in row.threshold_values}
    values = st.sampled_from((None, 0.0, 1.0, 2.0))  # not known, or times the figure
    measured = {key: draw(values) for key in figures if draw(st.booleans())}
    quantities = tuple(
        Quantity(key[0], None if times is None else figures[key] * times, key[1])
        for key, times in sorted(measured.items())
    )
    return Case(
        id="p",
        requesting_state=row.state,
        requested_state=draw(st.sampled_from(OFFENCES.states)),
        measure=draw(st.sampled_from(("M03", "M17", "extradition"))),
        evaluation_date=draw(st.sampled_from(DAYS)),
        facts=Facts(
            present, absent, unknown, quantities, draw(st.sampled_from(("unknown", "absent")))
        ),
        stage=draw(st.sampled_from(("completed", "attempt"))),
        participation=draw(st.sampled_from(("principal", "principal", "aiding"))),
        min_max_penalty_months=draw(st.sampled_from((None, 12, 36))),
        requesting_offence_established=draw(st.sampled_from((False, False, True))),
    )


def with_facts(
    case: Case, present: frozenset[str], absent: frozenset[str], unknown: frozenset[str]
) -> Case:
    facts = case.facts
    changed = Facts(present, absent, unknown, facts.quantities, facts.rest)
    return Case(**{**{n: getattr(case, n) for n in Case.__slots__}, "facts": changed})


def rank(case: Case) -> int:
    return RANK[assess(case).finding]


@settings(max_examples=300, deadline=None)
@given(cases(), st.sampled_from(SLUGS))
def test_a_present_fact_never_makes_satisfied_into_less(case: Case, slug: str) -> None:
    """But for the recorded exception: rules of the general part carry only where nothing else is told."""
    finding = assess(case)
    if finding.finding != "satisfied" or set(finding.engaged) <= GENERAL_PART:
        return
    facts = case.facts
    more = with_facts(case, facts.present | {slug}, facts.absent - {slug}, facts.unknown - {slug})
    assert assess(more).finding == "satisfied"


@settings(max_examples=300, deadline=None)
@given(cases(), st.sampled_from(SLUGS))
def test_an_absent_fact_never_helps(case: Case, slug: str) -> None:
    facts = case.facts
    if slug in facts.present:
        return
    less = with_facts(case, facts.present, facts.absent | {slug}, facts.unknown - {slug})
    before, after = assess(case), assess(less)
    assert after.finding != "satisfied" or before.finding == "satisfied"
    assert after.requesting.value <= before.requesting.value


@settings(max_examples=400, deadline=None)
@given(cases(), st.booleans(), st.data())
def test_settling_an_unknown_only_moves_what_was_open(
    case: Case, yes: bool, data: st.DataObject
) -> None:
    """What conflicts with a stated fact is left out: it corrects the case and does not settle it."""
    if not case.facts.unknown:
        return
    slug = data.draw(st.sampled_from(sorted(case.facts.unknown)))
    facts = case.facts
    mask = BOOK.bits.bit(slug)
    stated_absent = BOOK.bits.implying(BOOK.bits.mask(facts.absent))
    stated_present = BOOK.bits.closure(BOOK.bits.mask(facts.present))
    if (yes and mask & stated_absent) or (not yes and mask & stated_present):
        return
    settled = with_facts(
        case,
        facts.present | ({slug} if yes else set()),
        facts.absent | (set() if yes else {slug}),
        facts.unknown - {slug},
    )
    before = assess(case).finding
    if before != "needs_information":
        assert assess(settled).finding == before


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_never_matters(case: Case, chance: object) -> None:
    plain = case.as_dict()
    for name in ("present", "absent", "unknown"):
        chance.shuffle(plain["facts"][name])  # type: ignore[attr-defined]
    wording = Wording(OFFENCES)
    assert answer(assess(read_case(plain)), wording) == answer(assess(case), wording)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_pair_is_the_least_of_its_sides_and_everything_can_be_said(case: Case) -> None:
    finding = assess(case)
    least = min(RANK[finding.requesting.finding], RANK[finding.requested.finding])
    assert RANK[finding.finding] == least
    for language in ("en", "ar", "zh"):
        said = answer(finding, Wording(OFFENCES, language))
        assert all(said["requesting"]["because"]) and json.dumps(said, ensure_ascii=False)
    if finding.finding == "needs_information":
        assert finding.questions
    if finding.finding == "not_satisfied":
        no = [s for s in (finding.requesting, finding.requested) if s.finding == "not_satisfied"]
        assert all(one.state in ("provision", "gap") for s in no for one in s.coverage)


def answered(case: Case, asks: Iterable[Question]) -> Case:
    """The case with every fact asked for present, and every figure asked for reached."""
    facts = case.facts
    told = frozenset(one.slug for one in asks if one.code == "fact" and one.slug)
    measured = {(one.measure, one.unit): one.value for one in facts.quantities}
    measured |= {
        (str(one.measure), str(one.unit)): one.value for one in asks if one.code == "measure"
    }
    quantities = tuple(Quantity(m, value, unit) for (m, unit), value in sorted(measured.items()))
    changed = Facts(
        facts.present | told, facts.absent - told, facts.unknown - told, quantities, facts.rest
    )
    return replace(case, facts=changed)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_questions_answered_yes_settle_it(case: Case) -> None:
    finding = assess(case)
    asks = finding.questions
    if finding.finding != "needs_information" or any(
        one.code not in ("fact", "measure") for one in asks
    ):
        return
    assert assess(answered(case, asks)).finding == "satisfied"
    assert not case.facts.absent & {one.slug for one in asks if one.code == "fact"}
    for one in asks:  # none is asked for nothing
        if one.code == "fact":
            others = [other for other in asks if other != one]
            assert assess(answered(case, others)).finding != "satisfied"


@settings(max_examples=100, deadline=None)
@given(cases())
def test_a_kept_case_gives_the_same_bytes_again(case: Case) -> None:
    finding = assess(case)
    found = again(case_text(case), release=packaged(), engine=finding.engine)
    assert record(found) == record(finding)


def test_an_old_release_also_says_who_was_bound(tmp_path: Path) -> None:
    """The European list applies by the status of the release that is asked, not of the one in use."""
    case = read_case(
        {
            "id": 1,
            "requesting_state": "FR",
            "requested_state": "EE",
            "measure": "M17",
            "evaluation_date": "2026-11-22",
            "facts": {
                "present": ["access", "computer_system", "intent", "without_right"],
                "rest": "absent",
            },
        }
    )
    for name in FILES:
        (tmp_path / name).write_bytes(packaged().bytes_of(name))
    status = tmp_path / "treaty_status.csv"
    bound = "eu-eio-2014-41,EE,,,,party,"
    assert bound in status.read_text("utf-8")
    other = status.read_text("utf-8").replace(bound, bound.replace("party", "not_bound"))
    status.write_text(other, "utf-8")
    old = Release(tmp_path)
    assert assess(case, old).requested.rule == "tested"
    assert assess(case).requested.rule == "eu_list"
    assert in_use() is packaged()


@pytest.mark.parametrize("state", OFFENCES.states)
def test_what_is_not_known_keeps_no_type_out_of_the_no(state: str) -> None:
    """Every row of the table with an exception: settling the exception moves nothing that was decided."""
    for row in BOOK.rules.engagement:
        present = frozenset(group[0] for group in row.when)
        for slug in row.unless:
            unknown = Facts(present, frozenset(), frozenset({slug}), (), "absent")
            absent = Facts(present, frozenset({slug}), frozenset(), (), "absent")
            before, after = (
                assess(Case("u", state, state, "M03", DAYS[0], facts)).finding
                for facts in (unknown, absent)
            )
            assert before in ("needs_information", after)


def test_a_no_waits_for_the_european_list() -> None:
    """Estonia asks for a protection that was broken. France's own offence carries the list, once its
    facts are known: until then no law of Estonia decides anything."""
    case = {
        "id": 1,
        "requesting_state": "FR",
        "requested_state": "EE",
        "measure": "M17",
        "evaluation_date": "2026-11-22",
        "facts": {
            "present": ["access", "computer_system", "intent"],
            "unknown": ["without_right"],
            "rest": "absent",
        },
    }
    found = assess(read_case(case))
    assert found.requested.finding == found.finding == "needs_information"
    assert [one.slug for one in found.questions] == ["without_right"]
    assert assess(answered(found.case, found.questions)).requested.rule == "eu_list"
    assert assess(read_case({**case, "measure": "M03"})).finding == "not_satisfied"


def test_a_denial_that_a_reading_contradicts_is_told() -> None:
    found = assess(
        read_case(
            {
                "id": 1,
                "requesting_state": "FR",
                "requested_state": "FR",
                "evaluation_date": "2026-11-22",
                "facts": {
                    "present": ["access", "computer_system", "without_right", "intent"],
                    "absent": ["fraudulent_manner"],
                    "rest": "absent",
                },
            }
        )
    )
    assert found.finding == "satisfied" and found.conflicts == ("fraudulent_manner",)
    assert found.relied_on == ("fraudulent_manner",)


@pytest.mark.parametrize("name", OFFENCES.provisions)
def test_a_state_compared_with_itself_is_satisfied_where_its_provision_is_met(name: str) -> None:
    row = OFFENCES.provisions[name]
    clause = next(one for one in BOOK.clauses(row.state) if one.row.id == name)
    days = [row.seen, *(d for d in (row.start and row.start.last, row.end and row.end.first) if d)]
    day = next((d for d in days if clause.in_force(d, OFFENCES.of(row.state)) == TRUE), None)
    assert day is not None, "on no day is it certain that this text was in force"
    case = Case("self", row.state, row.state, "M03", day, Facts(facts_of(row), rest="absent"))
    finding = assess(case)
    assert finding.finding == "satisfied"
    assert name in {one.id for one in finding.requesting.carried_by}


def test_a_recorded_text_whose_day_is_open_is_not_called_unchecked() -> None:
    """Italy has a row on tools whose first day was not seen: in 2000 it may have stood or not."""
    cover = BOOK.coverage_of("IT", "misuse_of_devices", date(2000, 5, 4))
    assert cover.state == "day_open" and cover.by
    facts = {"present": ["procure_tool", "device_or_program_for_offence"], "rest": "absent"}
    found = assess(
        read_case(
            {
                "id": 1,
                "requesting_state": "IT",
                "requested_state": "IT",
                "evaluation_date": "2000-05-04",
                "facts": facts,
            }
        )
    )
    codes = {one.code for one in found.requesting.because}
    assert "type_day_open" in codes and "type_not_checked" not in codes
    assert found.finding == "needs_information"


def test_no_element_implies_itself() -> None:
    bits = BOOK.bits
    for slug, targets in OFFENCES.vocabulary.implies.items():
        for target in targets:
            assert not bits.closure(bits.bit(target)) & bits.bit(slug), (slug, target)


def test_never_by_the_name_of_the_offence() -> None:
    """Two rows with the same label and different elements come out different: DE and RO on access."""
    facts = {"present": ["access", "computer_system", "intent", "without_right"], "rest": "absent"}
    found = assess(
        read_case(
            {
                "id": 1,
                "requesting_state": "DE",
                "requested_state": "RO",
                "evaluation_date": "2026-11-26",
                "facts": facts,
            }
        )
    )
    assert (found.requesting.finding, found.requested.finding) == ("not_satisfied", "satisfied")


LABELS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "engagement_labels.jsonl")
    .read_text("utf-8")
    .splitlines()
]


@pytest.mark.parametrize("label", LABELS, ids=[f"{x['state']}: {x['conduct']}" for x in LABELS])
def test_the_pairs_that_were_labelled_by_hand(label: dict[str, Any]) -> None:
    finding = assess(
        read_case(
            {
                "id": "label",
                "requesting_state": label["state"],
                "requested_state": label["state"],
                "evaluation_date": label["on"],
                "facts": {"present": label["present"], "rest": "absent"},
            }
        )
    )
    assert sorted(finding.engaged) == label["engages"]
    expect = str(label["expect"])
    wide: dict[str, tuple[str, ...]] = {
        "any": VERDICTS,
        "no_not_satisfied": ("satisfied", "needs_information"),
    }
    allowed = wide.get(expect, (expect,))
    assert finding.finding in allowed


def test_there_are_thirty_labels_or_more() -> None:
    assert len(LABELS) >= 30


def test_every_code_has_words_and_every_word_a_code() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in Path(books.__file__).parent.glob("*.py")
        if path.name != "wording.py"
    )
    for code in REASONS:
        stem = code.removesuffix("_absent").removesuffix("_unknown").removesuffix("_below")
        assert (
            f'"{code}"' in source
            or f'"{stem}' in source
            or "figure_" in code
            or "{one.role}" in source
        )
    assert {"fact", "measure", "law", "main_offence", "all_told"} <= set(QUESTIONS)
