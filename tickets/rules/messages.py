"""What is written and said around a ticket: messages, internal notes, logged contacts."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.rules.attachments import need_few
from tickets.rules.carried import LONGEST_TEXT, need_language, need_text


class Audience(TextChoices):
    """Who reads a message; internal is the default everywhere (DOMAIN §3, two texts)."""

    INTERNAL = "internal", pgettext_lazy("audience", "Internal")
    PUBLIC = "public", pgettext_lazy("audience", "To the requester")


@dataclass(frozen=True)
class Writing:
    """One message; `language` is the BCP 47 tag of its text. `attachments`: chosen before."""

    text: str
    language: str = "zh-hans"
    attachments: tuple[UUID, ...] = ()

    def validate(self) -> None:
        """A message says something, in a language the product knows."""
        need_text("text", self.text, _("Write something first."), LONGEST_TEXT)
        need_language("language", self.language)
        need_few(self.attachments)


@dataclass(frozen=True)
class Rendering:
    """A translation of one message or one file, or of the request itself where none is named."""

    text: str
    language: str
    message: UUID | None = None
    attachment: UUID | None = None

    def validate(self) -> None:
        """It says something, in a language the product knows."""
        need_text("text", self.text, _("Write the translation."), LONGEST_TEXT)
        need_language("language", self.language)


class Channel(TextChoices):
    """How people spoke."""

    PHONE = "phone", pgettext_lazy("contact", "By phone")
    VISIT = "visit", pgettext_lazy("contact", "In person")
    MEETING = "meeting", pgettext_lazy("contact", "At a meeting")
    OTHER = "other", pgettext_lazy("contact", "Otherwise")


@dataclass(frozen=True)
class Contact:
    """A logged contact with the requester, reached or not."""

    channel: Channel
    reached: bool
    note: str
    spoken_at: dt.datetime | None = None

    def validate(self) -> None:
        """The note says something."""
        need_text("note", self.note, _("Say whom you called and what was said."))
