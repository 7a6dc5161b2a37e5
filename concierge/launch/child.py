"""A child process that never outlives its parent, however the parent ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 10 * 1024 * 1024  # bytes
_prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)  # Linux has it

inherited: list[int] = []  # files that every child keeps open: the lock on the home


def spawn(
    words: Sequence[str | Path],
    *,
    output: IO[bytes] | int | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that gets `dies_by` the moment this one is gone.

    The terminal's Ctrl-C does not reach it. Call from the main thread only: the kernel watches
    the thread that made the child.
    """
    parent = os.getpid()

    def before_exec() -> None:
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, int(dies_by))
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return subprocess.Popen(
        [str(word) for word in words],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if environment is None else dict(environment),
        start_new_session=True,
        pass_fds=inherited,
        preexec_fn=before_exec,  # noqa: PLW1509  # single-threaded parent
    )


def end(
    child: subprocess.Popen[bytes] | None,
    *,
    within: float,
    by: signal.Signals = signal.SIGTERM,
) -> None:
    """Ask a child to end, wait `within` seconds, then kill it and whatever it left behind."""
    if child is None:
        return
    if child.poll() is None:
        child.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(within, 0.1))
    sweep(child)


def sweep(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's session: itself and the processes it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def fresh_log(path: Path) -> IO[bytes]:
    """A server's log to append to; a large one is put aside first, the one before is dropped."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.old"))
    return path.open("ab")


def last_words(log: Path) -> str:
    """The end of a log, on one line."""
    return " | ".join(log.read_text("utf-8", "replace").splitlines()[-5:])
