"""This machine and this folder: Python, disk, what has been compiled and collected."""

import ctypes.util
import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks

from concierge import browser_files, catalogues
from concierge.doctor.finding import Finding, fine, note, wrong
from concierge.launch.hold import holder

OLDEST_PYTHON = (3, 11)
MIB = 1024 * 1024
TIGHT, FULL = 2048 * MIB, 256 * MIB  # free bytes
PDF_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")


def python() -> Iterator[Finding]:
    """The interpreter is new enough."""
    if sys.version_info < OLDEST_PYTHON:
        yield wrong(f"Python {platform.python_version()}", "use Python 3.11 or newer")
    else:
        yield fine(f"Python {platform.python_version()}")


def home() -> Iterator[Finding]:
    """The folder for data can be written, has room, and its key is private."""
    folder = settings.HOME
    if not os.access(folder, os.W_OK):
        yield wrong(f"{folder} cannot be written", "give it to this user, or set CONCIERGE_HOME")
        return
    running = holder(folder)
    yield fine(f"{folder}, " + (f"`up` runs as process {running}" if running else "no `up` here"))
    yield from _room(shutil.disk_usage(folder).free)
    yield from _key(folder / "secret_key")


def _room(free: int) -> Iterator[Finding]:
    said = f"{free // MIB} MiB free on disk"
    if free < FULL:
        yield wrong(said, "make room: PostgreSQL stops when the disk is full")
    elif free < TIGHT:
        yield note(said, "make room soon")
    else:
        yield fine(said)


def _key(path: Path) -> Iterator[Finding]:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield wrong(f"others can read {path}", f"chmod 600 {path}")


def settings_fit() -> Iterator[Finding]:
    """The settings contradict neither each other nor production's rules."""
    for message in run_checks(include_deployment_checks=settings.SECURE):
        if not message.is_silenced():
            yield wrong(f"{message.id}: {message.msg}", message.hint or "see the operator guide")
    kind = "demo mode" if settings.DEMO else "no demo"
    served = [name for name in ("DATABASE_URL", "REDIS_URL") if settings.ENVIRONMENT.text(name)]
    yield fine(f"{settings.PUBLIC_URL}, {kind}, served by others: {', '.join(served) or 'nothing'}")
    if settings.DEMO:
        yield note("demo mode: everybody can see its passwords", "set DEMO=0 for real work")


def catalogues_compiled() -> Iterator[Finding]:
    """Every translation that was written is also compiled."""
    stale = [language for language in catalogues.languages() if _is_stale(language)]
    if stale:
        yield wrong(f"not compiled: {', '.join(stale)}", "manage.py messages --compile")
    else:
        yield fine(f"compiled: {', '.join(catalogues.languages())}")


def _is_stale(language: str) -> bool:
    source = catalogues.po_file(language)
    made = source.with_suffix(".mo")
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def files_for_the_browser() -> Iterator[Finding]:
    """Style sheets and scripts of this version are where the web server looks."""
    if browser_files.collected():
        yield fine(f"collected in {settings.STATIC_ROOT}")
    else:
        yield wrong("not collected, or of another version", "manage.py prepare")


def documents() -> Iterator[Finding]:
    """What PDF documents need; without it the pages offer to print."""
    missing = [name for name in PDF_LIBRARIES if not ctypes.util.find_library(name)]
    if missing:
        yield note(
            f"no PDF: {', '.join(missing)} missing",
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
    if not _has_chinese_font():
        yield note("no Chinese font found for PDF", "apt-get install fonts-noto-cjk")
    if not missing and _has_chinese_font():
        yield fine("libraries and a Chinese font for PDF are there")


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)  # noqa: S607  # found above
    return bool(listed.stdout.strip())
