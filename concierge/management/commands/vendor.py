"""Brings the third-party browser files from npm: pinned, checked, only what is used."""

import hashlib
import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

Source = tuple[str, str, str]  # package, version, sha256 of its archive
HTMX = ("htmx.org", "2.0.11", "165a2655073e9e6e55e307a7c74e8ebcdb76afb7701f9c16cfd106a13add408e")
TABLER = (
    "@tabler/icons",
    "3.51.0",
    "b30108713d3fa60aee862c2a133225da8e0f309be0708fe2925763ff810c766c",
)
ICONS = (
    *("alert-circle", "alert-triangle", "arrow-left", "arrow-right", "bell", "briefcase"),
    *("building", "calendar", "chart-bar", "check", "chevron-down", "chevron-left"),
    *("chevron-right", "chevron-up", "circle-check", "clock", "download", "edit"),
    *("external-link", "eye", "file-text", "filter", "headset", "help", "home", "inbox"),
    *("info-circle", "key", "language", "list-check", "lock", "logout", "mail", "menu-2"),
    *("paperclip", "phone", "plus", "printer", "refresh", "search", "selector", "send"),
    *("settings", "shield-lock", "trash", "upload", "user", "users", "x"),
)
LISTING = """# Browser files of others

Written by `make vendor`, which refuses an archive with another hash; never edited by hand.

| file | package | version | licence | taken from it | file sha256 | archive sha256 |
|---|---|---|---|---|---|---|"""
FOLDER = settings.BASE_DIR / "frontend" / "static" / "vendor"


class Command(BaseCommand):
    """`manage.py vendor` (`make vendor`): needs npm and a registry, writes static/vendor."""

    help = "Brings the vendored browser files (htmx, icons) from npm, checked against their hashes"

    def handle(self, *args: object, **options: object) -> None:
        """Fetch, check, write; raises CommandError when npm fails or a hash differs."""
        htmx, tabler = _package(*HTMX), _package(*TABLER)
        _write("htmx/LICENSE", htmx["package/LICENSE"])
        _write("tabler-icons/LICENSE", tabler["package/LICENSE"])
        script, icons = htmx["package/dist/htmx.min.js"], _sprite(tabler)
        rows = [
            _kept("htmx/htmx.min.js", script, HTMX, "0BSD", "`dist/htmx.min.js`"),
            _kept("tabler-icons/icons.svg", icons, TABLER, "MIT", f"{len(ICONS)} outline icons"),
        ]
        _write("VENDOR.md", "\n".join([LISTING, *rows, ""]).encode())
        self.stdout.write(f"htmx and {len(ICONS)} icons are in {FOLDER}")


def _package(name: str, version: str, sha256: str) -> dict[str, bytes]:
    """The files of one npm package whose archive has this hash."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", folder]
        if subprocess.run(words, check=False).returncode:
            raise CommandError(f"npm could not bring {name} {version}")
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    if hashlib.sha256(archive).hexdigest() != sha256:
        raise CommandError(f"{name} {version} is not the archive that was looked at: hash differs")
    with tarfile.open(fileobj=io.BytesIO(archive)) as inside:
        files = {m.name: inside.extractfile(m) for m in inside.getmembers() if m.isfile()}
        return {name: file.read() for name, file in files.items() if file}


def _sprite(package: dict[str, bytes]) -> bytes:
    """One file with a <symbol> for each icon in use."""
    symbols = [_symbol(name, package[f"package/icons/outline/{name}.svg"]) for name in ICONS]
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([head, *symbols, "</svg>", ""]).encode()


def _symbol(name: str, svg: bytes) -> str:
    paths = re.findall(r"<(?:path|circle|rect|line)[^>]*?/>", svg.decode())
    drawn = "".join(path for path in paths if 'stroke="none"' not in path)
    pen = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" stroke-width="1.75" {pen}>{drawn}</symbol>'


def _kept(place: str, content: bytes, source: Source, licence: str, taken: str) -> str:
    """Write a file; its row in the listing."""
    name, version, archive = source
    _write(place, content)
    own = hashlib.sha256(content).hexdigest()
    return f"| {place} | {name} | {version} | {licence} | {taken} | {own} | {archive} |"


def _write(place: str, content: bytes) -> None:
    (FOLDER / place).parent.mkdir(parents=True, exist_ok=True)
    (FOLDER / place).write_bytes(content)
