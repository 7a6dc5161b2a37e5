"""A policy measure (举措) as the policy editor writes it: what it must say to be published."""

import datetime as dt
import re
from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import LONGEST_TEXT, limit_text, missing, need_text
from tickets.rules.enterprises import COUNTRIES

_CODE = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{1,8})*")
LONGEST_CODE = 20
LONGEST_TITLE = {"title_zh": 200, "title_en": 300}
LONGEST_NAME = {"issuing_body": 200, "owner_unit": 200, "document_no": 100, "article": 100}


class Stage(TextChoices):
    """Where a measure stands on a day."""

    TO_BE_ENTERED = "to_be_entered", pgettext_lazy("measure", "To be entered")
    TO_COME = "to_come", pgettext_lazy("measure", "Not yet in force")
    IN_FORCE = "in_force", pgettext_lazy("measure", "In force")
    ENDED = "ended", pgettext_lazy("measure", "Ended")


@dataclass(frozen=True)
class Scope:
    """For whom a measure is; an empty tuple stands for all."""

    areas: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Which of its lists say anything, by their names; what fits, fits because of these."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name))

    def fits(self, area: str, city: str, category: str, nationality: str) -> bool:
        """Whether it is for a ticket of this area, city, category and nationality of investor."""
        lists = (self.areas, self.cities, self.categories, self.nationalities)
        said = (area, city, category, nationality)
        return all(not codes or one in codes for codes, one in zip(lists, said, strict=True))


@dataclass(frozen=True)
class MeasureDraft:
    """One version of a measure to be published; `seen` is the version it follows, 0 for none."""

    code: str
    title_zh: str
    text_zh: str
    issuing_body: str
    valid_from: dt.date
    reason: str
    title_en: str = ""
    text_en: str = ""
    document_no: str = ""
    article: str = ""
    link: str = ""
    valid_to: dt.date | None = None
    scope: Scope = Scope()
    owner_unit: str = ""
    is_public: bool = True
    seen: int = 0

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the first field that is not right, in words."""
        if len(self.code) > LONGEST_CODE or not _CODE.fullmatch(self.code):
            sentence = _("A code is capital letters and digits, its parts joined by hyphens.")
            raise missing("code", sentence, "code")
        self._check_words()
        if self.valid_to and self.valid_to < self.valid_from:
            raise missing("valid_to", _("The last day is before the first one."), "order")
        if not COUNTRIES.issuperset(self.scope.nationalities):
            raise missing("nationalities", _("Choose from the list."), "choice")
        if self.link:
            self._check_link()

    def _check_words(self) -> None:
        need_text("title_zh", self.title_zh, _("Enter the title."), LONGEST_TITLE["title_zh"])
        limit_text("title_en", self.title_en, LONGEST_TITLE["title_en"])
        need_text("text_zh", self.text_zh, _("Enter the text as it was published."), LONGEST_TEXT)
        limit_text("text_en", self.text_en, LONGEST_TEXT)
        sentence = _("Say who issued it.")
        need_text("issuing_body", self.issuing_body, sentence, LONGEST_NAME["issuing_body"])
        for name, longest in LONGEST_NAME.items():
            limit_text(name, getattr(self, name), longest)
        need_text("reason", self.reason, _("Say why."))

    def _check_link(self) -> None:
        try:
            URLValidator(schemes=["https", "http"])(self.link)
        except ValidationError as why:
            sentence = _("Give a whole address that begins with https://.")
            raise missing("link", sentence, "link") from why


def stage_of(valid_from: dt.date, valid_to: dt.date | None, on: dt.date) -> Stage:
    """Where a published measure stands on a day."""
    if on < valid_from:
        return Stage.TO_COME
    return Stage.ENDED if valid_to and valid_to < on else Stage.IN_FORCE
