"""The form for a State's own contact: what the row would say, what to sign, and where the signed word comes in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms as fields
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.gateway import published
from comity.gateway.survey import (
    confirming,
    contacts,
    deciding,
    doors,
    forms,
    limits,
    picking,
    proposals,
    published_rows,
    sending,
    texts,
    tokens,
)
from comity.gateway.survey.confirming import Decision
from comity.gateway.survey.errors import (
    ConfirmationMissingError,
    ConfirmationTooLargeError,
    ConfirmationTwiceError,
    DecisionMissingError,
    FormKindError,
    KeysSentError,
    NoStateError,
    ProposalDecidedError,
    ReasonMissingError,
    SurveyError,
)
from comity.gateway.survey.forms import Said, SurveyForm
from comity.gateway.survey.picking import Value
from comity.gateway.survey.proposals import Answers, Proposal
from comity.gateway.survey.published_rows import KINDS
from comity.gateway.survey.sending import DIGEST, file_of
from comity.gateway.survey.store import Kept, Store
from comity.gateway.survey.views import showing
from comity.gateway.survey.views.listed import entry_of
from comity.wire import digests

_MULTIPART: Final = "multipart/form-data"
LOAD: Final = "load"  # the button that answers with the statement as a file


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the row as it would then read, and as it was where that changes."""

    name: str
    then: Value
    was: Value
    changed: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a contact chose, ready to be signed. ``text``: the exact bytes as text."""

    decision: Decision
    reason: str
    text: str
    command: str


@require_http_methods(sending.READ_OR_SENT)
@doors.answering
def confirm(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """The whole row, the choice, the statement to sign, and the door for what was signed."""
    kept, at = _public(name), doors.now()
    if request.method != "POST":
        return _page(request, language, kept, at)
    if request.content_type == _MULTIPART:
        return _arrived(request, language, kept, at)
    return _chosen(request, language, kept, at)


@require_safe
@doors.answering
def decided(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """What a State's contact said, taken in."""
    kept, store = _public(name), Store.at_home()
    word = deciding.word_of_state(store, kept.digest)
    if word is None or word.body is None:
        raise Http404
    found = {
        "hex": name,
        "state": kept.state,
        "confirmed": word.after == "confirmed",
        "word": word,
        "digest": digests.sha256(word.body),
        "title": entry_of(kept, word.at.date(), language, word.at.date()).title,
    }
    return render(request, "gateway/survey/decided.html", found)


def _public(name: str) -> Kept:
    kept = Store.at_home().public(DIGEST + name)
    if kept is None:
        raise Http404
    return kept


# The choice


