"""Real PostgreSQL and Redis for the tests: embedded, unless DATABASE_URL/REDIS_URL name others.

Loaded by pytest before the settings (see addopts in pyproject.toml); xdist workers inherit them.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from concierge import catalogues, places
from concierge.errors import CannotStart
from concierge.launch import postgres, redis
from concierge.launch.hold import home_held

IN_A_WORKER = "PYTEST_XDIST_WORKER" in os.environ


IN_A_HURRY = ("fsync", "full_page_writes", "synchronous_commit")


def _hurry(sockets: Path) -> None:
    """Test data need not survive a power cut: the server does not wait for the disk."""
    with psycopg.connect(host=str(sockets), user="concierge", autocommit=True) as server:
        for promise in IN_A_HURRY:
            server.execute(f"alter system set {promise} = off")
        server.execute("select pg_reload_conf()")


@contextlib.contextmanager
def _servers(home: Path) -> Iterator[None]:
    """The servers that nobody else provides, for as long as the suite runs."""
    sockets = places.sockets(home)
    with home_held(home), contextlib.ExitStack() as running:
        if not os.environ.get("DATABASE_URL"):
            database = postgres.Postgres(home, sockets, postgres.binaries(""))
            running.callback(database.stop)
            database.start()
            _hurry(sockets)
        if not os.environ.get("REDIS_URL"):
            broker = redis.Redis(home, sockets, redis.binary(""))
            running.callback(broker.stop)
            broker.start()
        yield


_running = contextlib.ExitStack()

if not IN_A_WORKER:
    os.environ.setdefault("CONCIERGE_HOME", str(places.ROOT / "var" / "test"))
    os.environ.setdefault("DEMO", "1")
    catalogues.compile_all()
    try:
        _running.enter_context(_servers(Path(os.environ["CONCIERGE_HOME"]).resolve()))
    except CannotStart as why:
        sys.exit(f"The tests' own servers: {why}")


def pytest_unconfigure() -> None:
    """The suite is over: the servers end."""
    _running.close()
