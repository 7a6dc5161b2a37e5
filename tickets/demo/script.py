"""The stories of the example, as their editors write them (stories/README.md says how)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("stories")
_LINE = re.compile(r"(?P<wait>[+~]\S+) +(?P<deed>[a-z]+)(?P<words>[^|]*)(?:\|(?P<texts>.*))?")


@dataclass(frozen=True)
class Line:
    """One deed of a story: how long after the one before, what is done, and what is said."""

    wait: str
    deed: str
    words: tuple[str, ...]
    texts: tuple[str, ...]

    def text(self, place: int) -> str:
        """One of its texts; empty where it has not so many."""
        return self.texts[place] if place < len(self.texts) else ""


@dataclass(frozen=True)
class Story:
    """One request: who files what and when, and everything that is done about it."""

    who: str
    filed: str
    category: str
    title: str
    text: str
    nature: str = "assistance"
    by: str = ""
    via: str = ""
    at: str = ""
    language: str = "zh-hans"
    danger: bool = False
    organ: str = ""
    level: str = ""
    places: tuple[str, ...] = ()
    colleagues: tuple[str, ...] = ()
    draft: bool = False
    lines: tuple[Line, ...] = ()


def stories() -> list[Story]:
    """Every story, file by file."""
    return [
        _story(written)
        for sheet in sorted(FOLDER.glob("*.toml"))
        for written in tomllib.loads(sheet.read_text("utf-8"))["story"]
    ]


def _story(written: dict[str, object]) -> Story:
    lines = tuple(lines_of(str(written.pop("then", ""))))
    facts = {
        key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
    }
    facts["text"] = str(facts["text"]).strip()
    return Story(**facts, lines=lines)  # type: ignore[arg-type]  # the test of the stories reads them all


def lines_of(then: str) -> Iterator[Line]:
    """The deeds; a line that begins with | goes on with the one before."""
    joined = re.sub(r"\n\s*\|", "|", then.strip())
    for written in filter(None, joined.splitlines()):
        found = _LINE.fullmatch(written.strip())
        if found is None:
            raise ValueError(f"no deed can be read from: {written}")
        texts = (text.strip() for text in (found["texts"] or "").split("|"))
        words = tuple(found["words"].split())
        yield Line(found["wait"], found["deed"], words, tuple(filter(None, texts)))
