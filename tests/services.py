"""Real PostgreSQL and Redis for the tests: embedded, unless DATABASE_URL/REDIS_URL name others.

Loaded by pytest before the settings (see addopts in pyproject.toml); xdist workers inherit them.
"""

import atexit
import os
from pathlib import Path

from concierge import catalogues, places

if "PYTEST_XDIST_WORKER" not in os.environ:
    home = places.ROOT / "var" / "test"
    os.environ.setdefault("CONCIERGE_HOME", str(home))
    os.environ.setdefault("DEMO", "1")
    catalogues.compile_all()
    sockets = places.sockets(Path(os.environ["CONCIERGE_HOME"]).resolve())
    if not os.environ.get("DATABASE_URL"):
        from concierge.launch import postgres

        database = postgres.Postgres(home, sockets, postgres.binaries(""))
        database.start()
        atexit.register(database.stop)
    if not os.environ.get("REDIS_URL"):
        from concierge.launch import redis

        broker = redis.Redis(home, sockets, redis.binary(""))
        broker.start()
        atexit.register(broker.stop)
