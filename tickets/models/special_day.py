"""Days that differ from Monday–Friday: holidays and make-up working weekends (调休)."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tickets.rules.decrees import Decreed


class Decrees(models.QuerySet["Decree"]):
    """Decrees, by what counts."""

    def in_force(self) -> "Decrees":
        """The newest version of each year, in the order of the years."""
        return self.order_by("jurisdiction", "year", "-version").distinct("jurisdiction", "year")


class Decree(models.Model):
    """The special days of one year as decreed (放假安排通知); a newer version replaces it whole."""

    jurisdiction = models.CharField(_("Jurisdiction"), max_length=10, default="CN")
    year = models.PositiveSmallIntegerField(_("Year"))
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    title = models.CharField(_("Title"), max_length=200)
    source = models.CharField(_("Source"), max_length=200)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = Decrees.as_manager()

    class Meta:
        verbose_name = _("Notice of special days")
        ordering = ["jurisdiction", "year", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "year", "version"], name="one_notice_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year}.{self.version})"

    def says(self, days: Iterable[Decreed]) -> bool:
        """Whether its special days are these and no others."""
        kept = self.days.values_list("date", "kind", "name_zh", "name_en")
        return set(kept) == {(day.date, day.kind, day.name_zh, day.name_en) for day in days}


class SpecialDay(models.Model):
    """One day of a notice, with the decree it stands in."""

    class Kind(models.TextChoices):
        """Closed, or open although it is a weekend."""

        HOLIDAY = "holiday", _("Holiday")
        WORKDAY = "workday", _("Make-up working day")

    decree = models.ForeignKey(Decree, models.PROTECT, related_name="days")
    date = models.DateField(_("Day"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    source = models.CharField(_("Source"), max_length=200)

    class Meta:
        verbose_name = _("Special day")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["decree", "date"], name="one_rule_per_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en
