"""The files of the house as they are kept: what git knows or is about to know."""

import subprocess
from functools import cache
from pathlib import Path

from concierge.places import ROOT

NOT_OURS = ("frontend/static/vendor/",)
NOT_TEXT = {".png", ".jpg", ".ico", ".gz", ".pdf", ".xlsx", ".docx", ".woff2"}


@cache
def files() -> tuple[str, ...]:
    """Every file that is kept, by its name from the root."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.splitlines() if listed.returncode == 0 else _walked()
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def _walked() -> list[str]:
    made = {".venv", "var", "__pycache__", ".git"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [path.as_posix() for path in paths if not made & set(path.parts)]


def texts(*endings: str) -> dict[str, str]:
    """Our own text files, by name; with `endings` only those."""
    return {
        name: (ROOT / name).read_text("utf-8")
        for name in files()
        if name.endswith(endings or "")
        and not name.startswith(NOT_OURS)
        and Path(name).suffix not in NOT_TEXT
    }
