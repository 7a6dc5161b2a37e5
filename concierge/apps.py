"""The wiring as a Django app: it owns the commands and fills the outbox's kick slot."""

from django.apps import AppConfig


class ConciergeConfig(AppConfig):
    """Connects the floors once, when the process starts."""

    name = "concierge"

    def ready(self) -> None:
        """Let a committed message wake a worker."""
        from concierge.celery import Bell
        from tickets.models import outbox
        from tickets.tasks import deliver

        outbox.kick = Bell(deliver.delay).ring
