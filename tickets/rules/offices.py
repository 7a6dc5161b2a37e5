"""What is asked of an office."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tickets.rules.problems import Problem

BELOW = frozenset({"city", "zone", "unit", "law_firm"})  # the province has nobody above it
_CODE = re.compile(r"[A-Za-z0-9-]{2,20}")
NAME_ZH_LONGEST, NAME_EN_LONGEST, PHONE_LONGEST, ADDRESS_LONGEST = 100, 160, 40, 200
MARK_LONGEST = 20
LONGEST = {
    "name_zh": NAME_ZH_LONGEST,
    "name_en": NAME_EN_LONGEST,
    "phone": PHONE_LONGEST,
    "backup_phone": PHONE_LONGEST,
    "address_zh": ADDRESS_LONGEST,
    "address_en": ADDRESS_LONGEST,
    "document_mark": MARK_LONGEST,
}


@dataclass(frozen=True)
class Profile:
    """What an office is called and how it is reached; whether it is a complaint agency."""

    name_zh: str
    name_en: str
    phone: str = ""
    complaint_agency: bool = False
    backup_phone: str = ""
    address_zh: str = ""
    address_en: str = ""
    spoken_languages: list[str] = field(default_factory=list)
    document_mark: str | None = None  # before the number of its notices; None: as it is

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it."""
        for name, longest in LONGEST.items():
            typed = str(getattr(self, name) or "")
            if not typed.strip() and name in {"name_zh", "name_en"}:
                yield Problem(name, "missing", _("Enter the name of the office."))
            elif len(typed) > longest:
                yield Problem(name, "long", _("This is too long."))


@dataclass(frozen=True)
class Opening:
    """A new office: a handling unit or law firm mostly; `region` and `parent` are codes."""

    kind: str
    code: str
    region: str
    parent: str
    profile: Profile

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it."""
        if self.kind not in BELOW:
            yield Problem("kind", "choice", _("Choose what kind of office it is."))
        if not _CODE.fullmatch(self.code):
            sentence = _("A code has 2 to 20 letters, digits or hyphens.")
            yield Problem("code", "shape", sentence)
        yield from self.profile.problems()
