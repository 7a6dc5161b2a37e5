"""The outbox: every message to a person is a row first, queued in the transaction of the deed."""

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from tickets.rules import wording
from tickets.rules.delivery import LEASE
from tickets.rules.notifications import ANNOUNCING, SERVING

log = logging.getLogger(__name__)

kick: Callable[[], object] | None = None  # filled by the wiring; called once rows are committed


class OutboxMessages(models.QuerySet["OutboxMessage"]):
    """Outgoing messages, by what is left to do."""

    def waiting(self) -> "OutboxMessages":
        """Neither delivered nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now: dt.datetime) -> "OutboxMessages":
        """What is to be tried now, longest waiting first."""
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "id")

    def that_told_a_result(self) -> "OutboxMessages":
        """The mails with a written result that have left, the first one first."""
        told = self.mails().filter(kind__in=SERVING, sent_at__isnull=False)
        return told.order_by("sent_at", "id")

    def that_told_of_a_notice(self) -> "OutboxMessages":
        """The mails to requesters with which a notice was sent, that have left."""
        return self.mails().filter(kind__in=ANNOUNCING, sent_at__isnull=False)

    def settled_before(self, moment: dt.datetime) -> "OutboxMessages":
        """Delivered or given up before this moment."""
        return self.filter(Q(sent_at__lt=moment) | Q(given_up_at__lt=moment))

    def fates(self) -> dict[str, int]:
        """How many messages were delivered, are waiting, were given up."""
        return self.aggregate(
            delivered=Count("pk", filter=Q(sent_at__isnull=False)),
            waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        )

    def astray(self) -> "OutboxMessages":
        """Messages in a state that cannot be: settled twice, or a notification not delivered."""
        twice = Q(sent_at__isnull=False, given_up_at__isnull=False)
        return self.filter(twice | Q(channel=OutboxMessage.Channel.IN_APP, sent_at=None))

    def mails(self) -> "OutboxMessages":
        """Every e-mail, newest first."""
        return self.filter(channel=OutboxMessage.Channel.EMAIL).order_by("-id")

    def lease(self, now: dt.datetime, most: int) -> list["OutboxMessage"]:
        """Take up to `most` due messages for one minute; other workers skip what is taken.

        The lease is committed before anything is sent: a worker that dies leaves a message that
        comes due again, with the same Message-ID.
        """
        with transaction.atomic():
            taken = list(self.due(now).select_for_update(skip_locked=True)[:most])
            self.filter(id__in=[m.id for m in taken]).update(
                next_try_at=now + LEASE, attempts=F("attempts") + 1
            )
        for message in taken:
            message.attempts += 1
        return taken

    def inbox_of(self, user: User) -> "OutboxMessages":
        """A person's notifications, newest first."""
        return self.filter(
            channel=OutboxMessage.Channel.IN_APP, recipient=user, sent_at__isnull=False
        ).order_by("-id")

    def unread_by(self, user: User) -> "OutboxMessages":
        """The notifications this person has not opened."""
        return self.inbox_of(user).filter(read_at=None)


class OutboxMessage(models.Model):
    """One message to one recipient through one channel, in the recipient's language."""

    class Channel(models.TextChoices):
        """How it leaves the house."""

        IN_APP = "in_app", _("Notification")
        EMAIL = "email", _("E-mail")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel)
    kind = models.CharField(_("Kind"), max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages"
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    address = models.CharField(_("Address"), max_length=254, blank=True)
    language = models.CharField(_("Language"), max_length=10)
    subject = models.CharField(_("Subject"), max_length=200)
    text = models.TextField(_("Text"))
    html = models.TextField(_("Formatted text"), blank=True)
    link = models.CharField(_("Link"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("Queued"))
    next_try_at = models.DateTimeField(_("Next try"))
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    sent_at = models.DateTimeField(_("Delivered"), null=True)
    given_up_at = models.DateTimeField(_("Given up"), null=True)
    last_error = models.CharField(_("Last error"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("Read"), null=True)

    objects = OutboxMessages.as_manager()

    class Meta:
        verbose_name = _("Outgoing message")
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="what_is_to_be_sent_next",
                condition=Q(sent_at=None, given_up_at=None),
            ),
            models.Index(
                fields=["ticket", "sent_at"],
                name="mails_that_told_a_requester",
                condition=Q(channel="email", kind__in=sorted(ANNOUNCING), sent_at__isnull=False),
            ),
            models.Index(
                fields=["recipient", "-id"],
                name="what_a_person_has_not_read",
                condition=Q(channel="in_app", read_at=None),
            ),
            models.Index(
                fields=["recipient", "-id"],
                name="the_inbox_of_a_person",
                condition=Q(channel="in_app"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_or_given_up_not_both", condition=Q(sent_at=None) | Q(given_up_at=None)
            ),
            models.CheckConstraint(
                name="a_message_has_somebody_to_go_to",
                condition=Q(channel="in_app", recipient__isnull=False)
                | Q(channel="email") & ~Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.kind} → {self.address or self.recipient}"

    @property
    def formatted(self) -> str:
        """The formatted form of the mail: its own, else made of its words; of none, none."""
        if self.html or not self.text:
            return self.html
        return wording.formatted(self.subject, self.text, self.language)


def kick_after_commit() -> None:
    """Wake a worker once the rows are committed; nothing is lost if nobody hears it."""
    transaction.on_commit(_kick)


def _kick() -> None:
    if kick is None:
        return
    try:
        kick()
    except Exception as why:  # noqa: BLE001  # whatever the broker's trouble, the sweep finds the row
        log.warning("outbox kick failed: %s", type(why).__name__)
