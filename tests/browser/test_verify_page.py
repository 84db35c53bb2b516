"""The page that checks signatures, in Debian's Chromium: the same exports that `comity verify` is tested with.

What the browser says of each document is compared with what `comity verify` says of the folder.
"""

import base64
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from comity.evidence import seals
from comity.trust import reading
from comity.trust.keys import Ring
from comity.verification.cli import verify
from comity.wire import canonical, jws
from comity.wire.errors import ComityError
from tests.browser import gateway
from tests.browser.eyes import PHONE, Eyes
from tests.browser.gateway import LAPTOP
from tests.simulated_peer import World
from tests.verification.judging import declare, revoke
from tests.verification.story import MA, RO, RO_CENTRAL, START, Journal, Story, reseal
from tests.verification.test_attacks import change, doubled, letter, stripped
from tests.verification.test_signers import other_node, unknown_authority

AXE = Path(__file__).with_name("vendor").joinpath("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VECTORS = Path(__file__).parents[2] / "docs" / "protocol" / "vectors"
OPENED = """
  window.opened = [];
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () { window.opened.push(this.name); return read.call(this); };
"""
Told = dict[str, Any]


@pytest.fixture(scope="module")
def site(browser: Browser) -> Iterator[str]:
    """The site, running."""
    with gateway.running() as address:
        yield address


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Eyes]:
    """Somebody before the page. Afterwards nothing may have complained, and no cookie may be there."""
    eyes = Eyes(browser, site, LAPTOP)
    eyes.context.add_init_script(OPENED)
    yield eyes
    cookies, complaints = eyes.context.cookies(), eyes.complaints
    eyes.close()
    assert cookies == []
    assert complaints == []


def opened(reader: Eyes, language: str = "en") -> None:
    reader.open(f"/{language}/verify/")
    reader.page.wait_for_selector("#verify[data-ready]")


def account(reader: Eyes) -> Told:
    """What the page saves."""
    with reader.page.expect_download() as download:
        reader.page.click("#save")
    said: Told = json.loads(Path(download.value.path()).read_text("utf-8"))
    return said


def handed_in(reader: Eyes, anchor: Path | None, folder: Path) -> Told:
    """What the page says of this folder."""
    opened(reader)
    if anchor is not None:
        reader.page.set_input_files("#anchor", anchor)
        reader.page.wait_for_selector("#result:not([hidden])")
    reader.page.set_input_files("#folder", folder)
    reader.page.wait_for_selector("#rows tr")
    return account(reader)


def verdicts(said: Told) -> set[str]:
    return {one["verdict"] for one in said["documents"]}


def of_file(said: Told, name: str) -> Told:
    """The document at this place."""
    (found,) = [one for one in said["documents"] if name in one["file"]]
    return dict(found)


# Honest exports


def test_every_document_of_an_export_is_vouched_for(
    reader: Eyes, exported: Path, told: Story
) -> None:
    said = handed_in(reader, told.anchor_file, exported)
    assert verdicts(said) == {"vouched"}
    kinds = [one["kind"] for one in said["documents"]]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "letter": 10, "receipt": 10, "statement": 4, "manifest": 1, "checkpoint": 1, "seal": 1,
    }  # fmt: skip
    assert said["anchor"] == told.anchor
    assert said["trouble"] is None
    assert "All documents are vouched for." in reader.page.inner_text("[role=status]")
    assert verify(exported, told.anchor_file).exit_status == 0


def test_what_was_read_and_that_nothing_left(reader: Eyes, exported: Path, told: Story) -> None:
    opened(reader)
    asked: list[str] = []
    reader.context.on("request", lambda one: asked.append(one.url))
    reader.page.set_input_files("#anchor", told.anchor_file)
    reader.page.set_input_files("#folder", exported)
    reader.page.wait_for_selector("#rows tr")
    read = set(reader.page.evaluate("window.opened"))
    account(reader)
    assert [one for one in asked if not one.startswith("blob:")] == []
    assert "mail__k.suspect.zip" not in read  # the exhibit
    assert not any(one.endswith(".pdf") for one in read)  # an attachment
    assert "letter.jws.json" in read
    shown = reader.page.inner_text("#left-out-list")
    assert "mail__k.suspect.zip" in shown
    assert "This looks like evidence." in shown


@pytest.mark.parametrize("name", ["улики.zip", "证据.docx", "دليل.bin", "Łódź.eml", "x.json"])
def test_evidence_is_refused_by_its_name(reader: Eyes, tmp_path: Path, name: str) -> None:
    """Whatever the name, nothing is read, and no font is fetched to show it."""
    file = tmp_path / name
    file.write_bytes(b"never read")
    opened(reader)
    reader.page.evaluate("document.fonts.ready")
    asked: list[str] = []
    reader.context.on("request", lambda one: asked.append(one.url))
    reader.page.set_input_files("#files", file)
    reader.page.wait_for_selector("#left-out-list li")
    reader.page.wait_for_timeout(200)
    assert name in reader.page.inner_text("#left-out-list")
    assert "Do not drop it here" in reader.page.inner_text("#left-out-list")
    assert reader.page.evaluate("window.opened") == []
    assert asked == []


