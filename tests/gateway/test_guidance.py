"""The guidance: complete, sourced, and every question leads to something one can do."""

import pytest

from comity.gateway import guidance, wording
from comity.gateway.guidance import SHELVES
from comity.law.carrying import ROLES
from comity.law.release import packaged

PAGES = [(shelf, name) for shelf, names in SHELVES.items() for name in names]
TREE = guidance.help_questions()
DEEPEST = 5


@pytest.mark.parametrize(("shelf", "name"), PAGES)
def test_a_page_names_only_what_there_is_and_cites_what_it_says(shelf: str, name: str) -> None:
    page = guidance.page(shelf, name)
    assert page is not None
    keys = {one.key for one in page.source}
    parts = [page.now, *page.section, *(one for one in (page.keep, page.law) if one)]
    assert all(set(part.sources) <= keys for part in parts)
    assert keys == {key for part in parts for key in part.sources}, "a source that nothing cites"
    assert page.now.sources
    if page.turn_to:
        assert len(page.turn_to.roles) == len(page.turn_to.why)
        assert set(page.turn_to.roles) <= {*ROLES, *wording.EXTRA_ROLES}
    if page.law:
        assert set(page.law.types) <= set(packaged().offences.vocabulary.types)
        assert set(page.law.instruments) <= set(packaged().treaties)
    for other in page.see_also:
        assert tuple(other.split("/", 1)) in PAGES
    if shelf == "topics":
        assert page.keep is not None


def test_every_question_is_reached_and_every_way_ends_in_an_outcome() -> None:
    questions = {one.id: one for one in TREE.question}
    outcomes = {one.id for one in TREE.outcome}
    assert not questions.keys() & outcomes
    reached: set[str] = set()

    def follow(name: str, depth: int) -> None:
        assert depth <= DEEPEST, name
        reached.add(name)
        for one in questions[name].choice:
            kind, _, outcome = one.goes_to.partition(":")
            if kind == "outcome":
                assert outcome in outcomes
                reached.add(outcome)
            else:
                follow(one.goes_to, depth + 1)

    follow(TREE.start, 1)
    assert reached == questions.keys() | outcomes


@pytest.mark.parametrize("outcome", TREE.outcome, ids=lambda one: one.id)
def test_an_outcome_says_what_to_do_whom_to_turn_to_and_where_it_was_read(
    outcome: guidance.Outcome,
) -> None:
    assert set(outcome.sources) <= {one.key for one in TREE.source}
    assert outcome.sources
    assert set(outcome.roles) <= {*ROLES, *wording.EXTRA_ROLES}
    assert set(outcome.types) <= set(packaged().offences.vocabulary.types)
    assert set(outcome.instruments) <= set(packaged().treaties)
    assert outcome.types or outcome.instruments or outcome.id == "danger", "no law behind it"
    assert outcome.roles
    assert outcome.page
    if outcome.page:
        assert tuple(outcome.page.split("/", 1)) in PAGES


def test_nobody_is_told_to_delete_before_evidence_is_kept() -> None:
    """Where a page has both, keeping comes before deleting."""
    for shelf, name in PAGES:
        page = guidance.page(shelf, name)
        assert page is not None
        steps = [one.lower() for one in page.now.steps]
        deletes = [
            place for place, one in enumerate(steps) if one.startswith(("delete", "remove", "wipe"))
        ]
        keeps = [
            place
            for place, one in enumerate(steps)
            if "keep" in one or "save" in one or "record" in one
        ]
        if deletes and keeps:
            assert min(keeps) < min(deletes), name


def test_a_small_provider_and_an_authority_find_their_way_from_the_first_question() -> None:
    first = next(one for one in TREE.question if one.id == TREE.start)
    leads = {one.goes_to for one in first.choice}
    assert {"outcome:data-request", "outcome:authority"} <= leads
    pages = {one.id: one.page for one in TREE.outcome}
    assert pages["data-request"] == "topics/data-requests"
    assert pages["images-adult"] == pages["images-child"] == "topics/intimate-images"
    assert pages["threats-stalking"] == "topics/stalking"
    businesses = guidance.page("audiences", "businesses")
    assert businesses is not None
    assert "topics/data-requests" in businesses.see_also
