"""Signs of life: who last did their round, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The last completed round of one recurring duty, e.g. `sweep`."""

    duty = models.CharField(_("Duty"), primary_key=True, max_length=20)
    at = models.DateTimeField(_("When"))

    class Meta:
        verbose_name = _("Heartbeat")

    def __str__(self) -> str:
        return f"{self.duty} {self.at}"
