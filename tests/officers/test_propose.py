"""Proposing a letter: frozen at once, sent at once where nobody has to approve."""

import pytest

from comity.exchange import queries as exchange
from comity.exchange.errors import LetterToOurselvesError, LetterTypeUnknownError
from comity.journal import queries as journal
from comity.officers import actions, queries
from comity.officers.errors import AttachmentsTooLargeError, NotAllowedError
from comity.officers.models import Officer, PendingLetter
from comity.trust.errors import UnknownAuthorityError
from comity.wire import digests, letters
from comity.wire import limits as wire_limits
from comity.wire.errors import BodyInvalidError
from tests.officers import cast


def test_a_letter_that_needs_no_approval_is_sent_at_once(ana: Officer) -> None:
    pending = cast.propose(ana, cast.FREE)
    assert pending.state == "sent"
    stored = exchange.letter(pending.letter)
    assert letters.core_bytes(letters.parse(bytes(stored.payload)).core.raw) == bytes(pending.core)


def test_a_letter_that_needs_approval_waits_and_nothing_leaves(ana: Officer) -> None:
    pending = cast.propose(ana)
    assert (pending.state, pending.letter, pending.drafter) == ("waiting", "", "RO-101")
    assert pending.core_digest == digests.sha256(bytes(pending.core))
    assert not exchange.undelivered().exists()


def test_it_takes_the_title_of_its_type_unless_it_is_given_one(ana: Officer) -> None:
    assert cast.propose(ana).title == "Test letter: asking"
    assert cast.propose(ana, title="Mailbox of K.").title == "Mailbox of K."


def test_attachments_are_named_in_the_core(ana: Officer) -> None:
    pending = cast.propose(ana, attachments=[("order.pdf", "application/pdf", b"bytes")])
    core = queries.core_of(pending)
    assert core["attachments"] == [
        {
            "digest": digests.sha256(b"bytes"),
            "name": "order.pdf",
            "media_type": "application/pdf",
            "length": 5,
        }
    ]


def test_attachments_have_a_limit(ana: Officer) -> None:
    file = ("a.bin", "application/octet-stream", b"")
    with pytest.raises(AttachmentsTooLargeError):
        cast.propose(ana, attachments=[file] * (wire_limits.ATTACHMENTS + 1))
    big = ("a.bin", "application/octet-stream", bytes(wire_limits.ATTACHMENTS_BYTES + 1))
    with pytest.raises(AttachmentsTooLargeError):
        cast.propose(ana, attachments=[big])


def test_another_authority_of_the_state_can_be_the_writer(judge: Officer) -> None:
    pending = cast.propose(judge, cast.FORMAL, from_authority=cast.CENTRAL)
    assert (pending.from_authority, pending.drafter) == (cast.CENTRAL, "RO-201")


def test_the_node_can_write_by_itself(ana: Officer) -> None:
    pending = actions.propose(
        None,
        type=cast.FREE.type,
        from_authority=cast.POINT,
        to_authority=cast.OTHER_POINT,
        matter=None,
        body={"text": "Verified."},
    )
    assert (pending.state, pending.drafter) == ("sent", "RO-automatic")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"from_authority": "MA/contact-point"}, NotAllowedError, id="another State"),
        pytest.param({"to_authority": "MA/nobody"}, UnknownAuthorityError, id="unknown addressee"),
        pytest.param({"to_authority": cast.CENTRAL}, LetterToOurselvesError, id="to ourselves"),
        pytest.param({"type": "officers-test.none"}, LetterTypeUnknownError, id="unknown type"),
        pytest.param({"body": {}}, BodyInvalidError, id="nothing in it"),
    ],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(
    ana: Officer, change: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        cast.propose(ana, **change)
    assert not PendingLetter.objects.exists()


def test_the_journal_says_who_drafted(ana: Officer) -> None:
    pending = cast.propose(ana)
    events = [(e.event, e.actor) for e in journal.entries_about(pending.core_digest)]
    assert events == [("officers:letter:drafted", "RO-101")]