def test_the_policy_lets_the_page_reach_nothing(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(f"{site}/en/verify/")
    assert answer is not None
    policy = answer.headers["content-security-policy"].split("; ")
    assert "script-src 'self'" in policy
    assert "connect-src 'none'" in policy
    assert page.evaluate("fetch('/robots.txt').then(() => 'reached', () => 'refused')") == "refused"
    other = page.goto(f"{site}/en/about/")
    assert other is not None
    assert "script-src" not in other.headers["content-security-policy"]
    context.close()


def test_a_folder_can_be_dropped(reader: Eyes, exported: Path, told: Story) -> None:
    """As a mouse does it: the folder of an export and the anchor beside it."""
    opened(reader)
    reader.page.locator("#drop").scroll_into_view_if_needed()
    box = reader.page.locator("#drop").bounding_box()
    assert box is not None
    session = reader.context.new_cdp_session(reader.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": box["x"] + 40,
                "y": box["y"] + 20,
                "data": {
                    "items": [],
                    "files": [str(exported), str(told.anchor_file)],
                    "dragOperationsMask": 1,
                },
            },
        )
    reader.page.wait_for_selector("#rows tr")
    said = account(reader)
    assert said["anchor"] == told.anchor
    assert verdicts(said) == {"vouched"}
    assert "evidence/comity-seal.jws.json" in {one["file"] for one in said["documents"]}


def test_detached_signatures_are_enough(reader: Eyes, folder: Path, told: Story) -> None:
    """The signed text and the signatures beside a letter, without the letter's own file."""
    place = letter(folder)
    (place / "letter.jws.json").unlink()
    found = of_file(handed_in(reader, told.anchor_file, folder), f"{place.name}/letter.*")
    assert (found["verdict"], found["kind"]) == ("vouched", "letter")
    next(place.glob("letter.Ed25519.*.signature")).unlink()
    said = handed_in(reader, told.anchor_file, folder)
    assert "half_missing" in {one["code"] for one in said["not_read"]}


def test_keys_may_change_and_be_revoked_afterwards(
    reader: Eyes, story: Story, tmp_path: Path
) -> None:
    kid = story.ro.ring.authorities[RO_CENTRAL][0].public.kid
    story.world.revoked[RO_CENTRAL] = [revoke(kid, story.later(minutes=30))]
    story.world.revoked["EE/contact-point"] = [  # another State cannot revoke it
        revoke(kid, story.letters[0].letter.core.time)
    ]
    fresh = Ring.generate("ro-1", story.ro.authorities, story.now)
    story.ro.ring = replace(
        story.ro.ring, authorities=fresh.authorities, pair=fresh.pair, http=fresh.http
    )
    declare(story, "RO", "EE")
    folder = story.export(tmp_path / "evidence")
    assert verify(folder, story.anchor_file).exit_status == 0
    assert verdicts(handed_in(reader, story.anchor_file, folder)) == {"vouched"}


# What is wrong: what the browser says of the document, and what `comity verify` says of the folder


def other_key(path: Path) -> None:
    """Signed anew, rightly, with keys that nobody knows."""
    document = path.read_bytes()
    payload = jws.peek(document, max_bytes=len(document)).payload
    keys = Ring.generate("xx-1", ("RO/contact-point",), START).pair
    path.write_bytes(jws.sign(payload, typ=jws.LETTER, keys=keys))


def payload_changed(path: Path) -> None:
    data = json.loads(path.read_bytes())
    text = data["payload"]
    middle = len(text) // 2
    data["payload"] = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    path.write_bytes(canonical.encode(data))


def signature_changed(path: Path) -> None:
    data = json.loads(path.read_bytes())
    text = data["signatures"][1]["signature"]
    data["signatures"][1]["signature"] = ("A" if text[0] != "A" else "B") + text[1:]
    path.write_bytes(canonical.encode(data))


def pretty(path: Path) -> None:
    path.write_bytes(json.dumps(json.loads(path.read_bytes()), indent=1).encode())


def member_twice(path: Path) -> None:
    change(path, b'{"payload"', b'{"payload":"","payload"')


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


BECAUSE = {
    "laid out anew": "NotCanonicalError",
    "a member twice": "DuplicateKeyError",
    "cut off": "NotJsonError",
}
WRONG: list[tuple[str, Callable[[Path], None], str, str, str]] = [
    ("a byte of the content", payload_changed, "signature_wrong", "SignatureWrongError", ""),
    ("a byte of a signature", signature_changed, "signature_wrong", "SignatureWrongError", "SignatureWrongError"),
    ("a signature gone", stripped, "signature_wrong", "SignatureMissingError", "SignatureMissingError"),
    ("a signature twice", doubled, "signature_wrong", "SignatureDoubledError", "SignatureDoubledError"),
    ("another key", other_key, "not_vouched", "SignatureUnknownKeyError", "SignatureUnknownKeyError"),
    ("laid out anew", pretty, "unreadable", "JwsFormatError", "JwsFormatError"),
    ("a member twice", member_twice, "unreadable", "JwsFormatError", "JwsFormatError"),
    ("cut off", cut, "unreadable", "JwsFormatError", "JwsFormatError"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "attack", "verdict", "code", "why"), WRONG, ids=[row[0] for row in WRONG]
)
def test_a_letter_that_was_changed(
    reader: Eyes,
    folder: Path,
    told: Story,
    name: str,
    attack: Callable[[Path], None],
    verdict: str,
    code: str,
    why: str,
) -> None:
    place = letter(folder)
    attack(place / "letter.jws.json")
    said = handed_in(reader, told.anchor_file, folder)
    found = of_file(said, f"{place.name}/letter.jws.json")
    assert (found["verdict"], found["code"]) == (verdict, code)
    assert found["because"] == BECAUSE.get(name)
    assert {one["verdict"] for one in said["documents"] if one["file"] != found["file"]} == {
        "vouched"
    }
    reseal(folder, told.ro)  # so that the whole check comes as far as the letter
    report = verify(folder, told.anchor_file)
    assert report.exit_status == 1
    assert why in report.reason


