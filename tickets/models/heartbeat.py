"""Signs of life: who last did their round, and when."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeats(models.QuerySet["Heartbeat"]):
    """Signs of life, by duty."""

    def note(self, duty: str, now: dt.datetime) -> None:
        """This duty was done just now."""
        beat = Heartbeat(duty=duty, at=now)
        self.bulk_create(
            [beat], update_conflicts=True, unique_fields=["duty"], update_fields=["at"]
        )

    def last_at(self, duty: str) -> dt.datetime | None:
        """When this duty was last done; None if never."""
        return self.filter(duty=duty).values_list("at", flat=True).first()


class Heartbeat(models.Model):
    """The last completed round of one recurring duty, e.g. `sweep`."""

    duty = models.CharField(_("Duty"), primary_key=True, max_length=20)
    at = models.DateTimeField(_("When"))

    objects = Heartbeats.as_manager()

    class Meta:
        verbose_name = _("Heartbeat")

    def __str__(self) -> str:
        return f"{self.duty} {self.at}"
