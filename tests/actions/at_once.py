"""Two people do something at the same moment, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

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
