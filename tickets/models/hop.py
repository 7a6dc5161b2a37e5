"""Hops: every time a ticket came to an office or a person, with the reasons kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.states import ENDED


class Hops(models.QuerySet["Hop"]):
    """Hops, by who still has to sign."""

    def unsigned(self) -> "Hops":
        """Those whose ticket is open and still with whom it was handed to, who has not signed."""
        still = {"signed_at": None, "assignee__isnull": False, "ticket__assignee": F("assignee")}
        return self.filter(**still).exclude(ticket__state__in=ENDED)


class Hop(models.Model):
    """One hand-over. The one before stays accountable until the new assignee signs (首接负责)."""

    class Kind(models.TextChoices):
        """How it came."""

        ROUTED = "routed", _("Routed")
        CLAIMED = "claimed", _("Claimed")
        ASSIGNED = "assigned", _("Assigned")
        REDISPATCHED = "redispatched", _("Redispatched")
        UPHELD = "upheld", _("Return upheld")
        RELEASED = "released", _("Released by a recusal")
        HANDED_OVER = "handed_over", _("Handed over with all open work")
        GIVEN_BACK = "given_back", _("Given back")

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="hops")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    handed_at = models.DateTimeField(_("Handed over"))
    signed_at = models.DateTimeField(_("Signed"), null=True)
    sign_by_at = models.DateTimeField(_("To be signed for by"), null=True)
    alarmed_at = models.DateTimeField(_("Alarm that nobody signed"), null=True)
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)
    reasons = models.JSONField(_("Reasons of the rules"), default=list)
    rules = models.ForeignKey(
        "tickets.RoutingRules",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("By which version of the rules"),
    )
    trace = models.JSONField(_("Trace of the routing"), default=dict)

    objects = Hops.as_manager()

    class Meta:
        verbose_name = _("Hop")
        ordering = ["handed_at", "id"]
        indexes = [
            models.Index(
                fields=["sign_by_at"],
                name="hops_that_nobody_signed",
                condition=Q(signed_at=None, alarmed_at=None, assignee__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.assignee or self.office}"
