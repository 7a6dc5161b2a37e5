"""The whole house on one machine: what `manage.py up` does, step by step."""

import errno
import io
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from concierge.environment import Environment
from concierge.errors import CannotStart, sentence
from concierge.launch import postgres, probe, redis
from concierge.launch.hold import home_held
from concierge.launch.programs import all_programs
from concierge.launch.supervisor import Asked, Supervisor
from concierge.launch.voice import Voice

PORT_FREES_WITHIN = 3.0  # seconds; a server that was just killed


Say = Callable[[str], None]


class Lines(io.TextIOBase):
    """A file whose lines are said."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def write(self, text: str) -> int:
        """Say the text at once; commands write whole lines."""
        if text.strip():
            self._say(text.rstrip("\n"))
        return len(text)


@dataclass(frozen=True)
class House:
    """What is to stand, and where; `prepare` readies the database once it answers."""

    values: Environment
    home: Path
    sockets: Path
    prepare: Callable[[Say], None]
    welcome: Callable[[], list[str]]

    def stand(self) -> int:
        """Start everything and keep it running until asked to end; the exit code."""
        voice = Voice()
        return _code(voice, lambda: self._hold(Supervisor(voice)))

    def _hold(self, supervisor: Supervisor) -> int:
        with home_held(self.home), supervisor:
            return _code(supervisor.voice, lambda: self._run(supervisor))

    def _run(self, supervisor: Supervisor) -> NoReturn:
        """The web server comes first and has the machine to itself until its first page."""
        began = time.monotonic()
        _port_is_free(self.values.text("CONCIERGE_BIND"))
        for server in _servers(self.values, self.home, self.sockets):
            supervisor.start(server, server=True)
        self.prepare(lambda text: supervisor.voice.say("up", text))
        first, *others = all_programs(self.values)

        def ready() -> None:
            for line in [f"ready after {time.monotonic() - began:.1f} s", *self.welcome()]:
                supervisor.voice.say("up", line)
            for program in others:
                supervisor.start(program)

        supervisor.start(first)
        supervisor.run(lambda: probe.serves(self.values), ready)


def _code(voice: Voice, deed: Callable[[], int]) -> int:
    """The exit code of a deed; why it failed is said in a sentence."""
    try:
        return deed()
    except (Asked, BrokenPipeError):
        return 0
    except CannotStart as why:
        voice.say("up", str(why), loud=True)
    except OSError as why:
        voice.say("up", sentence(why), loud=True)
    return 1


def _servers(
    values: Environment, home: Path, sockets: Path
) -> Iterator[postgres.Postgres | redis.Redis]:
    if not values.text("DATABASE_URL"):
        folder = postgres.binaries(values.text("CONCIERGE_POSTGRES_BIN"))
        yield postgres.Postgres(home, sockets, folder)
    if url := values.text("REDIS_URL"):
        redis.must_answer(url)
    else:
        yield redis.Redis(home, sockets, redis.binary(values.text("CONCIERGE_REDIS_BIN")))


def _port_is_free(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    until = time.monotonic() + PORT_FREES_WITHIN
    while why := _refusal(host.strip("[]"), int(port)):
        if why.errno != errno.EADDRINUSE or time.monotonic() > until:
            raise CannotStart(
                f"Cannot listen on {bind}: {why.strerror}. Set CONCIERGE_BIND to another "
                "host:port, for example 127.0.0.1:8001."
            )
        time.sleep(0.1)


def _refusal(host: str, port: int) -> OSError | None:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as why:
        return why
    return None
