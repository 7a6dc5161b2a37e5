"""Where the house keeps its things on this machine: data, sockets, logs, the signing key."""

import contextlib
import hashlib
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

from concierge.errors import CannotStart, sentence

ROOT = Path(__file__).resolve().parent.parent
SOCKET_LIMIT = 90  # of the kernel's 108 bytes, the rest is for the server's own file name
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
TEMPORARY = Path("/tmp")  # noqa: S108  # the folder made in it is private and its owner is checked


def home(configured: str) -> Path:
    """The folder everything lives in: the configured one, else ./var beside manage.py."""
    return Path(configured).resolve() if configured else ROOT / "var"


def sockets(home: Path) -> Path:
    """The folder for unix sockets: inside home, or a short private one in /tmp.

    A socket's path has to be short, and plain enough to stand in a database's address.
    """
    inside = home / "run"
    if len(os.fsencode(inside)) <= SOCKET_LIMIT and PLAIN.fullmatch(str(inside)):
        return inside
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return TEMPORARY / f"concierge-{os.getuid()}-{mark}"


def make_private(folder: Path) -> None:
    """Make a folder for us alone; raises CannotStart when somebody else got there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise CannotStart(f"{folder} is not a folder: remove it, or set CONCIERGE_HOME.")
    if found.st_uid != os.geteuid():
        raise CannotStart(
            f"{folder} belongs to user {found.st_uid}: start as that user, or set CONCIERGE_HOME."
        )
    folder.chmod(0o700)


def signing_key(home: Path) -> str:
    """The key of this machine, made on first use and readable by its owner only.

    Several processes may ask at once on a first start: the first to link its file wins. Raises
    CannotStart when the home cannot be written or read.
    """
    path = home / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text("ascii")
    except OSError as why:
        raise CannotStart(sentence(why)) from why


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as fresh:  # made with mode 0600
        fresh.write(secrets.token_urlsafe(60))
        fresh.flush()
        with contextlib.suppress(FileExistsError):
            os.link(fresh.name, path)
