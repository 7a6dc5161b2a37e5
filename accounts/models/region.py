"""Places, by their GB/T 2260 codes."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Regions(models.QuerySet["Region"]):
    """Places, by the offices that work there."""

    def covered_by(self, offices: Iterable[UUID]) -> "Regions":
        """Where these offices or offices under them work, districts included."""
        ids = list(offices)
        here = Q(offices__lineage__overlap=ids)
        above = Q(parent__offices__lineage__overlap=ids)
        return self.filter(here | above).distinct()


class Region(models.Model):
    """A province, a city, or the zone that has only a local code (LN-SFX)."""

    code = models.CharField(_("Code"), primary_key=True, max_length=8)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")

    objects = Regions.as_manager()

    class Meta:
        verbose_name = _("Region")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en
