"""One house per home: who holds it now, and what a killed one left running."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from concierge.errors import CannotStart
from concierge.launch import child

LEFTOVERS_END_BY_THEMSELVES = 15  # seconds; PostgreSQL may be writing its last checkpoint
KILLED_END = 5  # seconds


@contextlib.contextmanager
def home_held(home: Path) -> Iterator[None]:
    """Hold the home while the house stands; raises CannotStart when another house holds it.

    Two locks: `up.lock` is the supervisor's alone. `children.lock` is inherited by every child,
    so it stays taken until the last of them is gone, even when the supervisor was killed.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as ours, (home / "children.lock").open("a+") as theirs:
        if not _taken(ours):
            raise CannotStart(f"Already running over {home}: process {_written(ours)}.")
        _write(ours, str(os.getpid()))
        _await_leftovers(theirs)
        child.inherited.append(theirs.fileno())
        try:
            yield
        finally:
            child.inherited.remove(theirs.fileno())
            _write(ours, "")


def holder(home: Path) -> str:
    """The process that holds this home, or nothing."""
    try:
        with (home / "up.lock").open("r") as lock:
            return "" if _taken(lock) else _written(lock)
    except OSError:
        return ""


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _written(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip()


def _write(lock: IO[str], text: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


def _await_leftovers(lock: IO[str]) -> None:
    """Wait until the children of a killed house are gone; kill those that do not go."""
    if _becomes_free(lock, LEFTOVERS_END_BY_THEMSELVES):
        return
    for pid in _who_has_open(Path(lock.name)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    if not _becomes_free(lock, KILLED_END):
        rest = ", ".join(map(str, _who_has_open(Path(lock.name)))) or "unknown"
        raise CannotStart(f"Processes of the last run are still there: {rest}. End them first.")


def _becomes_free(lock: IO[str], within: float) -> bool:
    until = time.monotonic() + within
    while not _taken(lock):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _who_has_open(path: Path) -> list[int]:
    """The other processes that hold this file open (Linux: read from /proc)."""
    pids = (int(p.name) for p in Path("/proc").glob("[0-9]*"))
    return [pid for pid in pids if pid != os.getpid() and path in _open_files(pid)]


def _open_files(pid: int) -> set[Path]:
    found = set()
    with contextlib.suppress(OSError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(link.readlink())
    return found
