"""The files a browser loads, gathered, named by their content and compressed into one folder."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Gather them anew if one of them changed since; True when there was something to do."""
    mark = _mark()
    if _kept() == mark:
        return False
    _forget_originals()
    call_command("collectstatic", "--noinput", "--verbosity=0")
    _note().write_text(mark, "ascii")
    return True


def collected() -> bool:
    """Whether what the web server serves is what this version brings."""
    return _kept() == _mark()


def _forget_originals() -> None:
    """So that none is kept for its date; files under older hashes stay for pages still open."""
    for name, _path in _sources():
        (Path(settings.STATIC_ROOT) / name).unlink(missing_ok=True)


def _note() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected-from"


def _kept() -> str:
    return _note().read_text("ascii") if _note().exists() else ""


def _mark() -> str:
    """A fingerprint of every file's name, size and moment of change."""
    seen = sorted((name, _seen(path)) for name, path in _sources())
    return hashlib.sha256(f"{django.__version__} {seen}".encode()).hexdigest()


def _seen(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=["CVS", ".*", "*~"]):
            yield name, Path(storage.path(name))
