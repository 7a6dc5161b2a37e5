"""A child process that never outlives its parent, however the parent ends."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def spawn(
    words: Sequence[str | Path],
    *,
    output: IO[bytes] | int | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that gets `dies_by` the moment this one is gone.

    `user` (root only) names the account it runs under.
    """
    parent = os.getpid()
    account = pwd.getpwnam(user) if user else None

    def before_exec() -> None:
        if account:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        _libc.prctl(PR_SET_PDEATHSIG, int(dies_by))
        if os.getppid() != parent:  # the parent died before the line above
            os._exit(1)

    return subprocess.Popen(
        [str(word) for word in words],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if environment is None else dict(environment),
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509  # single-threaded parent
    )


def user_namespaces_work() -> bool:
    """Whether this kernel lets us be another user in a namespace of our own."""
    if not shutil.which("unshare"):
        return False
    probe = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
