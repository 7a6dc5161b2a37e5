"""A real house in a folder of its own, started by `manage.py up`, for tests that break it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, TypeVar

from concierge import places

PATIENCE = 90  # seconds; the machine may be busy with other tests
OURS = re.compile(r"^(CONCIERGE_|DATABASE_URL|REDIS_URL|DEMO$|DJANGO_)")


Found = TypeVar("Found")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def soon(look: Callable[[], Found]) -> Found:
    """Look until something is found, and say so if nothing ever is."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)  # real processes of the machine: nothing tells us when they are gone
    return found


class House:
    """One run of `manage.py up` over `home`; `before` are words that make it somebody else's."""

    def __init__(self, home: Path, *, before: Sequence[str] = (), **outside: str) -> None:
        self.home = home
        self.port = free_port()
        quiet = {name: value for name, value in os.environ.items() if not OURS.match(name)}
        self.environment = {
            **quiet,
            "CONCIERGE_HOME": str(home),
            "CONCIERGE_BIND": f"127.0.0.1:{self.port}",
            "CONCIERGE_TASK_WORKERS": "1",
            "DEMO": "0",
            **outside,
        }
        self.heard: list[str] = []
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [*before, sys.executable, "manage.py", "up"],
            cwd=places.ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        if self.process.poll() is None:
            self.end()
        if self.process.stdout:
            self.process.stdout.close()

    def hears(self, pattern: str) -> str:
        """Wait until it says a line like this; the line."""
        for line in self.process.stdout or ():
            self.heard.append(line.rstrip("\n"))
            if re.search(pattern, line):
                return line
        raise AssertionError(f"never said {pattern!r}:\n" + "\n".join(self.heard))

    def page(self, path: str = "/") -> int:
        """The status of a page; 0 when nobody answers."""
        talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            talk.request("GET", path)
            return talk.getresponse().status
        except OSError:
            return 0
        finally:
            talk.close()

    def says_to(self, raw: bytes) -> int:
        """The status of the answer to these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(raw)
            return int(line.recv(100).split()[1])

    def end(self, by: signal.Signals = signal.SIGINT) -> float:
        """Ask it to end; how long that took, in seconds."""
        asked = time.monotonic()
        self.process.send_signal(by)
        self.heard += self.process.communicate(timeout=PATIENCE)[0].splitlines()
        return time.monotonic() - asked

    def child(self, words: str) -> int:
        """The process of this house whose command line holds these words."""
        found = soon(lambda: [pid for pid, line in self.processes().items() if words in line])
        return found[0]

    def processes(self) -> dict[int, str]:
        """Every process started for this home, by id, with its command line."""
        mark = f"CONCIERGE_HOME={self.home}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes() + b"\0":
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = line
            except OSError:
                continue
        return {pid: line for pid, line in found.items() if line}
