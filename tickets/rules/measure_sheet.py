"""The sheet of measures: its columns, its example, and what a row comes to."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy

from tickets.rules.measures import MeasureDraft
from tickets.rules.sheets import LANGUAGES, Column, Outcome, Standing

MOST_ROWS = 200  # all of them are published in one deed
EXAMPLE_MARK = (pgettext_lazy("in a sheet", "example"),)  # a code that begins so is no measure
EMPTIED = (pgettext_lazy("in a sheet", "none"), pgettext_lazy("in a sheet", "all"))
DASHES = ("-", "–", "—")
SCOPE = ("areas", "cities", "categories", "nationalities")
DAYS = ("valid_from", "valid_to")
_DAY = _("A day such as 2026-01-01")
_SEVERAL = _("Codes or names with commas between them; “all”: no limit")
COLUMNS = (
    Column("code", _("Code"), _("A code that is there already gets a new version")),
    Column("title_zh", _("Chinese title")),
    Column("title_en", _("English title")),
    Column("text_zh", _("Chinese text"), _("As it was published")),
    Column("text_en", _("English text")),
    Column("issuing_body", _("Issuing body")),
    Column("document_no", _("Document number")),
    Column("article", _("Article")),
    Column("link", _("Published at"), _("A whole address that begins with https://")),
    Column("valid_from", _("Valid from"), _DAY),
    Column("valid_to", _("Valid until"), _("The last day; “none”: without an end")),
    Column("areas", _("Free-trade zone areas"), _SEVERAL),
    Column("cities", _("Cities"), _SEVERAL),
    Column("categories", _("Categories"), _SEVERAL),
    Column("nationalities", _("Investors from"), _SEVERAL),
    Column("owner_unit", _("Unit in charge")),
    Column("is_public", _("May be shown to requesters"), _("yes or no; empty: yes")),
    Column("reason", _("Reason"), _("Why it is published or changed; empty: the sheet's name")),
)
LABELS = {each.field: each.label for each in COLUMNS}
EXAMPLE: dict[str, str | Promise] = {
    "code": _("Example-01"),
    "title_zh": _("Example: work permits in one visit (Chinese title)"),
    "title_en": "Example: work permits in one visit",
    "text_zh": _("Example text: this row shows the form and is left out (Chinese text)."),
    "text_en": "Example text: this row shows the form and is left out.",
    "issuing_body": _("Example authority"),
    "document_no": _("Example [2026] No. 1"),
    "article": _("Article 3"),
    "link": "https://www.example.org/1",
    "valid_from": "2026-01-01",
    "valid_to": "2027-12-31",
    "areas": _("DL, SY"),
    "cities": _("210200, 210100"),
    "categories": _("T02, T03"),
    "nationalities": _("JP, KR"),
    "owner_unit": _("Example division"),
    "is_public": _("Yes"),
    "reason": _("Example: entered for the first time"),
}


@dataclass
class MeasureRow(Outcome):
    """What one row comes to: the version it would publish, and whom that touches."""

    draft: MeasureDraft | None = None
    is_slot: bool = False  # its place is there and waits to be entered
    uses: int = 0  # tickets that are tied to an earlier version, and keep it

    @property
    def name(self) -> str:
        """Its code and title, as typed."""
        cells = self.typed.cells
        return f"{cells.get('code', '')} {cells.get('title_zh', '')}".strip()

    @property
    def label(self) -> str | Promise:
        """A change of a measure is a new version of it."""
        if self.standing is Standing.CHANGED:
            return pgettext_lazy("row of a sheet", "New version")
        return super().label

    def wrong_at(self, field: str, sentence: str) -> None:
        """Note what is wrong in a column."""
        colon = pgettext("after a name", ": ")
        label = LABELS.get(field)
        self.wrong(f"{label}{colon}{sentence}" if label else sentence)


def is_example(code: str) -> bool:
    """Whether a row is the example of the template, in whatever language it was downloaded."""
    return code.strip().casefold().startswith(_in_every_language(EXAMPLE_MARK))


def empties(cell: str) -> bool:
    """Whether a cell takes away a last day or a limit: `none`, `all` or a dash."""
    return cell.strip().casefold() in {*DASHES, *_in_every_language(EMPTIED)}


@cache
def _in_every_language(words: tuple[Promise, ...]) -> tuple[str, ...]:
    """Words of a sheet, in every language it may be filled in."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found += [str(word).casefold() for word in words]
    return tuple(found)
