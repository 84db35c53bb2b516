"""One whole story in which every process dies at every kill point that it reaches, once each."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from comity.demo.world import PLANS
from comity.journal import killpoints
from tests.journeys.people import Chronicle
from tests.journeys.stage import Stage, sealed_objects

TOLD = Counter(
    {
        "assistance.preservation-request": 1,
        "assistance.promise": 1,
        "assistance.acceptance": 2,
        "assistance.hold-report": 1,
        "assistance.follow-up-received": 1,
        "assistance.formal-request": 1,
        "assistance.conditions": 1,
        "assistance.conditions-accepted": 1,
        "assistance.disclosure": 1,
        "assistance.verification": 1,
        "assistance.closing": 2,
    }
)
ORDERED = Counter(
    {
        "order.preservation": 1,
        "order.certificate-of-hold": 1,
        "order.renewal": 1,
        "order.production": 1,
        "order.produced": 1,
        "order.verification": 1,
        "order.lift": 1,
        "order.released": 1,
    }
)


@pytest.fixture(scope="module")
def fires(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder per process, with a file for each point at which it died."""
    return tmp_path_factory.mktemp("fires")


@pytest.fixture(scope="module")
def burnt(fires: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """The stage after the story, told under fire to its end."""

    def environment(child: str) -> Mapping[str, str]:
        own = fires / child.replace(" ", "-")
        own.mkdir(exist_ok=True)
        return {killpoints.VARIABLE: ",".join(killpoints.POINTS), killpoints.ONCE: str(own)}

    folder = tmp_path_factory.mktemp("fire") / "world"
    stage = Stage(folder, messages=240, environment_of=environment)
    try:
        stage.build()
        stage.start()
        told = Chronicle(stage)
        told.tell()  # ends with `comity verify` and public tools on the export
        stage.wait_until_delivered(*(plan.node for plan in PLANS))
        yield stage, told
    finally:
        stage.stop()


def test_every_kill_point_was_reached(burnt: tuple[Stage, Chronicle], fires: Path) -> None:
    died = {folder.name: {file.name for file in folder.iterdir()} for folder in fires.iterdir()}
    assert set().union(*died.values()) == set(killpoints.POINTS), died
    assert burnt[1].broken, "no officer has noticed anything: the desks did not die"


def test_no_letter_is_doubled_or_lost(burnt: tuple[Stage, Chronicle]) -> None:
    stage, told = burnt
    for plan in PLANS:
        held = stage.letters(plan.node)
        assert len({row["digest"] for row in held}) == len(held)
        assert len({row["core_digest"] for row in held}) == len(held)
        assert all(row["receipt"] for row in held)
        assert stage.audit(plan.node) > len(held)
    for matter in (told.hold, told.request):
        assert stage.digests("ro-1", matter) == stage.digests("ma-1", matter)
    for matter in (told.order, told.production):
        assert stage.digests("ma-1", matter) == stage.digests("atlas-1", matter)
    assert types(stage, "ro-1") == TOLD
    assert types(stage, "ma-1") == TOLD + ORDERED
    assert types(stage, "atlas-1") == ORDERED


def types(stage: Stage, node: str) -> Counter[str]:
    return Counter(row["type"] for row in stage.letters(node))


def test_no_request_order_or_hold_is_doubled(burnt: tuple[Stage, Chronicle]) -> None:
    stage, _ = burnt
    for node in ("ro-1", "ma-1"):
        requests = stage.rows(node, "SELECT measure, state FROM assistance_assistancerequest")
        assert sorted(row["measure"] for row in requests) == ["M01", "M03"]
    assert len(stage.rows("atlas-1", "SELECT id FROM providers_hold")) == 1
    names = [row["name"] for row in stage.rows("ro-1", "SELECT name FROM evidence_exhibit")]
    assert sorted(names) == ["access-log.zip", "mailbox.zip"]


def test_both_sides_have_signed_the_same(burnt: tuple[Stage, Chronicle]) -> None:
    stage, told = burnt
    agreed = stage.rows("ro-1", "SELECT matter_id, agrees FROM exchange_otherstatement")
    assert {row["matter_id"] for row in agreed if row["agrees"]} >= {told.hold, told.request}


def test_nothing_stays_in_a_vault_that_no_record_knows(burnt: tuple[Stage, Chronicle]) -> None:
    """What a killed process had sealed is destroyed by a job, with its key."""
    stage, _ = burnt
    for plan in PLANS:
        home = stage.home(plan.node)
        stage.wait_for(
            lambda home=home, node=plan.node: sealed_objects(home) <= recorded(stage, node),
            f"{plan.node} to clear its vault",
        )


def recorded(stage: Stage, node: str) -> set[str]:
    """The sealed objects that a node's records name."""
    tables = ("evidence_exhibit", "providers_frozensource")
    return {
        row["object_id"]
        for name in tables
        for row in stage.rows(node, f"SELECT object_id FROM {name}")
    }
