"""A sheet that somebody sends in: its columns, its rows as typed, and what a row comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext_lazy

LANGUAGES = ("zh-hans", "en")  # in any of them a sheet may name its columns
ANSWERS = {"yes": True, "no": False, "y": True, "n": False, "1": True, "0": False}
TYPED_IN = {"true": True, "false": False}  # a cell that is itself a truth


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, what stands on top, what to enter."""

    field: str
    label: Promise
    hint: str | Promise = ""


class Standing(TextChoices):
    """What a row comes to."""

    NEW = "new", pgettext_lazy("row of a sheet", "New")
    CHANGED = "changed", pgettext_lazy("row of a sheet", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("row of a sheet", "Unchanged")
    WRONG = "wrong", pgettext_lazy("row of a sheet", "Error")


@dataclass(frozen=True)
class Typed:
    """One row as it was typed: its number in the sheet, and its cells by field."""

    number: int
    cells: dict[str, str]


@dataclass
class Outcome:
    """What one row comes to: what would change, or what is wrong."""

    typed: Typed
    standing: Standing = Standing.UNCHANGED
    problems: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after

    @property
    def label(self) -> str | Promise:
        """What it comes to, in words."""
        return self.standing.label

    def wrong(self, sentence: str) -> None:
        """Note what is wrong, each once."""
        self.standing = Standing.WRONG
        if sentence not in self.problems:
            self.problems.append(sentence)


@cache
def answers() -> dict[str, bool]:
    """What is read as yes or no, in every language."""
    found = ANSWERS | TYPED_IN
    for language in LANGUAGES:
        with override(language):
            found |= {gettext("Yes").casefold(): True, gettext("No").casefold(): False}
    return found


def fields_of(columns: tuple[Column, ...], heading: Sequence[str]) -> list[str]:
    """The field of each heading, in whatever language it is; empty for one of no column."""
    return [_headings(columns).get(_folded(cell), "") for cell in heading]


def read(
    columns: tuple[Column, ...],
    heading: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
) -> list[Typed]:
    """The rows below the heading, cells by field."""
    fields = fields_of(columns, heading)
    return [
        Typed(number, {name: cell for name, cell in zip(fields, cells, strict=False) if name})
        for number, cells in rows
    ]


@cache
def _headings(columns: tuple[Column, ...]) -> dict[str, str]:
    found = {each.field: each.field for each in columns}
    for language in LANGUAGES:
        with override(language):
            found |= {_folded(str(each.label)): each.field for each in columns}
    return found


def _folded(name: str) -> str:
    return "".join(name.split()).casefold().rstrip("*")
