"""Who may sign in: registering officers, and the sign-in with its limit on guessing.

A sign-in is never an approval: passwords open the desk, approval keys are apart from it.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from comity.journal import actions as journal
from comity.journal import clock
from comity.officers import limits
from comity.officers.errors import (
    OfficerDataWrongError,
    SignInRefusedError,
    TooManyAttemptsError,
)
from comity.officers.models import FailedSignIn, Officer
from comity.wire import names

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,149}")


def register(
    *,
    username: str,
    password: str,
    person: str,
    authority: str,
    role: str,
    capacities: Sequence[str],
) -> Officer:
    """Make a sign-in for an officer of this node. Raises OfficerDataWrongError naming the value."""
    _check(username, person, authority, role, capacities)
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise OfficerDataWrongError(f"The sign-in name {username} is taken. Choose another.")
        if Officer.objects.filter(person=person).exists():
            raise OfficerDataWrongError(f"{person} is registered already.")
        user = User(username=username)
        _check_password(password, user)
        user.set_password(password)
        user.save()
        officer = Officer.objects.create(
            user=user,
            person=person,
            authority=authority,
            role=role,
            capacities=list(dict.fromkeys(capacities)),
        )
        journal.record(
            "officers:officer:registered",
            actor="operator",
            about=[person],
            facts={"authority": authority, "capacities": officer.capacities},
        )
        return officer


def sign_in(request: HttpRequest | None, username: str, password: str) -> User:
    """The user of this name and password. Raises TooManyAttemptsError, SignInRefusedError.

    The answer does not tell whether the name exists.
    """
    name = _hidden(username)
    since = clock.real_now() - limits.SIGN_IN_WINDOW
    if FailedSignIn.objects.filter(name=name, at__gt=since).count() >= limits.SIGN_IN_TRIES:
        raise TooManyAttemptsError
    user = authenticate(request, username=username, password=password)
    if user is None:
        _note_failure(name)
        raise SignInRefusedError
    FailedSignIn.objects.filter(name=name).delete()
    return user


def _note_failure(name: str) -> None:
    now = clock.real_now()
    FailedSignIn.objects.filter(at__lt=now - limits.SIGN_IN_WINDOW).delete()
    FailedSignIn.objects.create(name=name, at=now)


def _hidden(username: str) -> str:
    # People type passwords into the wrong field: what was tried is not kept in clear.
    return hmac.new(settings.SECRET_KEY.encode(), username.encode(), hashlib.sha256).hexdigest()


def _check(
    username: str, person: str, authority: str, role: str, capacities: Sequence[str]
) -> None:
    if not _USERNAME.fullmatch(username):
        raise OfficerDataWrongError("The sign-in name may hold letters, digits and . _ @ + - only.")
    if not re.fullmatch(names.PERSON, person):
        raise OfficerDataWrongError("The person's pseudonym must be written like RO-102.")
    if authority not in settings.NODE.authorities:
        raise OfficerDataWrongError(
            f"This node does not serve {authority}; it serves {', '.join(settings.NODE.authorities)}."
        )
    if not role.strip() or len(role) > limits.TITLE_CHARS or not role.isprintable():
        raise OfficerDataWrongError("Name the person's role, as in the directory.")
    if not 1 <= len(capacities) <= limits.CAPACITIES:
        raise OfficerDataWrongError("Name at least one capacity, such as draft or authorise.")
    for capacity in capacities:
        if not re.fullmatch(names.CODE, capacity):
            raise OfficerDataWrongError(f"{capacity[:50]!r} is not the code of a capacity.")


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise OfficerDataWrongError(" ".join(error.messages)) from None
