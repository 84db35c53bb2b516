"""A sealed part is changed in the holder's vault: fetched again, then reported, never released."""

from comity.demo.world import run
from comity.evidence import limits
from comity.evidence.actions import names
from tests.journeys.conftest import Raise
from tests.journeys.people import Chronicle
from tests.journeys.stage import Stage, sealed_parts

MAIL = "mailbox.zip"


def test_a_part_that_is_not_the_one_that_was_signed(raise_stage: Raise) -> None:
    stage = raise_stage()
    told = Chronicle(stage)
    for chapter in (told.draft, told.second, told.accept, told.freeze, told.formal):
        chapter()
    told.until("ma-order-clerk", f"/orders/{told.production}/", "erified")

    object_id = change_a_byte(stage, "ma-1")
    page = told.open("ma-central", f"/exhibits/hand-over/{told.request}/")
    page = told.fill("ma-central", page, "hand-over")
    told.approve(page, ("ma-central", "decide"))

    # Pulled again, then reported: both sides see it, in words and by name.
    path = f"/requests/{told.request}/"
    told.until("ro-clerk", path, "Rejected")
    told.until("ma-central", path, "Rejected")
    (row,) = stage.rows(
        "ro-1", "SELECT * FROM evidence_exhibit WHERE name = ? AND from_node = 'ma-1'", MAIL
    )
    assert (row["state"], row["attempts"]) == ("tampered", limits.PULL_ATTEMPTS)
    told.until("ro-clerk", "/exhibits/", MAIL, "ejected")

    # Never released: no button, and left out of an export.
    page = told.open("ro-custodian", f"/exhibits/{told.request}/{row['exhibit']}/")
    assert "release" not in {form.identifier for form in page.reader.forms}
    assert not sealed_parts(stage.home("ro-1"), object_id)
    export_leaves_it_out(stage, told)
    assert stage.audit("ro-1") and stage.audit("ma-1")


def change_a_byte(stage: Stage, node: str) -> str:
    """In the sealed mailbox on a node; the object's id."""
    (row,) = stage.rows(node, "SELECT object_id FROM evidence_exhibit WHERE name = ?", MAIL)
    object_id: str = row["object_id"]
    part = sealed_parts(stage.home(node), object_id)[0]
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.chmod(0o600)
    part.write_bytes(data)
    return object_id


def export_leaves_it_out(stage: Stage, told: Chronicle) -> None:
    """What was rejected is in no export; the export and its verification say so by name."""
    page = told.open("ro-custodian", f"/exhibits/export/{told.request}/")
    told.fill("ro-custodian", page, "export")
    (export,) = (stage.home("ro-1") / names.EXPORTS).iterdir()
    assert [path.name for path in export.rglob("*.zip")] == ["access-log.zip"]
    account = run(["verify", str(export), "--trust", str(stage.anchor)])
    assert f"{MAIL}: not here, its receiver rejected it in a signed letter" in account
