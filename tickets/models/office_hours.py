"""Office hours: when an office is open from a day on, all year and in its seasons."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeHoursRows(models.QuerySet["OfficeHours"]):
    """Office hours, by what counts."""

    def in_force(self) -> "OfficeHoursRows":
        """The newest version of each first day, office by office."""
        return self.order_by("office_id", "from_date", "-version").distinct(
            "office_id", "from_date"
        )


class OfficeHours(models.Model):
    """The hours of one office from a day on; an office without its own has those above it.

    `week` lists for Monday to Sunday the open spans, such as ["08:30", "11:30"]; `seasons` lists
    parts of the year with a week of their own: {"start": "06-01", "end": "08-31", "week": […]}.
    Never changed: another first day follows on it, a newer version of the same day replaces it.
    """

    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="hours")
    from_date = models.DateField(_("From"))
    zone = models.CharField(_("Time zone"), max_length=60)
    week = models.JSONField(_("Week"))
    seasons = models.JSONField(_("Seasons"), default=list)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    reason = models.CharField(_("Reason"), max_length=2000)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OfficeHoursRows.as_manager()

    class Meta:
        verbose_name = _("Office hours")
        ordering = ["office", "from_date", "version"]
        constraints = [
            models.UniqueConstraint(fields=["office", "version"], name="one_plan_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.from_date} (v{self.version})"
