"""The invented mail store: deterministic, fast, and as odd as real ones."""

import email
import hashlib
import io
import time
import zipfile
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from comity.demo import mailstore, mailtexts


def _digest(folder: Path) -> str:
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            seen.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> mailstore.Store:
    return mailstore.store(tmp_path_factory.mktemp("store"), seed=7, messages=600)


def _messages(box: mailstore.Mailbox) -> list[Path]:
    return [path for part in ("cur", "new") for path in box.folder.rglob(f"{part}/*")]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, made: mailstore.Store) -> None:
    again = mailstore.store(tmp_path, seed=7, messages=600)
    assert _digest(again.mail) == _digest(made.mail)
    assert again.log.path.read_bytes() == made.log.path.read_bytes()


def test_another_seed_gives_other_bytes(tmp_path: Path, made: mailstore.Store) -> None:
    other = mailstore.generate(tmp_path / "m", seed=8, messages=600)
    assert _digest(other.folder) != _digest(made.subscriber.folder)


def test_three_thousand_messages_take_less_than_six_seconds(tmp_path: Path) -> None:
    start = time.perf_counter()
    box = mailstore.generate(tmp_path / "m", seed=1)
    assert time.perf_counter() - start < 6
    assert len(_messages(box)) == box.messages == 3000


def test_every_encoding_and_transfer_is_there(made: mailstore.Store) -> None:
    seen = b"\n".join(path.read_bytes() for path in _messages(made.subscriber))
    wanted = {pair for text in mailtexts.TEXTS for pair in text.encodings}
    missing = {
        (charset, transfer)
        for charset, transfer in wanted
        if f'charset="{charset}"\nContent-Transfer-Encoding: {transfer}\n'.encode() not in seen
    }
    assert missing == set()


@pytest.mark.parametrize("text", mailtexts.TEXTS, ids=lambda text: text.language)
def test_texts_survive_their_encodings(text: mailtexts.Text) -> None:
    for charset, _ in text.encodings:
        for sentence in (*text.sentences, *text.subjects, text.sender):
            assert sentence.encode(charset).decode(charset) == sentence


def test_attachments_open(made: mailstore.Store) -> None:
    kinds = set()
    for path in _messages(made.subscriber):
        message = email.message_from_bytes(path.read_bytes())
        for part in message.walk():
            if part.get_content_disposition() != "attachment":
                continue
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            kinds.add(part.get_content_type())
            if part.get_content_type() == "application/zip":
                assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert kinds == {"application/pdf", "image/png", "application/zip"}


def test_some_dates_lie_about_the_delivery(made: mailstore.Store) -> None:
    lies = 0
    for path in _messages(made.subscriber):
        delivered = int(path.name.partition(".")[0])
        claimed = email.message_from_bytes(path.read_bytes()).get("Date")
        try:
            said = parsedate_to_datetime(str(claimed))
        except ValueError:
            continue
        if said.tzinfo and abs(said.timestamp() - delivered) > timedelta(days=2).total_seconds():
            lies += 1
    assert lies == made.subscriber.skewed > 10


def test_the_log_holds_what_it_says(made: mailstore.Store) -> None:
    lines = made.log.path.read_bytes().splitlines()
    assert len(lines) == made.log.lines
    ours = [line for line in lines if f" - {mailstore.SUBSCRIBER} [".encode() in line]
    assert len(ours) == made.log.of_subscriber
    assert any(line.startswith(made.log.seen_address.encode()) for line in ours)
    assert 0 < made.log.broken < 50


def test_deleting_leaves_no_message(tmp_path: Path) -> None:
    box = mailstore.generate(tmp_path / "m", seed=3, messages=50)
    assert mailstore.delete_mailbox(box.folder) == 50
    assert _messages(box) == []
