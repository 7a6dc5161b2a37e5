"""What a request says when it is filed: the complete form behind every way in."""

import uuid
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.carried import LONGEST_TEXT, limit_text, missing, need_language, need_text
from tickets.rules.classification import Level, Nature

LONGEST_TITLE = 120
MOST_DRAFTS = 20  # of one person, begun and not sent
LARGEST_DRAFT = 4 * LONGEST_TEXT  # characters of everything typed; too long a text is kept too


class Source(TextChoices):
    """How a request came in."""

    PORTAL = "portal", pgettext_lazy("source", "Portal")
    PHONE = "phone", pgettext_lazy("source", "By phone")
    COUNTER = "counter", pgettext_lazy("source", "At the counter")
    MEETING = "meeting", pgettext_lazy("source", "At a meeting")


@dataclass(frozen=True)
class Complained:
    """The organ a complaint is about and its level."""

    organ: str = ""
    level: Level | None = None

    def validate(self) -> None:
        """Both are given."""
        need_text("complained_organ", self.organ, _("Name the organ you complain about."), 200)
        if self.level is None:
            raise missing("complained_level", _("Choose the level of that organ."))


@dataclass(frozen=True)
class Filing:
    """One request as its requester tells it; `places` are the regions concerned (codes).

    `in_danger`: a person is in danger or detained. `colleagues` may read and answer too.
    `hide_complainant`: a complaint of whose complainant the complained-of organ learns nothing.
    `consented`: whoever told it to staff agrees that it is written down (PIPL Art. 13).
    """

    title: str
    text: str
    nature: Nature
    category: str
    language: str = "zh-hans"
    in_danger: bool = False
    places: tuple[str, ...] = ()
    complained: Complained = Complained()
    colleagues: tuple[uuid.UUID, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    source: Source = Source.PORTAL
    consented: bool = False
    hide_complainant: bool = False

    def validate(self) -> None:
        """Title, text, category and language are right; a complaint names its organ; no secrets.

        Whether category and places are known is asked of the tables, by whoever files.
        """
        title, text = _("Give your request a title."), _("Tell us what happened.")
        need_text("title", self.title, title, LONGEST_TITLE)
        need_text("text", self.text, text, LONGEST_TEXT)
        need_text("category", self.category, _("Choose a category."), 4)
        need_language("language", self.language)
        limit_text("contact_name", self.contact_name, 100)
        limit_text("contact_phone", self.contact_phone, 40)
        if self.nature is Nature.COMPLAINT:
            self.complained.validate()

    def validate_on_behalf(self) -> None:
        """What staff file for a requester says how it came in, whom to ask for, and consent."""
        if self.source is Source.PORTAL:
            raise missing("source", _("Say how the request came in."))
        need_text("contact_name", self.contact_name, _("Say whom we may ask for."), 100)
        if not self.consented:
            raise missing("consented", _("Read them the notice and note that they agree."))
