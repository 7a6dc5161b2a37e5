"""Hops: every time a ticket came to an office or a person, with the reasons kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import LONGEST_SENTENCE


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

    class Meta:
        verbose_name = _("Hop")
        ordering = ["handed_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.assignee or self.office}"
