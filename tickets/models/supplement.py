"""Supplements (补正): the written request for missing material, answered item by item."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from tickets.models.clock import Clock
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.clocks import Clock as Name


class Supplements(models.QuerySet["Supplement"]):
    """Requests for material, as they are shown."""

    def for_page(self) -> "Supplements":
        """With the day it is due and whether that is provisional, as the requester's clock says."""
        clock = Clock.objects.filter(
            ticket=OuterRef("ticket"), name=Name.SUPPLEMENT, started_at=OuterRef("asked_at")
        )
        said = ("due_at", "is_provisional")
        return self.annotate(**{fact: Subquery(clock.values(fact)[:1]) for fact in said})


class Supplement(models.Model):
    """One request; `items` are {asked, given, answer} in the order asked."""

    due_at: dt.datetime  # of the clock that asking started, by for_page()
    is_provisional: bool

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="supplement_requests")
    items = models.JSONField(_("Items"))
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Asked"))
    ended_at = models.DateTimeField(_("Ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = Supplements.as_manager()

    class Meta:
        verbose_name = _("Supplement")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(ended_at=None),
                name="one_supplement_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.asked_at:%Y-%m-%d}"
