"""Messages on a ticket: internal by default, or between the office and the requester."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.messages import Audience


class Messages(models.QuerySet["Message"]):
    """Messages, by who may read them."""

    def readable(self, *, inside: bool) -> "Messages":
        """Staff read everything; outside only what was meant for the requester."""
        return self if inside else self.filter(audience=Audience.PUBLIC)

    def unread_from_requester(self) -> "Messages":
        """What the requester wrote and nobody of the office has opened."""
        return self.filter(from_requester=True, read_at=None)


class Message(models.Model):
    """One message. Its author is whoever was signed in, never anybody else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    audience = models.CharField(_("For"), max_length=8, choices=Audience, default=Audience.INTERNAL)
    from_requester = models.BooleanField(_("From the requester"), default=False)
    text = models.TextField(_("Text"), max_length=LONGEST_TEXT)
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)
    said_at = models.DateTimeField(_("Said"))
    read_at = models.DateTimeField(_("Read"), null=True)

    objects = Messages.as_manager()

    class Meta:
        verbose_name = _("Message")
        ordering = ["said_at", "id"]
        indexes = [
            models.Index(
                fields=["ticket"],
                name="requester_messages_not_read",
                condition=Q(from_requester=True, read_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_requester_writes_no_internal_note",
                condition=Q(from_requester=False) | Q(audience="public"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"
