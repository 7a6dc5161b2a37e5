"""Conflicts of interest: whose requests a person takes no part in (回避)."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7

LONGEST_REASON = 200


class Recusals(models.QuerySet["Recusal"]):
    """Recusals, by whom they bind."""

    def in_force(self) -> "Recusals":
        """Those that were not lifted."""
        return self.filter(lifted_at=None)

    def from_enterprise(self, enterprise_id: UUID) -> "Recusals":
        """Those in force that concern this requester."""
        return self.in_force().filter(enterprise=enterprise_id)

    def people(self) -> Iterable[UUID]:
        """The people they bind."""
        return self.values_list("user", flat=True)


class Recusal(models.Model):
    """A person's interest in a requester: while it lasts they take no part in its tickets."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    enterprise = models.ForeignKey("accounts.Enterprise", models.PROTECT, related_name="recusals")
    reason = models.CharField(_("Reason"), max_length=LONGEST_REASON)
    declared_at = models.DateTimeField(_("Declared"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("Lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_reason = models.CharField(_("Reason"), max_length=LONGEST_REASON, blank=True)

    objects = Recusals.as_manager()

    class Meta:
        verbose_name = _("Recusal")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "enterprise"],
                condition=Q(lifted_at=None),
                name="declared_once_at_a_time",
            ),
            models.CheckConstraint(
                name="lifted_at_has_its_by_and_reason",
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.enterprise}"
