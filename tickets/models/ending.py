"""Endings: what an assignee proposed as the end of a ticket, and what became of the proposal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.endings import EndingKind


class Ending(models.Model):
    """One proposal. Nobody ends a ticket alone: a lead approves it or sends it back."""

    class Ruling(models.TextChoices):
        """What the lead said."""

        WAITING = "waiting", _("Awaiting review")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")
        VOID = "void", _("Void")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="endings")
    generation = models.PositiveSmallIntegerField(_("Generation"))
    kind = models.CharField(_("Kind"), max_length=10, choices=EndingKind)
    carried = models.JSONField(_("What it carries"))
    ground = models.ForeignKey("tickets.Ground", models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("Proposed"))
    ruling = models.CharField(_("Ruling"), max_length=10, choices=Ruling, default=Ruling.WAITING)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ruled_at = models.DateTimeField(_("Ruled"), null=True)
    ruling_reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)

    class Meta:
        verbose_name = _("Ending")
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ruling="waiting"), name="one_proposal_at_a_time"
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own_proposal",
                condition=~Q(ruling="approved") | ~Q(ruled_by=models.F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_ruling_display()}"
