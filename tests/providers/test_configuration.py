"""The settings of connectors: what is wrong stops with a sentence that names it."""

from typing import Any

import pytest

from comity.providers.access_log import AccessLogConnector
from comity.providers.configuration import configured
from comity.providers.errors import ConnectorConfigError
from comity.providers.maildir import MaildirConnector

MAIL: dict[str, Any] = {"kind": "maildir", "name": "mail", "root": "/srv/mail"}
LOG: dict[str, Any] = {"kind": "access-log", "name": "access", "path": "/srv/access.log"}


def test_connectors_as_configured() -> None:
    mail, log = configured({"connectors": [MAIL, {**LOG, "data_items": ["c-iii.logs"]}]})
    assert isinstance(mail, MaildirConnector) and mail.data_items == {"d.mailbox"}
    assert isinstance(log, AccessLogConnector) and log.data_items == {"c-iii.logs"}


def test_a_node_without_a_provider_has_none() -> None:
    assert configured({}) == []


@pytest.mark.parametrize(
    "provider",
    [
        pytest.param({"connectors": {}}, id="no list"),
        pytest.param({"connectors": ["mail"]}, id="no object"),
        pytest.param({"connectors": [{**MAIL, "kind": "imap"}]}, id="unknown kind"),
        pytest.param({"connectors": [{**MAIL, "name": "a/b"}]}, id="name with a slash"),
        pytest.param({"connectors": [{**MAIL, "name": ""}]}, id="no name"),
        pytest.param({"connectors": [MAIL, MAIL]}, id="the same name twice"),
        pytest.param({"connectors": [{**MAIL, "root": "mail"}]}, id="path not from the root"),
        pytest.param({"connectors": [{**MAIL, "root": None}]}, id="no path"),
        pytest.param({"connectors": [{**MAIL, "accounts": ["a"]}]}, id="accounts no map"),
        pytest.param({"connectors": [{**MAIL, "data_items": []}]}, id="no data items"),
        pytest.param({"connectors": [{**MAIL, "data_items": [1]}]}, id="data items no text"),
    ],
)
def test_settings_that_cannot_be_used(provider: dict[str, Any]) -> None:
    with pytest.raises(ConnectorConfigError):
        configured(provider)
