"""The forms about exhibits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from comity.look.forms import DeskForm

if TYPE_CHECKING:
    from comity.evidence.models import Exhibit


def _made(one: "Exhibit") -> str:
    return _("{name}, {size}, made by {maker}").format(
        name=one.name, size=filesizeformat(one.length), maker=one.maker
    )


class HandOverForm(DeskForm):
    """Which exhibits answer the request."""

    form_id = "hand-over"
    submit = "Draft the letter that hands them over"

    exhibits = forms.MultipleChoiceField(
        label="Exhibits", widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, *args: Any, offered: "Sequence[Exhibit]", **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"exhibits": [one.exhibit for one in offered]})
        super().__init__(*args, **kwargs)
        self.offered = {one.exhibit: one for one in offered}
        self.fields["exhibits"].choices = [  # type: ignore[attr-defined]
            (one.exhibit, _made(one)) for one in offered
        ]

    def chosen(self) -> "list[Exhibit]":
        """The exhibits that were ticked."""
        return [self.offered[one] for one in self.cleaned_data["exhibits"]]
