"""The sheet in which an office keeps its requesters: its columns, and what a row comes to."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.enterprise import Enterprise
from tickets.rules.enterprises import NAMES, Care, Registration
from tickets.rules.sheets import Column, Outcome

_PERSON = _("E-mail or full name of the colleague")


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


@dataclass
class RequesterOutcome(Outcome):
    """What one row comes to: what it would write of which requester."""

    registration: Registration | None = None
    care: Care | None = None
    requester: Enterprise | None = None  # the one it is about, if it is registered already

    @property
    def name(self) -> str:
        """What it is called, in whatever language it has."""
        names = (self.typed.cells.get(each, "") for each in NAMES)
        return next((name for name in names if name), "")
