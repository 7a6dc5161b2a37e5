"""Two people do something at the same moment, each with a connection of their own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tickets.errors import Refused

DONE = "done"


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What each deed came to, sorted: `done`, or the code of its refusal."""
    together = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        together.wait(timeout=10)
        try:
            deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return DONE

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(future.result(timeout=30) for future in [pool.submit(do, d) for d in deeds])


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Another process, as far as the database can tell."""
    with ThreadPoolExecutor(1) as pool:
        yield pool
        pool.submit(connections.close_all).result()


def await_a_writer_that_waits() -> None:
    """Until somebody waits for a lock. Raises AssertionError where nobody comes."""
    waiting = (
        "select count(*) from pg_locks waits join pg_locks holds using (pid) "
        "join pg_database here on here.oid = holds.database "
        "where not waits.granted and here.datname = current_database()"
    )
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody came to wait")
