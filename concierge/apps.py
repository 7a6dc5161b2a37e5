"""The wiring as a Django app: it owns the commands and fills the outbox's kick slot."""

from django.apps import AppConfig


class ConciergeConfig(AppConfig):
    """Connects the floors once, when the process starts."""

    name = "concierge"
