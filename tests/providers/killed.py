"""Run as a program by test_killed.py: one node with its own database, in steps that may be killed.

python -m tests.providers.killed HOME prepare | work | after-the-lease | show
"""

import json
import os
import sys
from pathlib import Path

PROVIDER, ORDERING = "MA/provider/atlas-mail", "MA/ordering-authority"


def settle(home: Path) -> None:
    """The node's settings and a store."""
    from comity.demo import mailstore

    made = mailstore.store(home / "store", seed=11, messages=60)
    node = {
        "node": "atlas-1",
        "state": "MA",
        "authorities": [PROVIDER],
        "directory_url": "http://127.0.0.1:1",
        "desk_port": 1,
        "post_port": 2,
        "secret_key": "test-only",
        "provider": made.provider_config(),
    }
    (home / "node.json").write_text(json.dumps(node), "utf-8")


def prepare(home: Path) -> None:
    """A database, a directory, and an order that has arrived and waits to be carried out."""
    from django.core.management import call_command

    from comity.exchange import inbox
    from comity.providers import lifecycle
    from comity.trust import ceremony
    from tests.providers.conftest import order_body
    from tests.simulated_peer import World

    call_command("migrate", verbosity=0)
    world = World(home / "directory")
    ours, other = world["atlas-1"], world["ma-1"]
    ours.ring.save(home)
    (home / "anchor.json").write_bytes((world.ceremony.folder / ceremony.ANCHOR).read_bytes())
    world.install()
    letter = other.letter(
        lifecycle.PRESERVATION, order_body(), PROVIDER, writer=ORDERING, approve=("order",)
    )
    inbox.receive(other.envelope(letter, to="atlas-1"), "ma-1")


def work(home: Path) -> None:
    """What the worker does; a kill point may end it."""
    from comity.jobs import worker

    worker.run_pending(["providers.freeze"])


def after_the_lease(home: Path) -> None:
    """The lease of the killed worker is over."""
    from comity.jobs.models import Job
    from comity.journal import clock

    Job.objects.filter(lease_until__isnull=False).update(lease_until=clock.real_now())
    work(home)


def show(home: Path) -> None:
    """What the database and the vault hold."""
    from comity.jobs.models import Job
    from comity.officers.models import PendingLetter
    from comity.providers.models import FrozenSource, Hold

    objects = sorted(path.parent.name for path in (home / "vault" / "parts").rglob("*.part"))
    found = {
        "hold": list(Hold.objects.values_list("state", flat=True)),
        "copies": sorted(FrozenSource.objects.values_list("source", "state")),
        "objects": sorted(FrozenSource.objects.values_list("object_id", flat=True)),
        "in vault": sorted(set(objects)),
        "keys": len(list((home / "vault" / "keys").glob("*.key"))),
        "certificates": PendingLetter.objects.count(),
        "jobs": Job.objects.filter(kind="providers.freeze", done_at__isnull=True).count(),
    }
    print(json.dumps(found))  # noqa: T201


def main() -> None:
    home = Path(sys.argv[1])
    os.environ["COMITY_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.node.settings"
    if sys.argv[2] == "prepare":
        settle(home)
    import django

    django.setup()
    steps = {
        "prepare": prepare,
        "work": work,
        "after-the-lease": after_the_lease,
        "show": show,
    }
    steps[sys.argv[2]](home)


if __name__ == "__main__":
    main()
