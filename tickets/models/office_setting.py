"""What offices have set for themselves; where nothing is set, the office above counts."""

import uuid
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.rules.office_settings import Key


class OfficeSettings(models.QuerySet["OfficeSetting"]):
    """Settings, by the offices they count for."""

    def along(self, lineage: Collection[uuid.UUID]) -> "OfficeSettings":
        """Those of an office and of the offices above it."""
        return self.filter(office__in=lineage)

    def nearest(self, lineage: Sequence[uuid.UUID], key: Key) -> "OfficeSettings":
        """What is set for a key along a path of offices, the nearest to its end first."""
        steps = [models.When(office=each, then=place) for place, each in enumerate(lineage)]
        return self.along(lineage).filter(key=key).order_by(models.Case(*steps).desc())


class OfficeSetting(models.Model):
    """One value that an office set for itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="settings")
    key = models.CharField(_("Setting"), max_length=40, choices=Key)
    value = models.CharField(_("Value"), max_length=20)
    changed_at = models.DateTimeField(_("Changed"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfficeSettings.as_manager()

    class Meta:
        verbose_name = _("Setting of an office")
        constraints = [
            models.UniqueConstraint(fields=["office", "key"], name="an_office_sets_a_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.key} {self.value}"
