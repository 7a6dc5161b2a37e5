"""Attachments (附件): files with a request, a message or an answer; their bytes lie under keys."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from tickets.models.draft import KEPT
from tickets.models.translation import Translation
from tickets.rules.attachments import LONGEST_NAME, Screening
from tickets.rules.messages import Audience

_TOLD = (
    *("id", "name", "size", "screening", "message_id", "supplement_id", "item", "for_step"),
    "sent_at",
)


def place() -> Storage:
    """Where the bytes lie: outside of everything that is served."""
    return storages["attachments"]


def key_of(attachment: "Attachment", name: str) -> str:
    """A key that tells nothing and that nobody can guess."""
    key = secrets.token_hex(32)
    return f"{key[:2]}/{key}"


class Attachments(models.QuerySet["Attachment"]):
    """Attachments, by who may have them and what is left to do."""

    def sent(self) -> "Attachments":
        """Part of a ticket: whoever chose them has sent them."""
        return self.exclude(sent_at=None)

    def unsent(self) -> "Attachments":
        """Chosen, and not sent yet."""
        return self.filter(sent_at=None)

    def kept(self) -> "Attachments":
        """Those whose bytes are still there: all but what carried a virus."""
        return self.exclude(screening=Screening.INFECTED)

    def readable(self, *, inside: bool) -> "Attachments":
        """Staff read everything; outside nobody gets what stands beside an internal note."""
        return self if inside else self.exclude(message__audience=Audience.INTERNAL)

    def forgotten(self, now: dt.datetime) -> "Attachments":
        """Chosen a month ago for a ticket, and never sent."""
        return self.unsent().filter(uploaded_at__lt=now - KEPT)

    def of_tickets(self, reader: User) -> ArraySubquery:
        """For an annotation of tickets: what was sent on each, and what this person chose and has
        not sent yet; see as_told().
        """
        known = self.sent() | self.unsent().filter(uploaded_by=reader)
        mine = known.filter(ticket=OuterRef("pk")).order_by("id")
        return ArraySubquery(mine.values(told=JSONObject(**{name: name for name in _TOLD})))


class Attachment(models.Model):
    """One file. Of a draft, or of a ticket: sent with it, with a message or with an answer.

    `name` and `content` are what was kept of it; `received_sha256` is of the bytes that came.
    `for_step`: the step in whose form it was chosen, while it is not sent.
    """

    renderings: Sequence[Translation] = ()  # what staff translated of it, by Ticket.attached

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(
        "tickets.Draft", models.PROTECT, null=True, related_name="attachments"
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="attachments"
    )
    message = models.ForeignKey(
        "tickets.Message", models.PROTECT, null=True, related_name="attachments"
    )
    supplement = models.ForeignKey(
        "tickets.Supplement", models.PROTECT, null=True, related_name="attachments"
    )
    item = models.PositiveSmallIntegerField(_("Item"), null=True)
    for_step = models.CharField(_("Step"), max_length=20, blank=True)
    name = models.CharField(_("File"), max_length=LONGEST_NAME)
    media_type = models.CharField(_("Kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("Size"))
    sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64)
    content = models.FileField(_("Content"), storage=place, upload_to=key_of, max_length=100)
    screening = models.CharField(_("Virus check"), max_length=8, choices=Screening)
    screened_at = models.DateTimeField(_("Checked for viruses"), null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("Uploaded"))
    sent_at = models.DateTimeField(_("Sent"), null=True)

    objects = Attachments.as_manager()

    class Meta:
        verbose_name = _("Attachment")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["id"],
                name="attachments_to_be_screened",
                condition=Q(screening=Screening.WAITING),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="an_attachment_is_of_a_draft_or_of_a_ticket",
                condition=Q(draft=None, ticket__isnull=False)
                | Q(draft__isnull=False, ticket=None, sent_at=None),
            ),
            models.CheckConstraint(
                name="only_what_was_sent_stands_beside_a_message",
                condition=Q(message=None) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_answer_to_an_item_is_of_a_supplement",
                condition=Q(supplement=None, item=None)
                | Q(supplement__isnull=False, item__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fit(self) -> bool:
        """Whether it may be given out."""
        return self.screening == Screening.FIT


def as_told(told: Mapping[str, Any]) -> Attachment:
    """What an annotation told, as an attachment to be named; not to be saved."""
    ids = {name: UUID(told[name]) if told[name] else None for name in ("id", "message_id")}
    return Attachment(**dict(told) | ids)
