"""The sheet in which an office keeps its requesters: its columns, and what a row comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprise import Enterprise
from tickets.rules.enterprises import Care, Registration

LANGUAGES = ("zh-hans", "en")  # in any of them a sheet may name its columns
_PERSON = _("E-mail or full name of the colleague")


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, what stands on top, what to enter."""

    field: str
    label: Promise
    hint: str | Promise = ""


COLUMNS = (
    Column(
        "kind",
        pgettext_lazy("column", "Kind"),
        _("enterprise or institution; empty: enterprise"),
    ),
    Column(
        "name_zh", pgettext_lazy("column", "Chinese name"), _("A name in at least one language")
    ),
    Column("name_en", pgettext_lazy("column", "English name")),
    Column(
        "name_original",
        pgettext_lazy("column", "Name in its own language"),
        _("As in its home country"),
    ),
    Column(
        "credit_code",
        pgettext_lazy("column", "Credit code"),
        _("18 characters, format as text"),
    ),
    Column(
        "nationality",
        pgettext_lazy("column", "Country of the investor"),
        _("Two letters such as JP, or the name"),
    ),
    Column(
        "sector",
        pgettext_lazy("column", "Sector"),
        _("The letter of GB/T 4754-2017, A to T"),
    ),
    Column(
        "region",
        pgettext_lazy("column", "Registered place"),
        _("Code such as 210200, or the name"),
    ),
    Column("ftz_area", pgettext_lazy("column", "FTZ area"), _("SY, DL or YK; empty: none")),
    Column(
        "is_key",
        pgettext_lazy("column", "Key enterprise of the province"),
        _("yes or no; only the province sets it"),
    ),
    Column("concierge", pgettext_lazy("column", "Concierge"), _PERSON),
    Column("deputy", pgettext_lazy("column", "Deputy"), _PERSON),
)
LABELS = {each.field: each for each in COLUMNS}
FACTS = tuple(each.field for each in COLUMNS if each.field not in {"concierge", "deputy"})
ANSWERS = {"yes": True, "no": False, "y": True, "n": False, "1": True, "0": False}


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

    @property
    def name(self) -> str:
        """What it is called, in whatever language it has."""
        names = (self.cells.get(each, "") for each in ("name_zh", "name_en", "name_original"))
        return next((name for name in names if name), "")


@dataclass
class Outcome:
    """What one row comes to: what it would write, what would change, or what is wrong."""

    typed: Typed
    standing: Standing = Standing.UNCHANGED
    problems: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after
    registration: Registration | None = None
    care: Care | None = None
    requester: Enterprise | None = None  # the one it is about, if it is registered already

    def wrong(self, sentence: str) -> None:
        """Note what is wrong, each once."""
        self.standing = Standing.WRONG
        if sentence not in self.problems:
            self.problems.append(sentence)


@cache
def answers() -> dict[str, bool]:
    """What is read as yes or no, in every language."""
    found = dict(ANSWERS)
    for language in LANGUAGES:
        with override(language):
            found |= {gettext("Yes").casefold(): True, gettext("No").casefold(): False}
    return found


@cache
def _headings() -> dict[str, str]:
    """The field of each heading, in every language."""
    found = {each.field: each.field for each in COLUMNS}
    for language in LANGUAGES:
        with override(language):
            found |= {_folded(str(each.label)): each.field for each in COLUMNS}
    return found


def read(heading: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[Typed]:
    """The rows below the heading, cells by field."""
    fields = [_headings().get(_folded(cell), "") for cell in heading]
    return [
        Typed(number, {name: cell for name, cell in zip(fields, cells, strict=False) if name})
        for number, cells in rows
    ]


def _folded(name: str) -> str:
    return "".join(name.split()).casefold().rstrip("*")
