"""The supervisor: starts the parts of the house in order, relays what they say, ends them in
reverse order, and starts again what fell over.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn, Protocol, Self

from concierge.errors import CannotStart
from concierge.launch.child import sweep
from concierge.launch.voice import Voice

ALL_END_WITHIN = 9.0  # seconds
LOOK_EVERY = 0.2
STEADY_AFTER = 60.0  # seconds of running that forgive earlier crashes
LONGEST_PAUSE = 30.0
SERVER_TRIES = 3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Part(Protocol):
    """A server or a program of the house."""

    name: str
    child: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start it; a server returns when it answers. Raises CannotStart."""

    def stop(self, within: float) -> None:
        """End it within so many seconds."""


class Asked(BaseException):
    """Somebody asked the house to end: Ctrl-C, SIGTERM, or the terminal went away."""


@dataclass
class Watch:
    """What the supervisor knows of one part."""

    part: Part
    server: bool
    crashes: int = 0
    started_at: float = 0.0  # of the monotonic clock, like the next one
    again_at: float | None = None


class Supervisor:
    """One terminal over all parts; single-threaded, because children watch the thread."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.watches: list[Watch] = []
        self.pipes = selectors.DefaultSelector()
        self.unfinished: dict[str, bytes] = {}
        self.asked = False
        for sign in STOP_SIGNALS:
            signal.signal(sign, self._ask)

    def start(self, part: Part, *, server: bool = False) -> None:
        """Start one more part. Raises CannotStart."""
        self._heed()
        watch = Watch(part, server)
        self.watches.append(watch)
        self._start(watch)

    def run(self, serves: Callable[[], bool], announce: Callable[[], None]) -> NoReturn:
        """Relay and restart until asked to end; `announce` once when the house `serves`."""
        announced = False
        while True:
            self._heed()
            self._relay(LOOK_EVERY)
            for watch in self.watches:
                self._look_after(watch)
            if not announced and serves():
                announced = True
                announce()

    def __enter__(self) -> Self:
        """Whatever happens inside, all parts end with it."""
        return self

    def __exit__(self, *_why: object) -> None:
        """End all parts in reverse order; a second Ctrl-C changes nothing."""
        for sign in STOP_SIGNALS:
            signal.signal(sign, signal.SIG_IGN)
        if self.watches:
            with contextlib.suppress(BrokenPipeError):
                self.voice.say("up", "ending …")
        until = time.monotonic() + ALL_END_WITHIN
        for watch in reversed(self.watches):
            watch.part.stop(within=until - time.monotonic())
            with contextlib.suppress(BrokenPipeError):
                self._relay(0)
        self.pipes.close()
        if self.watches:
            with contextlib.suppress(BrokenPipeError):
                self.voice.say("up", "all ended")

    def _ask(self, _sign: int, _frame: FrameType | None) -> NoReturn:
        self.asked = True
        raise Asked

    def _heed(self) -> None:
        """End though the signal came where Python swallows what is raised, as inside a fork."""
        if self.asked:
            raise Asked

    def _start(self, watch: Watch) -> None:
        watch.again_at, watch.started_at = None, time.monotonic()
        watch.part.start()
        child = watch.part.child
        if child is not None and child.stdout is not None:
            os.set_blocking(child.stdout.fileno(), False)
            self.pipes.register(child.stdout.fileno(), selectors.EVENT_READ, watch.part.name)

    def _look_after(self, watch: Watch) -> None:
        child, now = watch.part.child, time.monotonic()
        if watch.again_at is not None:
            if now >= watch.again_at:
                self._start_again(watch)
        elif child is not None and child.poll() is not None:
            sweep(child)
            self._fell(watch, _how_it_ended(child.returncode))

    def _start_again(self, watch: Watch) -> None:
        try:
            self._start(watch)
            self.voice.say("up", f"{watch.part.name} started again")
        except CannotStart as why:
            self._fell(watch, str(why))

    def _fell(self, watch: Watch, how: str) -> None:
        now = time.monotonic()
        steady = now - watch.started_at > STEADY_AFTER
        watch.crashes = 1 if steady else watch.crashes + 1
        if watch.server and watch.crashes > SERVER_TRIES:
            raise CannotStart(
                f"{watch.part.name} was lost and did not come back after {SERVER_TRIES} tries: "
                f"{how}"
            )
        pause = min(LONGEST_PAUSE, 2.0 ** (watch.crashes - 1) / 2)
        watch.again_at = now + pause
        self.voice.say("up", f"{watch.part.name} {how}; again in {pause:g} s", loud=True)

    def _relay(self, within: float) -> None:
        if not self.pipes.get_map():
            time.sleep(within)
        for key, _events in self.pipes.select(within):
            heard = os.read(key.fd, 65536)
            self._say_whole_lines(str(key.data), heard)
            if not heard:
                self.pipes.unregister(key.fd)

    def _say_whole_lines(self, name: str, heard: bytes) -> None:
        whole, newline, rest = (self.unfinished.pop(name, b"") + heard).rpartition(b"\n")
        if not heard:
            whole, newline, rest = rest, rest and b"\n", b""
        if newline:
            self.voice.say(name, whole.decode("utf-8", "replace"))
        if rest:
            self.unfinished[name] = rest


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
