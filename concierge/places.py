"""Where the house keeps its things on this machine: data, sockets, logs, the signing key."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOCKET_LIMIT = 90  # of the kernel's 108 bytes, the rest is for the server's own file name


def home(configured: str) -> Path:
    """The folder everything lives in: the configured one, else ./var beside manage.py."""
    return Path(configured).resolve() if configured else ROOT / "var"


def sockets(home: Path) -> Path:
    """The folder for unix sockets: inside home, or a short private one when home is too deep."""
    inside = home / "run"
    if len(os.fsencode(inside)) <= SOCKET_LIMIT:
        return inside
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"concierge-{os.getuid()}-{mark}"


def signing_key(home: Path) -> str:
    """The key of this machine, made on first use and readable by its owner only.

    Several processes may ask at once on a first start: the first to link its file wins.
    """
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=home) as fresh:  # made with mode 0600
            fresh.write(secrets.token_urlsafe(60))
            fresh.flush()
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, path)
    return path.read_text("ascii")
