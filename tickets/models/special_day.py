"""Days that differ from Monday–Friday: holidays and make-up working weekends (调休)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """One day of one jurisdiction, with the notice that decreed it."""

    class Kind(models.TextChoices):
        """Closed, or open although it is a weekend."""

        HOLIDAY = "holiday", _("Holiday")
        WORKDAY = "workday", _("Make-up working day")

    jurisdiction = models.CharField(_("Jurisdiction"), max_length=10, default="CN")
    date = models.DateField(_("Day"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    source = models.CharField(_("Source"), max_length=200)

    class Meta:
        verbose_name = _("Special day")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "date"], name="one_rule_per_day")
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        name = self.name_zh if chinese else self.name_en
        return f"{self.date} {self.get_kind_display()} {name}"
