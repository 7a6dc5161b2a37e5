"""The programs of the house, as the words that start each of them."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from concierge import places
from concierge.environment import Environment
from concierge.launch.child import end, spawn

AS_WHOM_WE_RUN_IS_OUR_AFFAIR = (  # the messages are JSON, so root has nothing to fear from them
    *("-W", "ignore:You're running the worker with superuser"),
    *("-W", "ignore:An entry for the specified gid or egid"),
)
Words = list[str | Path]


def web(values: Environment) -> Words:
    """The web server."""
    host, _, port = values.text("CONCIERGE_BIND").rpartition(":")
    return [
        *(sys.executable, "-m", "granian"),
        *("--interface", "wsgi", "--host", host.strip("[]"), "--port", port),
        *("--workers", values.text("CONCIERGE_WEB_WORKERS")),
        *("--blocking-threads", values.text("CONCIERGE_WEB_THREADS")),
        *("--backlog", "1024", "--workers-kill-timeout", "5", "--respawn-failed-workers"),
        *("--no-ws", "--http", "1", "--log-level", "warning"),
        "concierge.wsgi:application",
    ]


def worker(values: Environment) -> Words:
    """The worker that does what the outbox and the beat ask for."""
    return [
        *(sys.executable, *AS_WHOM_WE_RUN_IS_OUR_AFFAIR, "-m", "celery"),
        *("--app", "concierge", "--quiet", "worker", "--loglevel", "warning"),
        *("--concurrency", values.text("CONCIERGE_TASK_WORKERS")),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat(_values: Environment) -> Words:
    """The clock on the wall."""
    return [sys.executable, places.ROOT / "manage.py", "beat"]


PROGRAMS: dict[str, Callable[[Environment], Words]] = {"web": web, "worker": worker, "beat": beat}


@dataclass
class Program:
    """One program under the supervisor; what it prints comes through a pipe."""

    name: str
    words: Words
    grace: float  # seconds it may take to end by itself
    environment: Mapping[str, str]
    child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; whether it serves is seen later."""
        self.child = spawn(
            self.words,
            output=subprocess.PIPE,
            environment={**self.environment, "PYTHONUNBUFFERED": "1"},
        )

    def stop(self, within: float) -> None:
        """Ask it to end, then make it."""
        end(self.child, within=min(within, self.grace))


def all_programs(values: Environment) -> list[Program]:
    """Web, worker and beat, in the order in which they start."""
    graces = {"web": 3.0, "worker": 4.0, "beat": 2.0}
    return [
        Program(name, words(values), graces[name], os.environ) for name, words in PROGRAMS.items()
    ]
