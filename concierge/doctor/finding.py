"""What a check found, and how bad it is."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How bad it is; only `WRONG` makes the doctor end with code 1."""

    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One sentence about the house, and the cure if it needs one."""

    mark: Mark
    said: str
    cure: str = ""


def fine(said: str) -> Finding:
    """All is well."""
    return Finding(Mark.OK, said)


def note(said: str, cure: str = "") -> Finding:
    """Worth knowing; nothing is broken by it."""
    return Finding(Mark.NOTE, said, cure)


def wrong(said: str, cure: str) -> Finding:
    """Something does not work, and how to mend it."""
    return Finding(Mark.WRONG, said, cure)


def span(seconds: float) -> str:
    """A length of time in the unit that fits it."""
    for unit, size in (("days", 86400), ("hours", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