Attack = Callable[[Story], bytes]
FORGED: list[tuple[str, Attack, str]] = [
    ("an authority that is not in the directory", unknown_authority, "UnknownSenderError"),
    ("a node that does not speak for it", other_node, "NotSpokenForError"),
]


@pytest.mark.parametrize(("name", "write", "code"), FORGED, ids=[row[0] for row in FORGED])
def test_a_letter_by_somebody_who_may_not_sign_it(
    reader: Eyes, story: Story, tmp_path: Path, name: str, write: Attack, code: str
) -> None:
    story.pass_on(write(story), story.ma)
    folder = story.export(tmp_path / "evidence")
    said = handed_in(reader, story.anchor_file, folder)
    (found,) = [one for one in said["documents"] if one["verdict"] != "vouched"]
    assert (found["verdict"], found["code"]) == ("not_vouched", code)
    assert code in verify(folder, story.anchor_file).reason


def test_a_key_that_was_revoked_before(reader: Eyes, story: Story, tmp_path: Path) -> None:
    """Published later, and counted from the moment that it names."""
    last = next(
        one for one in reversed(story.letters) if one.letter.core.from_authority == RO_CENTRAL
    )
    kid = story.ro.ring.authorities[RO_CENTRAL][0].public.kid
    since = last.letter.core.time - timedelta(minutes=2)
    story.world.revoked[RO_CENTRAL] = [revoke(kid, since)]
    declare(story, "RO")
    folder = story.export(tmp_path / "evidence")
    said = handed_in(reader, story.anchor_file, folder)
    wrong = [one for one in said["documents"] if one["verdict"] != "vouched"]
    assert {(one["verdict"], one["code"]) for one in wrong} == {("not_vouched", "KeyRevoked")}
    assert {one["signer"] for one in wrong} == {RO_CENTRAL}
    before = [one for one in said["documents"] if one["signer"] == RO_CENTRAL and one not in wrong]
    assert before  # what arrived before the revocation still counts
    report = verify(folder, story.anchor_file)
    assert (report.error, "revoked" in report.reason) == ("NotVouchedError", True)


def test_a_receipt_that_names_another_directory(reader: Eyes, story: Story, tmp_path: Path) -> None:
    document = story.sign("acceptance", {"extent": "full"}, story.hold, MA, RO, (), story.ma)
    made = story.pass_on(document, story.ma)
    forged, _ = story.receive(
        made, story.ro, story.ma,
        directory={"version": 1, "sha256": "sha256:" + "0" * 64, "expired": False},
    )  # fmt: skip
    story.letters[-1] = replace(story.letters[-1], receipt=forged)
    folder = story.export(tmp_path / "evidence")
    said = handed_in(reader, story.anchor_file, folder)
    codes = {one["code"] for one in said["documents"] if one["verdict"] != "vouched"}
    assert codes == {"ReceiptOtherDirectory", "ReceiptNotVouched"}
    assert verify(folder, story.anchor_file).error == "ReceiptWrongError"


# What is missing


def without(*patterns: str) -> Callable[[Path], None]:
    def remove(folder: Path) -> None:
        for pattern in patterns:
            found = list((folder / "data").glob(pattern))
            assert found
            for path in found:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    return remove


