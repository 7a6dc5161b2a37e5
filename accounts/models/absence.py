"""Who is away, who stands in, and who is on duty day and night."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class TsTzRange(Func):
    """The half-open period between two moments."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Absences(models.QuerySet["Absence"]):
    """Absences, by moment."""

    def at(self, moment: dt.datetime) -> "Absences":
        """Those that cover this moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Absence(models.Model):
    """A period in which a person does not work and another may stand in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="stands_in_for"
    )
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    objects = Absences.as_manager()

    class Meta:
        verbose_name = _("Absence")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves",
                condition=Q(deputy=None) | ~Q(deputy=F("user")),
            ),
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%Y-%m-%d} – {self.ends_at:%Y-%m-%d}"


class Duties(models.QuerySet["Duty"]):
    """Turns of duty, by moment."""

    def at(self, moment: dt.datetime) -> "Duties":
        """Those that cover this moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class Duty(models.Model):
    """A turn on the 24×7 duty roster of an office."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))

    objects = Duties.as_manager()

    class Meta:
        verbose_name = _("Duty")
        constraints = [
            models.CheckConstraint(
                name="duty_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="nobody_is_on_duty_twice_at_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} · {self.user} {self.starts_at:%Y-%m-%d %H:%M}"
