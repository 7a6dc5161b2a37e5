"""Who speaks for a requester, as what, and within which dates."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models.grant import WHOLE_DAYS, DateRange, counting
from accounts.roles import RequesterRole


class Memberships(models.QuerySet["Membership"]):
    """Memberships, by day."""

    def in_force(self, on: dt.date) -> "Memberships":
        """Those that count on this day."""
        return self.filter(counting(on))


class Membership(models.Model):
    """A person's role at a requester; `until_date` is the last day it counts.

    Whoever ends it before that does so at once, by `ended_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    enterprise = models.ForeignKey(
        "accounts.Enterprise", models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("Role"), max_length=10, choices=RequesterRole)
    from_date = models.DateField(_("From"))
    until_date = models.DateField(_("Until"), null=True)
    ended_at = models.DateTimeField(_("Ended early"), null=True)

    objects = Memberships.as_manager()

    class Meta:
        verbose_name = _("Membership")
        constraints = [
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("enterprise", RangeOperators.EQUAL),
                    (DateRange("from_date", "until_date", WHOLE_DAYS), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="an_agent_has_a_last_day",
                condition=~Q(role=RequesterRole.AGENT) | Q(until_date__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
