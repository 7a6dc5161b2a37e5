"""`manage.py beat`: the clock on the wall; only one ticks, whoever else waits."""

import logging
import signal
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from concierge import beat


class Command(BaseCommand):
    """Sends what is due to the worker, while it holds the database's lock."""

    help = "Tick: hand recurring work to the worker. A second beat waits for the first to end."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Tick until asked to end; code 1 when the database was lost."""
        logging.getLogger("celery.beat").setLevel(logging.WARNING)  # not a line for each tick
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        sys.exit(beat.tick_alone(settings.DATABASE_URL, time.sleep))
