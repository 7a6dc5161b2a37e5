"""Translations by staff, beside a message, a file or the request itself (DOMAIN §3, two texts)."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from tickets.rules.carried import LONGEST_TEXT

_TOLD = ("id", "text", "language", "message_id", "attachment_id", "translated_at")
_BY = ("email", "name", "name_latin")


class Translations(models.QuerySet["Translation"]):
    """Translations, by what they stand beside."""

    def of_tickets(self) -> ArraySubquery:
        """For an annotation of tickets: all that stand on each, oldest first; see read_back()."""
        told = {name: name for name in _TOLD} | {name: f"translated_by__{name}" for name in _BY}
        mine = self.filter(ticket=OuterRef("pk")).order_by("id")
        return ArraySubquery(mine.values(told=JSONObject(**told)))


class Translation(models.Model):
    """One rendering in another language; it is added to, never changed: the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="translations")
    message = models.ForeignKey(
        "tickets.Message", models.PROTECT, null=True, related_name="translations"
    )
    attachment = models.ForeignKey(
        "tickets.Attachment", models.PROTECT, null=True, related_name="translations"
    )
    text = models.TextField(_("Translation"), max_length=LONGEST_TEXT)
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)
    translated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    translated_at = models.DateTimeField(_("Translated"))

    objects = Translations.as_manager()

    class Meta:
        verbose_name = _("Translation")
        constraints = [
            models.CheckConstraint(
                name="a_translation_stands_beside_one_thing",
                condition=Q(message=None) | Q(attachment=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.text[:40]}"


def read_back(told: Mapping[str, str]) -> Translation:
    """What an annotation told, as a translation with who made it; not to be saved."""
    facts = {name: told[name] for name in ("text", "language")}
    return Translation(
        id=UUID(told["id"]),
        message_id=UUID(told["message_id"]) if told["message_id"] else None,
        attachment_id=UUID(told["attachment_id"]) if told["attachment_id"] else None,
        translated_by=User(**{name: told[name] for name in _BY}),
        translated_at=dt.datetime.fromisoformat(told["translated_at"]),
        **facts,
    )