MISSING: list[tuple[str, Callable[[Path], None], str]] = [
    ("the history", without("directory"), "HistoryNotGiven"),
    ("the first root", without("directory/metadata/1.root.json"), "DirectoryFileMissingError"),
    ("a snapshot", without("directory/metadata/1.snapshot.json"), "DirectoryFileMissingError"),
    ("a State's role", without("directory/metadata/*.MA.json"), "DirectoryFileMissingError"),
    ("an entry", without("directory/targets/RO/nodes/*"), "DirectoryFileMissingError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "take", "code"), MISSING, ids=[row[0] for row in MISSING])
def test_without_the_whole_history_nothing_is_decided(
    reader: Eyes, folder: Path, told: Story, name: str, take: Callable[[Path], None], code: str
) -> None:
    take(folder)
    said = handed_in(reader, told.anchor_file, folder)
    assert verdicts(said) == {"undecided"}
    assert {one["code"] for one in said["documents"]} == {code}


def test_a_changed_history_decides_nothing(reader: Eyes, folder: Path, told: Story) -> None:
    for path in (folder / "data/directory/targets/RO/authorities").iterdir():
        change(path)
    said = handed_in(reader, told.anchor_file, folder)
    assert verdicts(said) == {"undecided"}
    path = folder / "data/directory/metadata/1.timestamp.json"
    change(path, b'"version":1', b'"version":2')
    assert (
        handed_in(reader, told.anchor_file, folder)["trouble"]["code"] == "DirectorySignatureError"
    )


def test_without_its_receipt_a_letter_cannot_be_decided(
    reader: Eyes, folder: Path, told: Story
) -> None:
    place = letter(folder)
    for path in place.glob("receipt.*"):
        path.unlink()
    said = handed_in(reader, told.anchor_file, folder)
    found = of_file(said, f"{place.name}/letter.jws.json")
    assert (found["verdict"], found["code"]) == ("undecided", "ReceiptNotGiven")
    assert [one["code"] for one in found["notes"]] == ["VouchedAtClaimedTime"]


def test_a_receipt_by_a_node_that_the_letter_was_not_written_to(
    reader: Eyes, story: Story, tmp_path: Path
) -> None:
    last = story.letters[-1]
    story.journals["atlas-1"], story.shown["atlas-1"] = Journal(story.atlas), 0
    forged, _ = story.receive(last.letter, story.atlas, story.ro)
    story.letters[-1] = replace(last, receipt=forged)
    folder = story.export(tmp_path / "evidence")
    said = handed_in(reader, story.anchor_file, folder)
    (found,) = [one for one in said["documents"] if one["verdict"] != "vouched"]
    assert (found["verdict"], found["code"]) == ("undecided", "ReceiptByOtherNode")
    assert verify(folder, story.anchor_file).error == "ReceiptWrongError"


def test_a_later_version_that_was_left_out_is_missed(
    reader: Eyes, story: Story, tmp_path: Path
) -> None:
    declare(story, "RO")
    story.write(
        "question", {"about": "other", "text": {"lang": "en", "text": "?"}}, story.hold, writer=MA
    )
    folder = story.export(tmp_path / "evidence")
    newest = max(
        int(one.name.split(".")[0])
        for one in (folder / "data/directory/metadata").glob("*.timestamp.json")
    )
    (folder / f"data/directory/metadata/{newest}.timestamp.json").unlink()
    for _ in range(2):  # named by the seal; and, without the seal, by a receipt
        said = handed_in(reader, story.anchor_file, folder)
        assert {one["code"] for one in said["documents"]} == {"VersionNotGiven"}
        (folder / seals.FILE).unlink(missing_ok=True)


def test_a_version_that_had_expired_serves_only_with_the_seal(
    reader: Eyes, story: Story, tmp_path: Path
) -> None:
    story.later(days=3)
    folder = story.export(tmp_path / "evidence")
    assert verify(folder, story.anchor_file).exit_status == 0
    said = handed_in(reader, story.anchor_file, folder)
    assert verdicts(said) == {"vouched"}
    assert of_file(said, "checkpoint")["notes"][0]["code"] == "ExpiredThen"
    (folder / seals.FILE).unlink()
    said = handed_in(reader, story.anchor_file, folder)
    assert of_file(said, "checkpoint")["code"] == "HistoryEndsEarlier"
    assert of_file(said, "0001-assistance-preservation-request/letter")["verdict"] == "vouched"


# The anchor


def test_without_an_anchor_nothing_is_decided(reader: Eyes, exported: Path) -> None:
    said = handed_in(reader, None, exported)
    assert {one["code"] for one in said["documents"]} == {"AnchorNotGiven"}


def test_the_anchor_of_another_network_is_refused(
    reader: Eyes, exported: Path, tmp_path: Path
) -> None:
    other = World(tmp_path / "directory", START).ceremony.folder / "anchor.json"
    said = handed_in(reader, other, exported)
    assert {one["code"] for one in said["documents"]} == {"DirectoryAnchorWrongError"}
    assert verdicts(said) == {"undecided"}
    assert "another network" in reader.page.inner_text("#warnings")


def test_an_anchor_inside_the_export_is_refused(reader: Eyes, folder: Path, told: Story) -> None:
    shutil.copy(told.anchor_file, folder / "data" / "anchor.json")
    said = handed_in(reader, None, folder)
    assert {one["code"] for one in said["documents"]} == {"AnchorInsideError"}


@pytest.mark.parametrize("text", ["", "{}", "[1", '{"anchor":"comity-anchor-1"}', "x" * 5000])
def test_what_is_no_anchor_is_refused(
    reader: Eyes, exported: Path, tmp_path: Path, text: str
) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text(text)
    said = handed_in(reader, anchor, exported)
    expected = "AnchorNotGiven" if len(text) > 4096 else "AnchorUnreadableError"
    assert {one["code"] for one in said["documents"]} == {expected}


# Readable copies, and what people drop


def copies(said: Told) -> dict[str, int]:
    codes = [one["code"] for one in said["readable_copies"]]
    return {code: codes.count(code) for code in set(codes)}


def test_readable_copies_are_compared_with_what_is_signed(
    reader: Eyes, exported: Path, told: Story
) -> None:
    said = handed_in(reader, told.anchor_file, exported)
    assert set(copies(said)) == {"copy_same"}
    names = {Path(one["file"]).name for one in said["readable_copies"]}
    assert names == {"letter.json", "core.json", "receipt.json", "manifest.json", "checkpoint.json"}
    assert "no better than that document" in reader.page.inner_text("#copies")
    unopened = {one["code"] for one in said["not_read"]}
    assert unopened >= {"evidence", "approval", "text", "list", "part", "signed_again"}
    assert "whether it says what the signed documents say was not checked" in (
        reader.page.inner_text("#left-out-list")
    )
    kinds = {one["kind"]: [note["code"] for note in one["notes"]] for one in said["documents"]}
    assert "EvidenceNotCompared" in kinds["manifest"]
    assert "FilesNotCompared" in kinds["seal"]
    assert "JournalNotChecked" in kinds["checkpoint"]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def laid_out(path: Path) -> None:
    path.write_bytes(json.dumps(json.loads(path.read_bytes()), indent=1).encode())


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def swollen(path: Path) -> None:
    path.write_bytes(b" " * (9 * 1024 * 1024))


COPIES: list[tuple[str, str, Callable[[Path], None]]] = [
    ("one byte of a letter", "letter.json", change),
    ("a letter laid out anew", "letter.json", laid_out),
    ("the core of a letter", "core.json", change),
    ("a receipt cut short", "receipt.json", cut_short),
    ("an empty copy", "letter.json", emptied),
    ("a huge copy", "letter.json", swollen),
]


@pytest.mark.parametrize(("name", "file", "attack"), COPIES, ids=[row[0] for row in COPIES])
def test_a_copy_that_says_something_else_is_named(
    reader: Eyes,
    folder: Path,
    told: Story,
    name: str,
    file: str,
    attack: Callable[[Path], None],
) -> None:
    place = letter(folder)
    attack(place / file)
    said = handed_in(reader, told.anchor_file, folder)
    wrong = [one["file"] for one in said["readable_copies"] if one["code"] != "copy_same"]
    assert [one.endswith(f"{place.name}/{file}") for one in wrong] == [True]
    assert verdicts(said) == {"vouched"}
    conclusion = reader.page.inner_text("#conclusion")
    assert "a readable copy says something else" in conclusion
    assert "All documents are vouched for." not in reader.page.inner_text("[role=status]")


def test_a_copy_alone_is_not_opened_and_proves_nothing(
    reader: Eyes, folder: Path, told: Story
) -> None:
    place = letter(folder)
    (place / "letter.jws.json").write_bytes(b"{")
    for one in place.glob("receipt.jws.json"):
        one.unlink()
    for one in place.glob("*.sign*"):
        one.unlink()
    said = handed_in(reader, told.anchor_file, folder)
    found = {
        Path(one["file"]).name: one["code"]
        for one in said["readable_copies"]
        if place.name in one["file"]
    }
    assert found == {
        "letter.json": "copy_undecided",
        "core.json": "copy_undecided",
        "receipt.json": "copy_alone",
    }
    opened_files = reader.page.evaluate("window.opened")
    assert (
        opened_files.count("receipt.json")
        == len(list(folder.glob("data/letters/*/*/receipt.json"))) - 1
    )


def manifest_payload(change: Callable[[Told], object]) -> Callable[[Path], None]:
    """A manifest whose content was changed by whoever carries it."""

    def attack(path: Path) -> None:
        data = json.loads(path.read_bytes())
        padded = data["payload"] + "=" * (-len(data["payload"]) % 4)
        said = json.loads(base64.urlsafe_b64decode(padded))
        change(said)
        payload = base64.urlsafe_b64encode(canonical.encode(said)).rstrip(b"=").decode()
        path.write_bytes(canonical.encode({**data, "payload": payload}))

    return attack


def truncated(path: Path) -> None:
    data = json.loads(path.read_bytes())
    data["signatures"][0]["signature"] = data["signatures"][0]["signature"][:40]
    path.write_bytes(canonical.encode(data))


def no_signatures(path: Path) -> None:
    data = json.loads(path.read_bytes())
    path.write_bytes(canonical.encode({**data, "signatures": []}))


def payload_of_bits(path: Path) -> None:
    data = json.loads(path.read_bytes())
    path.write_bytes(canonical.encode({**data, "payload": "AAAA"}))


MANIFESTS: list[tuple[str, Callable[[Path], None], set[str]]] = [
    ("another digest of the exhibit", manifest_payload(lambda one: one.update(added="x")), {"signature_wrong", "unreadable"}),
    ("emptied", manifest_payload(dict.clear), {"signature_wrong", "unreadable"}),
    ("a payload that is no text", payload_of_bits, {"signature_wrong", "unreadable"}),
    ("a signature cut short", truncated, {"signature_wrong", "unreadable"}),
    ("no signatures", no_signatures, {"signature_wrong", "unreadable"}),
    ("one signature of two", stripped, {"signature_wrong"}),
    ("nothing in it", emptied, {"unreadable"}),
    ("a list", lambda path: path.write_bytes(b"[]") and None, {"unreadable"}),
    ("a thousand brackets", lambda path: path.write_bytes(b"[" * 1000) and None, {"unreadable"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "attack", "expected"), MANIFESTS, ids=[row[0] for row in MANIFESTS]
)
def test_a_malformed_manifest(
    reader: Eyes,
    folder: Path,
    told: Story,
    name: str,
    attack: Callable[[Path], None],
    expected: set[str],
) -> None:
    (path,) = (folder / "data/exhibits").glob("*/manifest.jws.json")
    attack(path)
    said = handed_in(reader, told.anchor_file, folder)
    (found,) = [one for one in said["documents"] if one["file"].endswith("manifest.jws.json")]
    assert found["verdict"] in expected
    assert verdicts(said) - {found["verdict"]} == {"vouched"}
    assert "fault of this page" not in reader.page.inner_text("main")


def test_a_huge_document_is_not_opened_and_says_so(reader: Eyes, folder: Path, told: Story) -> None:
    place = letter(folder)
    swollen(place / "letter.jws.json")
    said = handed_in(reader, told.anchor_file, folder)
    (huge,) = [one for one in said["not_read"] if one["code"] == "too_large"]
    assert huge["file"].endswith("letter.jws.json")
    assert "Nothing is known about it" in huge["sentence"]
    assert not any(one["file"] == huge["file"] for one in said["documents"])


def test_many_files_are_named_up_to_a_limit_and_counted(reader: Eyes, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for place in range(1500):
        (many / f"{place:04}.bin").write_bytes(b"")
    opened(reader)
    reader.page.set_input_files("#folder", many)
    reader.page.wait_for_selector("#left-out-list li")
    shown = reader.page.inner_text("#left-out-list")
    assert "and 1300 more" in shown
    assert len(account(reader)["not_read"]) == 1500


DISGUISED = {
    "letter\u202egnp.jws.json": "letter[U+202E]gnp.jws.json",
    "a\u200b.jws.json": "a[U+200B].jws.json",
    "\u2066letter\u2069.jws.json": "[U+2066]letter[U+2069].jws.json",
    "evi\u202edence.zip": "evi[U+202E]dence.zip",
    "<img src=x onerror=alert(1)>.jws.json": "<img src=x onerror=alert(1)>.jws.json",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_name_that_hides_what_it_is_is_written_out(
    reader: Eyes, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(b"{}")
    opened(reader)
    reader.page.set_input_files("#files", file)
    reader.page.wait_for_selector("#rows tr, #left-out-list li")
    text = reader.page.inner_text("#result")
    assert DISGUISED[name] in text
    assert "\u202e" not in text
    assert reader.page.evaluate("document.querySelectorAll('#result img').length") == 0


def test_one_name_with_two_contents_is_named(
    reader: Eyes, folder: Path, told: Story, tmp_path: Path
) -> None:
    """The letter and another one that somebody gave the same name; and the same letter once more."""
    place = letter(folder)
    one = place / "letter.jws.json"
    other = letter(folder, "preservation-request") / "letter.jws.json"
    opened(reader)
    reader.page.set_input_files("#anchor", told.anchor_file)
    reader.page.wait_for_selector("#result:not([hidden])")
    for path in (one, other, one):
        reader.page.set_input_files("#files", path)
        reader.page.wait_for_selector("#rows tr")
        reader.page.wait_for_timeout(300)
    reader.page.wait_for_selector("#rows tr:nth-child(2)")
    said = account(reader)
    assert len(said["documents"]) == 2
    notes = [{note["code"] for note in one["notes"]} for one in said["documents"]]
    assert all("NameTwice" in one for one in notes)
    assert any("SameAgain" in one for one in notes)


def test_a_gap_in_the_middle_of_the_history_is_missed(
    reader: Eyes, story: Story, tmp_path: Path
) -> None:
    """A version between the first and the last is not there: it may revoke keys."""
    declare(story, "RO")
    declare(story, "MA")
    story.write(
        "question", {"about": "other", "text": {"lang": "en", "text": "?"}}, story.hold, writer=MA
    )
    folder = story.export(tmp_path / "evidence")
    metadata = folder / "data/directory/metadata"
    versions = sorted(int(one.name.split(".")[0]) for one in metadata.glob("*.timestamp.json"))
    assert len(versions) >= 3
    (metadata / f"{versions[-2]}.timestamp.json").unlink()
    said = handed_in(reader, story.anchor_file, folder)
    assert said["missing_versions"] == str(versions[-2])
    assert "The history has a gap" in reader.page.inner_text("#warnings")
    assert verify(folder, story.anchor_file).exit_status != 0


# The page


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_satisfies_axe_before_and_after(
    reader: Eyes, folder: Path, told: Story, language: str, size: tuple[int, int]
) -> None:
    stripped(letter(folder) / "letter.jws.json")
    reader.resize(size)
    opened(reader, language)
    wrong = _axe(reader)
    reader.page.set_input_files("#anchor", told.anchor_file)
    reader.page.set_input_files("#folder", folder)
    reader.page.wait_for_selector("#rows tr")
    wrong += _axe(reader)
    # The one script of the page is a file of this site, as the policy demands.
    wrong += [one for one in reader.audit() if "something inline: <script" not in one]
    assert wrong == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def _axe(reader: Eyes) -> list[str]:
    reader.page.evaluate(AXE)
    found: Told = reader.page.evaluate(
        "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
        for one in found["violations"]
    ]


def test_every_control_is_reached_by_keyboard(reader: Eyes, exported: Path, told: Story) -> None:
    opened(reader)
    reader.page.set_input_files("#anchor", told.anchor_file)
    reader.page.set_input_files("#folder", exported)
    reader.page.wait_for_selector("#rows tr")
    reached = []
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        reached.append(reader.page.evaluate("document.activeElement.id"))
    order = [
        one for one in reached if one in {"anchor", "folder", "files", "print", "save", "again"}
    ]
    assert order[:6] == ["anchor", "folder", "files", "print", "save", "again"]
    reader.page.focus("#again")
    reader.page.keyboard.press("Enter")
    assert not reader.page.locator("#result").is_visible()
    assert reader.focused() == "anchor"


def test_without_script_it_says_what_to_do_instead(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/en/verify/")
    assert page.locator("#loading").is_visible()
    assert "comity verify FOLDER --trust anchor.json" in page.inner_text("#loading")
    assert not page.locator("#verify").is_visible()
    context.close()


def test_on_paper_there_is_the_result(reader: Eyes, exported: Path, told: Story) -> None:
    handed_in(reader, told.anchor_file, exported)
    reader.page.emulate_media(media="print")
    assert reader.page.locator("#rows tr").first.is_visible()
    assert reader.page.locator("#anchor-digest").is_visible()
    assert not reader.page.locator("#drop").is_visible()
    assert not reader.page.locator("#save").is_visible()
    assert "does not replace comity verify" in reader.page.inner_text("main")


# The vectors of the protocol: the same as Python says of them

IN_BROWSER = """async ([module, work, given]) => {
  const wire = await import(module);
  const text = (one) => new TextEncoder().encode(one);
  const code = async (run) => { try { await run(); return "" } catch (error) { return error.code ?? String(error) } };
  const works = {
    refusedCanonical: (one) => code(() => wire.decodeCanonical(text(one), { maxBytes: 1e6 })),
    canonical: (one) => wire.hex(text(wire.canonical(one))),
    keyId: async (one) => wire.keyId(one.alg, wire.fromBase64url(one.public)),
    readKey: (one) => code(() => wire.readKey(one)),
    time: (one) => code(() => wire.micros(one)),
    base64url: (one) => code(() => wire.fromBase64url(one)),
    signed: ([document, typ, keys]) => code(async () => {
      const read = [];
      for (const key of keys) read.push(await wire.readKey(key));
      const parsed = wire.parseJws(text(document));
      wire.typOf(parsed);
      await wire.checkSigned(parsed, typ, read, "comity-1");
    }),
  };
  const found = [];
  for (const one of given) found.push(await works[work](one));
  return found;
}"""


def in_browser(reader: Eyes, work: str, given: list[Any]) -> list[str]:
    opened(reader)
    found: list[str] = reader.page.evaluate(
        IN_BROWSER, ["/static/gateway/verify/wire.js", work, given]
    )
    return found


IN_THE_DIRECTORY = """async ([module, states]) => {
  const { readState } = await import(module);
  const bytes = (text) => new TextEncoder().encode(text);
  const found = [];
  for (const [state, files] of states) {
    const view = await readState(state, new Map(files.map(([path, text]) => [path, bytes(text)])));
    found.push([[...view.authorities.keys(), ...view.nodes.keys()].sort(), view.refused.map((one) => one.code)]);
  }
  return found;
}"""
ENTRY_CHANGES: list[dict[str, Any]] = [
    {}, {"state": "MA"}, {"authority": "MA/contact-point"}, {"authority": "RO/other"}, {"suite": "comity-2"}, {"suite": "constructor"},
    {"keys": []}, {"keys": "x"}, {"name": {}}, {"name": {"en": ""}}, {"role": "provider"}, {"role": "king"}, {"node": "RO 1"},
    {"valid_from": "2026-02-30T00:00:00Z"}, {"valid_from": None}, {"entry": "comity-node-1"}, {"unknown": {"a": [1]}},
    {"revoked": [{"kid": "0" * 32, "since": "2026-11-25T22:41:25Z"}]}, {"revoked": [{"kid": "0", "since": "2026-11-25T22:41:25Z"}]},
    {"revoked": [{"kid": "0" * 32, "since": "yesterday"}]}, {"competences": {"M01": "request"}}, {"competences": {"M01": ["a b"]}},
    {"languages": ["en", 1]}, {"hours": ""}, {"hours": "x" * 501}, {"acts_on_one_approval": 1}, {"acts_on_one_approval": None},
    {"post": "ftp://x"}, {"post": None}, {"authorities": []}, {"authorities": ["MA/contact-point"]}, {"sealing": []},
    {"collects_from": "ma-1"}, {"collects_from": 5}, {"http": {}}, {"reading": {"kid": "0" * 32, "public": "AAAA"}},
]  # fmt: skip


def test_entries_of_the_directory_count_as_python_counts_them(reader: Eyes, told: Story) -> None:
    targets = {
        path.split("/", 1)[1].rpartition("/")[0]
        + "/"
        + path.rpartition("/")[2].partition(".")[2]: data
        for path, data in told.directory().items()
        if path.startswith("targets/")
    }
    given, expected = [], []
    for path in (
        "RO/authorities/contact-point.json",
        "RO/nodes/ro-1.json",
        "MA/authorities/provider.atlas-mail.json",
    ):
        for changes in ENTRY_CHANGES:
            value = json.loads(targets[path]) | changes
            files = {
                one: data for one, data in targets.items() if one == path or "countersigned" in one
            }
            files[path] = canonical.encode(value)
            view = reading.read_state(path[:2], 1, told.now, files, lambda digest: None)
            expected.append(
                [sorted([*view.authorities, *view.nodes]), [one.error for one in view.refused]]
            )
            given.append([path[:2], [[one, data.decode()] for one, data in files.items()]])
    opened(reader)
    found = reader.page.evaluate(IN_THE_DIRECTORY, ["/static/gateway/verify/entries.js", given])
    assert [one for one in zip(found, expected, strict=True) if one[0] != one[1]] == []
    assert sum(1 for one in expected if one[0]) > 5


def vectors(name: str) -> Told:
    found: Told = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return found


def code_of(run: Callable[[], object]) -> str:
    try:
        run()
    except ComityError as error:
        return error.code
    return ""


HOSTILE_JSON = [
    "", " ", "{", '{"a":1,"a":1}', '{"b":1,"a":1}', '{"a": 1}', "01", "-0", "1e1", "1.5", "NaN", "[1,]", '"\\x"', '"\u0000"',
    '"\\u0000"', '"\\ud800"', '"\\uD83D\\uDE00"', '"\\u0041"', "9007199254740993", "12345678901234567890", "null true",
    "\ufeff1", '{"__proto__":1}', '{"__proto__":1,"__proto__":2}', '{"a":{"b":[{"c":null}]}}', "[" * 32 + "]" * 32, '"tab\t"',
    "{1:2}", "truefalse", '{"\U0001f602":1,"\ufb33":2}', '{"\ufb33":2,"\U0001f602":1}', "[" + "0," * 50_000 + "0]",
]  # fmt: skip


def test_canonical_json_is_refused_by_the_same_names(reader: Eyes) -> None:
    texts = [one["text"] for one in vectors("canonical")["refused"]] + HOSTILE_JSON
    expected = [
        code_of(lambda text=text: canonical.decode_canonical(text.encode(), max_bytes=10**6))  # type: ignore[misc]
        for text in texts
    ]
    found = in_browser(reader, "refusedCanonical", texts)
    assert dict(zip(texts, found, strict=True)) == dict(zip(texts, expected, strict=True))


def test_canonical_json_is_written_as_the_vectors_say(reader: Eyes) -> None:
    rows = vectors("canonical")["canonical"]
    found = in_browser(reader, "canonical", [one["value"] for one in rows])
    assert found == [one["bytes_hex"] for one in rows]


def test_keys_have_the_same_ids_and_refusals(reader: Eyes) -> None:
    rows = [{k: one[k] for k in ("kid", "alg", "public")} for one in vectors("keys")["signing"]]
    assert in_browser(reader, "keyId", rows) == [one["kid"] for one in rows]
    zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # small order
    (kid,) = in_browser(reader, "keyId", [{"alg": "Ed25519", "public": zero}])
    bad = [{"kid": kid, "alg": "Ed25519", "public": zero}, rows[0] | {"kid": "0" * 32}]
    assert in_browser(reader, "readKey", [*rows, *bad]) == [""] * len(rows) + ["KeyFormatError"] * 2


def test_the_letter_of_the_vectors_and_its_refusals(reader: Eyes) -> None:
    given = vectors("letter")
    keys = given["required"]
    rows = [(given["document"], "", "")] + [
        (one["document"], one["error"], "") for one in given["refused"]
    ]
    found = in_browser(reader, "signed", [[one[0], jws.LETTER, keys] for one in rows])
    assert found == [one[1] for one in rows]
    assert in_browser(reader, "signed", [[given["document"], jws.RECEIPT, keys]]) == [
        "TypMismatchError"
    ]


def test_the_countersignature_of_the_vectors(reader: Eyes) -> None:
    given = vectors("directory")
    entry = next(json.loads(one["text"]) for one in given["entries"] if "provider" in one["path"])
    document = given["countersigned"]["document"]
    assert in_browser(reader, "signed", [[document, jws.ENTRY, entry["keys"]]]) == [""]


def test_times_are_refused_as_python_refuses_them(reader: Eyes) -> None:
    from comity.wire import times

    texts = [
        "2026-11-25T22:41:25Z", "2026-11-25T22:41:25.123456Z", "2026-11-25T22:41:25.000000Z", "2026-02-30T00:00:00Z",
        "2024-02-29T00:00:00Z", "2026-11-25T24:00:00Z", "2026-11-25T22:41:60Z", "1899-12-31T23:59:59Z",
        "3000-01-01T00:00:00Z", "2026-11-25 22:41:25Z", "2026-11-25T22:41:25.5Z", "2026-13-01T00:00:00Z",
    ]  # fmt: skip
    expected = [code_of(lambda text=text: times.parse(text)) for text in texts]  # type: ignore[misc]
    found = in_browser(reader, "time", texts)
    assert dict(zip(texts, found, strict=True)) == dict(zip(texts, expected, strict=True))
