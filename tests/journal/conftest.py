"""A record with a state, made for these tests alone, and a race of two threads."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections, models
from django.test.utils import isolate_apps

with isolate_apps("comity.journal"):

    class Thing(models.Model):
        """Something with a state."""

        state = models.CharField(max_length=20)

        class Meta:
            app_label = "journal"

        def __str__(self) -> str:
            return self.state


@pytest.fixture
def thing(transactional_db: None) -> Iterator[Thing]:
    """A draft, committed, so that other connections see it."""
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    yield Thing.objects.create(state="draft")
    with connection.schema_editor() as editor:
        editor.delete_model(Thing)


Race = Callable[[Callable[[int], object], int], list[object]]


@pytest.fixture
def race(transactional_db: None) -> Race:
    """Run a function in several threads at once, each with its own connection; results or errors."""

    def run(function: Callable[[int], object], threads: int) -> list[object]:
        start, results = threading.Barrier(threads), [object()] * threads

        def one(number: int) -> None:
            try:
                start.wait(10)
                results[number] = function(number)
            except Exception as error:
                results[number] = error
            finally:
                connections.close_all()

        running = [threading.Thread(target=one, args=[number]) for number in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join(60)
        assert not any(thread.is_alive() for thread in running)
        return results

    return run
