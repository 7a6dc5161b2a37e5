"""Measures tied to tickets (举措关联): which version, as what, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.endings import MeasureOutcome, MeasureRole


class LinkedMeasures(models.QuerySet["LinkedMeasure"]):
    """Ties, by whether they stand."""

    def standing(self) -> "LinkedMeasures":
        """Not removed, in order of their code."""
        return self.filter(removed_at=None).order_by("measure")

    def for_page(self) -> "LinkedMeasures":
        """With everything a page names."""
        return self.select_related("version", "linked_by", "outcome_by")


class LinkedMeasure(models.Model):
    """One measure on one ticket; it keeps the version that was in force when it was tied."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="linked_measures")
    measure = models.ForeignKey("tickets.Measure", models.PROTECT, related_name="links")
    version = models.ForeignKey("tickets.MeasureVersion", models.PROTECT, related_name="links")
    role = models.CharField(_("Role"), max_length=12, choices=MeasureRole)
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("Linked"))
    outcome = models.CharField(_("Outcome"), max_length=14, choices=MeasureOutcome, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome_at = models.DateTimeField(_("Outcome known"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("Removed"), null=True)

    objects = LinkedMeasures.as_manager()

    class Meta:
        verbose_name = _("Measure on a ticket")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "measure"],
                condition=Q(removed_at=None),
                name="a_measure_once_on_a_ticket",
            ),
            models.CheckConstraint(
                name="an_outcome_has_its_moment",
                condition=Q(outcome="", outcome_at=None)
                | ~Q(outcome="") & Q(outcome_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_role_display()}"
