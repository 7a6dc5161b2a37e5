"""Single processes of the house on the test's own database, with a broker of their own to break."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from redis import Redis as Client

from concierge import environment
from concierge.celery import app
from concierge.launch import child, programs, redis
from tests.faults.house import OURS, free_port

Process = subprocess.Popen[bytes]
AT_ONCE = 0.1  # seconds


class Broker(redis.Redis):
    """A Redis-protocol server that can be hung, killed and wiped; on a socket and on a port."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, folder / "run", redis.binary(""))
        self.port = free_port()

    def _options(self) -> list[str | Path]:
        return [*super()._options()[2:], "--port", str(self.port), "--bind", "127.0.0.1"]

    @property
    def urls(self) -> dict[str, str]:
        """How REDIS_URL may name it."""
        return {
            "socket": f"unix://{self.socket}",
            "port": f"redis://127.0.0.1:{self.port}/0",
        }

    def signal(self, number: signal.Signals) -> None:
        """Send the server a signal, e.g. SIGSTOP."""
        assert self.child
        self.child.send_signal(number)

    def kill(self) -> None:
        """End it without a word."""
        self.signal(signal.SIGKILL)
        self.stop()

    def wipe(self) -> None:
        """Forget everything."""
        with Client(unix_socket_path=str(self.socket)) as client:
            client.flushall()


@contextmanager
def broker() -> Iterator[Broker]:
    """A broker that runs until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="broker-"))  # short: it holds a socket
    running = Broker(folder)
    running.start()
    try:
        yield running
    finally:
        running.signal(signal.SIGCONT)
        running.stop()
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Surroundings:
    """Where processes of a test live: the test's database, this broker, and what else is set."""

    environment: dict[str, str]

    @contextmanager
    def worker(self, processes: int = 1, grace: float = AT_ONCE) -> Iterator[Process]:
        """A real Celery worker; it starts while the block begins, and ends within so many seconds.

        With more grace it finishes what it was doing, which takes an idle one two seconds too.
        """
        values = environment.load({**self.environment, "CONCIERGE_TASK_WORKERS": str(processes)})
        with self._running(programs.worker(values), grace) as process:
            yield process

    @contextmanager
    def beat(self) -> Iterator[Process]:
        """The real beat."""
        with self._running(programs.beat(environment.load(self.environment)), AT_ONCE) as process:
            yield process

    @contextmanager
    def _running(self, words: programs.Words, grace: float) -> Iterator[Process]:
        process = child.spawn(words, environment=self.environment)
        try:
            yield process
        finally:
            child.end(process, within=grace)

    @contextmanager
    def asked(self, code: str) -> Iterator["Asked"]:
        """A process that runs `answer(question)` of this code for every question."""
        whole = f"import json, sys, django\ndjango.setup()\n{code}\n{_ASK}"
        process = subprocess.Popen(
            [sys.executable, "-c", whole],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            yield Asked(process)


_ASK = """
for question in sys.stdin:
    print("\\n=", json.dumps(answer(question.strip())), flush=True)
"""


@dataclass(frozen=True)
class Asked:
    """A process that answers questions, one at a time."""

    process: subprocess.Popen[str]

    def __call__(self, question: str = "") -> Any:
        """What it answers."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("= "):
                return json.loads(line[2:])
        raise AssertionError("it fell silent")


def surroundings(redis_url: str, **changes: str) -> Surroundings:
    """The test's database, this broker and these settings, nothing else of ours."""
    quiet = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    name = connection.settings_dict["NAME"]
    here = {
        "CONCIERGE_HOME": str(settings.HOME),
        "DATABASE_URL": urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl(),
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "concierge.settings",
        "DEMO": "1",
    }
    return Surroundings({**quiet, **here, **changes})


def ask_for(redis: Broker, *tasks: str) -> None:
    """Hand these tasks to whichever worker listens to this broker."""
    url = redis.urls["socket"].replace("unix://", "redis+socket://")
    with app.connection(url, transport_options={"global_keyprefix": ""}) as line:
        for task in tasks:
            app.tasks[f"tickets.tasks.{task}"].apply_async(connection=line)  # type: ignore[call-arg]  # the stubs forget it


def kill_with_children(process: Process) -> None:
    """kill -9 a process and all it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_a_child(process: Process) -> None:
    """kill -9 the first process it started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    os.kill(int(children.split()[0]), signal.SIGKILL)
