"""The forms of the desk itself."""

import json

from django import forms
from django.utils.translation import gettext as _

from comity.desk import limits
from comity.look.forms import DeskForm
from comity.officers import limits as officers_limits


class SignInForm(DeskForm):
    """Name and password."""

    form_id = "sign-in"
    submit = "Sign in"

    username = forms.CharField(
        label="Sign-in name",
        max_length=limits.USERNAME_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=limits.PASSWORD_CHARS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ApprovalForm(DeskForm):
    """The file that `comity approve` wrote."""

    form_id = "approval"
    submit = "Hand in this approval"

    approval = forms.FileField(
        label="Approval file",
        help_text="The file that the program “comity approve” wrote on your own machine.",
        allow_empty_file=False,
    )

    def clean_approval(self) -> bytes:
        """The bytes of a file that can be an approval."""
        file = self.cleaned_data["approval"]
        if file.size > officers_limits.APPROVAL_BYTES:
            raise forms.ValidationError(
                _(
                    "This file is too large for an approval. "
                    "Choose the file that “comity approve” wrote."
                )
            )
        data: bytes = file.read()
        if not _looks_like_one(data):
            raise forms.ValidationError(
                _(
                    "This is not an approval. Choose the file that “comity approve” wrote "
                    "(approval-….json, not the core that you downloaded)."
                )
            )
        return data


def _looks_like_one(data: bytes) -> bool:
    """Whether it is worth checking: what an approval says is checked elsewhere, in full."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "statement" in found
