"""Every message has its translation in every language, and the compiled catalogues are those of the texts."""

import pytest

from tools import messages


@pytest.mark.parametrize("domain", list(messages.FOLDERS))
def test_nothing_is_missing_in_any_language(domain: str) -> None:
    assert messages.shortcomings(domain) == []


def test_a_missing_translation_would_be_told() -> None:
    wanted = messages.messages("law")
    assert len(wanted) > 400 and "Overview" in wanted
    assert len(messages.messages("django")) > 300
