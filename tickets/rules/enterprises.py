"""What is asked of a requester: names, code, place; and who looks after it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from babel import Locale
from django.utils.translation import gettext_lazy as _

from accounts import credit_code
from accounts.models.enterprise import Enterprise, FtzArea, Sector
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.problems import Problem

PLACE_OF_AREA = {FtzArea.SHENYANG: "210100", FtzArea.DALIAN: "210200", FtzArea.YINGKOU: "210800"}
NAMES = ("name_zh", "name_en", "name_original")
NAME_LONGEST = 200
_NOT_FOREIGN = {"CN", "EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}  # China; what is no country at all
COUNTRIES = frozenset(filter(str.isalpha, map(str, Locale("en").territories))) - _NOT_FOREIGN


@dataclass(frozen=True)
class Registration:
    """What the house knows of a requester; `region` is the code of its registered place."""

    kind: str
    region: str
    nationality: str
    name_zh: str = ""
    name_en: str = ""
    name_original: str = ""
    credit_code: str | None = None
    sector: str = ""
    ftz_area: str = ""
    is_key: bool = False

    def tidied(self) -> "Registration":
        """The same without stray spaces, the code as it is kept."""
        return replace(
            self,
            name_zh=self.name_zh.strip(),
            name_en=self.name_en.strip(),
            name_original=self.name_original.strip(),
            nationality=self.nationality.strip().upper(),
            credit_code=credit_code.normalised(self.credit_code or "") or None,
        )

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, once tidied."""
        yield from self._wrong_names()
        yield from self._wrong_code()
        yield from self._wrong_choices()
        yield from self._wrong_area()

    def _wrong_names(self) -> Iterator[Problem]:
        names = {field: str(getattr(self, field)) for field in NAMES}
        if not any(names.values()):
            yield Problem("name_zh", "missing", _("Enter the name in at least one language."))
        for field, name in names.items():
            if len(name) > NAME_LONGEST:
                yield Problem(field, "long", _("Keep the name to 200 characters."))

    def _wrong_code(self) -> Iterator[Problem]:
        if self.credit_code and not credit_code.is_valid(self.credit_code):
            sentence = _("This is not a unified social credit code. Compare it with the licence.")
            yield Problem("credit_code", "check_character", sentence)

    def _wrong_choices(self) -> Iterator[Problem]:
        if self.kind not in Enterprise.Kind.values:
            yield Problem("kind", "choice", _("Choose what kind of requester it is."))
        if self.nationality not in COUNTRIES:
            sentence = _("Choose the country or region the investor comes from.")
            yield Problem("nationality", "choice", sentence)
        if self.sector and self.sector not in Sector.values:
            yield Problem("sector", "choice", _("Choose a sector from the list."))

    def _wrong_area(self) -> Iterator[Problem]:
        places = {str(area): place for area, place in PLACE_OF_AREA.items()}
        if self.ftz_area and places.get(self.ftz_area) != self.region:
            sentence = _("This free-trade zone area is not at the registered place.")
            yield Problem("ftz_area", "elsewhere", sentence)


@dataclass(frozen=True)
class Care:
    """Who looks after a requester, and who stands in for them."""

    concierge: UUID
    deputy: UUID | None = None
    reason: str = ""

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it."""
        if len(self.reason) > LONGEST_SENTENCE:
            yield Problem("reason", "long", _("This is too long."))
        if self.concierge == self.deputy:
            yield Problem("deputy", "same", _("The deputy must be somebody else."))
