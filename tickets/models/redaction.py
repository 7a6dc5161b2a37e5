"""Redacted copies: what a unit may read of a confidential ticket. What was once shown stays."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.filing import LONGEST_TITLE


class Redaction(models.Model):
    """One redacted copy of a ticket's facts; the newest is the one that units read."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="redactions")
    title = models.CharField(_("Redacted title"), max_length=LONGEST_TITLE)
    text = models.TextField(_("Redacted facts"), max_length=LONGEST_TEXT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("Written"))

    class Meta:
        verbose_name = _("Redacted copy")

    def __str__(self) -> str:
        return self.title
