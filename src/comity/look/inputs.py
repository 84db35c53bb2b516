"""Fields of text that rooms use in their forms, with the limits of letters."""

from typing import Any

from django import forms

from comity.wire import limits


def line(label: str, *, required: bool = True, **more: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label, required=required, max_length=limits.SHORT_TEXT_CHARS, **more
    )


def area(label: str, *, required: bool = True, rows: int = 4, **more: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=limits.TEXT_CHARS,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )
