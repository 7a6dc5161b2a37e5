"""Grounds on which a ticket is refused or terminated."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Grounds(models.QuerySet["Ground"]):
    """Grounds, by day."""

    def in_force(self, on: dt.date) -> "Grounds":
        """Those that may be chosen on this day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def not_over(self, on: dt.date) -> "Grounds":
        """Those that may be chosen on this day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Ground(models.Model):
    """One ground of one list, with its source. `to_be_confirmed`: policy editors see 待确认."""

    class List(models.TextChoices):
        """Which ending, on which track."""

        REFUSE_COMPLAINT = "refuse_complaint", _("Refusal of a complaint")
        REFUSE_SERVICE = "refuse_service", _("Refusal of a service request")
        TERMINATE_COMPLAINT = "terminate_complaint", _("Termination of a complaint")
        TERMINATE_SERVICE = "terminate_service", _("Termination of a service request")

    list = models.CharField(_("List"), max_length=20, choices=List)
    code = models.CharField(_("Code"), max_length=4)
    name_zh = models.CharField(_("Chinese text"), max_length=200)
    name_en = models.CharField(_("English text"), max_length=300)
    source = models.CharField(_("Source"), max_length=100)
    to_be_confirmed = models.BooleanField(_("To be confirmed by the office"), default=False)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True)

    objects = Grounds.as_manager()

    class Meta:
        verbose_name = _("Ground")
        ordering = ["list", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "code", "valid_from"], name="one_ground_per_code_and_day"
            )
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def stream(self) -> str:
        """The name of its history, which all its wordings share."""
        return f"ground:{self.list}:{self.code}"