class _Choice(SurveyForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        listed = [
            ("confirm", gettext("We confirm it: the whole row is right as it reads above")),
            ("decline", gettext("We decline it")),
        ]
        wrong = gettext(DecisionMissingError.sentence)
        self.fields["decision"] = fields.ChoiceField(
            label=gettext("What does your State say?"),
            choices=listed,
            widget=fields.RadioSelect,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )
        self.fields["reason"] = Said(
            lambda text: texts.unsigned(texts.lines(text, limits.REASON_CHARS)),
            limits.REASON_CHARS,
            label=gettext("Reason"),
            help_text=gettext("Needed to decline. It will be published. Name no persons."),
            required=False,
            widget=fields.Textarea(attrs={"rows": "3", "dir": "auto"}),
        )


def _chosen(request: HttpRequest, language: str, kept: Kept, at: datetime) -> HttpResponse:
    """Show what to sign, or answer with the statement as a file. It keeps nothing."""
    data = doors.sent(request)
    form = _Choice(data)
    if not form.is_valid():
        return _page(request, language, kept, at, form=form)
    try:
        tokens.read(data.get(forms.TOKEN, ""), _purpose(kept), at)
        chosen = _to_sign(kept, form.cleaned_data, at.date())
    except ReasonMissingError as error:
        error.facts["field"] = "reason"
        form.refuse(error)
        return _page(request, language, kept, at, form=form)
    except SurveyError as error:
        form.refuse(error)
        return _page(request, language, kept, at, form=form)
    if data.get("do") != LOAD:
        return _page(request, language, kept, at, form=form, chosen=chosen)
    response = HttpResponse(chosen.text.encode(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_of(_hex(kept), "statement")}"'
    return doors.fresh(response)


def _to_sign(kept: Kept, said: dict[str, Any], today: date) -> Chosen:
    if kept.state is None:
        raise NoStateError
    decision, reason = said["decision"], said["reason"]
    text = confirming.statement(kept.digest, kept.state, decision, on=today, reason=reason).decode()
    name = _hex(kept)
    command = (
        f"comity gateway confirm {file_of(name)} --statement {file_of(name, 'statement')} "
        f"--keys ring.json --out {file_of(name, 'confirmation')}"
    )
    return Chosen(decision, reason, text, command)


# The signed word


class _Signed(SurveyForm):
    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"] = fields.FileField(
            label=gettext("The signed file"),
            help_text=gettext("The file that the command wrote. Never send your keys."),
            required=False,
            allow_empty_file=True,
            widget=fields.FileInput(attrs={"accept": ".json,.jws,application/json"}),
        )
        self.fields["text"] = Said(
            lambda text: text.strip(
                " \t\r\n"
            ),  # a paste brings line ends; they are signed by nobody
            limits.CONFIRMATION_BYTES,
            label=gettext("Or its text"),
            help_text=gettext("Open the file and paste all of it."),
            required=False,
            widget=fields.Textarea(
                attrs={"rows": "4", "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}
            ),
        )


def _arrived(request: HttpRequest, language: str, kept: Kept, at: datetime) -> HttpResponse:
    """Take in what was signed, by the same way as a program's POST."""
    form = _Signed()
    try:
        form = _form_sent(request)
        tokens.read(str(form.data.get(forms.TOKEN, "")), _purpose(kept), at)
        document = _document(form)
        try:
            deciding.take(Store.at_home(), document, contacts.vouched(), at, only=kept.digest)
        except ProposalDecidedError:
            word = deciding.word_of_state(Store.at_home(), kept.digest)
            if word is None or word.body != document:  # the very same twice is a double click
                raise
    except KeysSentError as error:  # a secret is not shown again
        return _page(request, language, kept, at, refused=error)
    except SurveyError as error:
        return _page(request, language, kept, at, signed=form, refused=error)
    there = {"language": language, "name": _hex(kept)}
    return sending.see(reverse("survey-decided", kwargs=there))


def _form_sent(request: HttpRequest) -> _Signed:
    """The form with its file. What is longer than it may be is not read. Raises a SurveyError."""
    doors.from_here(request)
    if doors.length(request) > limits.CONFIRMATION_FORM_BYTES:
        raise ConfirmationTooLargeError
    try:
        form = _Signed(request.POST, request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent):
        raise ConfirmationTooLargeError from None
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError, LookupError):
        raise FormKindError from None
    if not form.is_valid():
        raise FormKindError
    return form


def _document(form: _Signed) -> bytes:
    """The bytes that were sent. Raises ConfirmationMissingError, ConfirmationTwiceError, ConfirmationTooLargeError."""
    file: UploadedFile[bytes] | None = form.cleaned_data["file"]
    text: str = form.cleaned_data["text"]
    if file is not None and text:
        raise ConfirmationTwiceError
    if file is None and not text:
        raise ConfirmationMissingError
    if file is None:
        return text.encode("utf-8", "replace")
    if (file.size or 0) > limits.CONFIRMATION_BYTES:
        raise ConfirmationTooLargeError
    return bytes(file.read(limits.CONFIRMATION_BYTES + 1))


# The page


def _page(
    request: HttpRequest,
    language: str,
    kept: Kept,
    at: datetime,
    *,
    form: _Choice | None = None,
    signed: _Signed | None = None,
    chosen: Chosen | None = None,
    refused: SurveyError | None = None,
) -> HttpResponse:
    sent, name, today = kept.sent, _hex(kept), at.date()
    closed = _closed(kept, at)
    asked, door = form or _Choice(), signed or _Signed()
    found: dict[str, Any] = {
        "hex": name,
        "kept": kept,
        "sent": sent,
        "entry": entry_of(kept, today, language, None),
        "source": showing.source_of(sent),
        "closed": gettext(closed.sentence) if closed else "",
        "code": closed.code if closed else "",
        "asked": asked,
        "door": door,
        "refused": refused,
        "refused_said": gettext(type(refused).sentence) if refused else "",
        "because": str(refused.facts.get("because", "")) if refused else "",
        "chosen": chosen,
        "file": file_of(name),
        "statement": file_of(name, "statement"),
        "confirmation": file_of(name, "confirmation"),
        "load": LOAD,
        "token": tokens.make(_purpose(kept), at),
        "token_name": forms.TOKEN,
        **_row(sent, language),
    }
    wrong = refused or (form and (form.refused or (form.errors and DecisionMissingError())))
    status = wrong.status if wrong else 200
    return doors.fresh(render(request, "gateway/survey/confirm.html", found, status=status))


def _row(sent: Proposal | Answers, language: str) -> dict[str, Any]:
    if isinstance(sent, Answers):
        return {"answered": showing.answered_of(sent)}
    return {
        "lines": _lines(sent, language),
        "removal": sent.what == "removal",
        "corrected": sent.what == "correction",
        "changed_since": _changed_since(sent),
        "page_of_row": "" if sent.what == "missing" else showing.page_of(language, sent),
    }


def _lines(sent: Proposal, language: str) -> list[Line]:
    """Every field that a State vouches for."""
    names = published.now().names(language)
    return [
        Line(
            forms.column(one),
            picking.value(one, text, names),
            picking.value(one, sent.was.get(one, ""), names),
            one in sent.should and sent.what == "correction",
        )
        for one, text in sent.vouched.items()
    ]


def _changed_since(sent: Proposal) -> bool:
    if sent.kind not in KINDS:
        return False
    rows = published_rows.rows(published.now().release, sent.kind)
    return proposals.differs(sent, rows.get(sent.row))


def _closed(kept: Kept, at: datetime) -> SurveyError | None:
    """Why nothing that is sent now could count; None: it could."""
    about = deciding.about(kept)
    if about is None or about.state is None:
        return NoStateError()
    try:
        confirming.check_open(about, at.date())
        confirming.key_sets(contacts.vouched(), about.state, at)
    except SurveyError as error:
        return error
    return None


def _purpose(kept: Kept) -> str:
    return f"confirm {kept.digest}"


def _hex(kept: Kept) -> str:
    return kept.digest.removeprefix(DIGEST)
