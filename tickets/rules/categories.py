"""What is asked of a category (事项类别) when one is added or its words are mended."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import limit_text, missing, need_text

_CODE = re.compile(r"[A-Z][0-9]{2}")
MODES = frozenset({"own", "coordinate"})
LONGEST = {
    "name_zh": 60,
    "name_en": 100,
    "typical_zh": 200,
    "typical_en": 200,
    "lead_unit_zh": 100,
}
NEEDED = ("name_zh", "name_en", "typical_zh", "lead_unit_zh")


@dataclass(frozen=True)
class Words:
    """What a category says of itself."""

    name_zh: str
    name_en: str
    typical_zh: str
    lead_unit_zh: str
    mode: str
    typical_en: str = ""

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the first field that is not right, in words."""
        for name in NEEDED:
            need_text(name, getattr(self, name), _("Fill this in."), LONGEST[name])
        limit_text("typical_en", self.typical_en, LONGEST["typical_en"])
        if self.mode not in MODES:
            raise missing("mode", _("Choose from the list."), "choice")


def check_code(code: str) -> None:
    """Raise Refused(MISSING) unless it is a capital letter and two digits, such as T23."""
    if not _CODE.fullmatch(code):
        sentence = _("A code is a capital letter and two digits, such as T23.")
        raise missing("code", sentence, "code")


def check_first_day(valid_from: dt.date, today: dt.date) -> None:
    """Raise Refused(MISSING) for a day that is over: nothing is in force in hindsight."""
    if valid_from < today:
        raise missing("valid_from", _("The first day is today or later."), "past")


def check_last_day(valid_to: dt.date, valid_from: dt.date, today: dt.date) -> None:
    """Raise Refused(MISSING) for a last day before the first one, or that is over."""
    if valid_to < valid_from:
        raise missing("valid_to", _("The last day is before the first one."), "order")
    if valid_to < today:
        raise missing("valid_to", _("The last day is today or later."), "past")
