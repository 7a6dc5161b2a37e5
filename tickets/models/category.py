"""The categories of requests (事项类别)."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Categories(models.QuerySet["Category"]):
    """Categories, by day."""

    def in_force(self, on: dt.date) -> "Categories":
        """Those that may be chosen on this day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Category(models.Model):
    """What a request is about, and whether the office handles it itself or coordinates."""

    class Mode(models.TextChoices):
        """Own and coordinated work are measured apart (DOMAIN §2)."""

        OWN = "own", _("Handled by the office itself")
        COORDINATE = "coordinate", _("Coordinated")

    code = models.CharField(_("Code"), primary_key=True, max_length=4)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100)
    typical_zh = models.CharField(_("Typical items"), max_length=200)
    typical_en = models.CharField(_("Typical items in English"), max_length=200, blank=True)
    lead_unit_zh = models.CharField(_("Lead unit"), max_length=100)
    mode = models.CharField(_("Mode"), max_length=10, choices=Mode)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True)

    objects = Categories.as_manager()

    class Meta:
        verbose_name = _("Category")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def typical(self) -> str:
        """Typical items, in the reader's language where it is known."""
        chinese = (get_language() or "zh").startswith("zh")
        return self.typical_zh if chinese else self.typical_en

    @property
    def stream(self) -> str:
        """The name of its history."""
        return f"category:{self.pk}"
