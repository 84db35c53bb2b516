"""What the worker does for this room: renew the directory, and rotate the node's sealing keys."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from comity.jobs import registry
from comity.journal import clock
from comity.trust import actions, keys, law_releases, limits

REFRESH = "trust.refresh"
ROTATE = "trust.rotate"
A_DAY = timedelta(days=1)


def register() -> None:
    """Make both jobs known."""
    registry.register(REFRESH, refresh, every=limits.WATCH_EVERY, outside=True)
    registry.register(ROTATE, rotate, every=A_DAY, outside=True, clock="node")


def refresh(_args: dict[str, Any]) -> None:
    """Renew the directory when it is time, or at once when the node's clock has passed its expiry."""
    law_releases.keep_packaged()
    law_releases.ensure_in_use()
    if actions.is_due():
        actions.refresh()
        law_releases.keep_up(actions.notify)


def rotate(_args: dict[str, Any]) -> None:
    """Destroy sealing keys whose time is over; say so when the State has to publish new ones."""
    home = settings.NODE.home
    if keys.rotate_sealing(home, clock.now()):
        with transaction.atomic():
            actions.notify(
                "publish-keys",
                settings.NODE.node,
                "New sealing keys were made. Give keys/public-bundle.json to the State's directory "
                "officer, who publishes it: without that, others can soon send nothing here.",
            )
