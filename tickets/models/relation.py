"""Requests that belong together: linked as related, or as saying the same again (重复)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.carried import LONGEST_SENTENCE


class Relations(models.QuerySet["Relation"]):
    """Links between requests, by whether they stand and whom they join."""

    def standing(self) -> "Relations":
        """Not undone."""
        return self.filter(ended_at=None)

    def between(self, one: object, other: object) -> "Relations":
        """Those that join these two, whichever was linked to which."""
        return self.filter(Q(ticket=one, first=other) | Q(ticket=other, first=one))


class Relation(models.Model):
    """One link; where it is a duplicate, `first` goes on and `ticket` says the same again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="relations")
    first = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="relations_to_it")
    is_duplicate = models.BooleanField(_("Duplicate"), default=False)
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE)
    related_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    related_at = models.DateTimeField(_("Linked"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("Undone"), null=True)

    objects = Relations.as_manager()

    class Meta:
        verbose_name = _("Link between tickets")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "first"],
                condition=Q(ended_at=None),
                name="two_tickets_are_linked_once",
            ),
            models.CheckConstraint(
                name="no_ticket_is_linked_to_itself", condition=~Q(ticket=F("first"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.first_id}"
