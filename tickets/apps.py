"""Tickets as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """The product's main room."""

    name = "tickets"
    verbose_name = _("Tickets")
