"""Logged contacts: calls and talks with the requester, reached or not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.rules.messages import Channel


class Contact(models.Model):
    """One attempt to speak with the requester, as the person who made it logged it."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="contacts")
    channel = models.CharField(_("How"), max_length=10, choices=Channel)
    reached = models.BooleanField(_("Reached"))
    is_callback = models.BooleanField(_("Callback"), default=False)
    note = models.CharField(_("Note"), max_length=2_000)
    solved = models.CharField(_("Solved"), max_length=6, blank=True)
    satisfied = models.PositiveSmallIntegerField(_("Satisfied"), null=True)
    spoken_at = models.DateTimeField(_("When"))
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(_("Logged"))

    class Meta:
        verbose_name = _("Contact")
        ordering = ["spoken_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.spoken_at:%Y-%m-%d %H:%M}"
