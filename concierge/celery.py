"""Celery carries kicks and the beat; the truth it works on lies in PostgreSQL."""

import os
import time
from collections.abc import Callable

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concierge.settings")

app = Celery("concierge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tickets"])


class Bell:
    """Wakes a worker for a queued message; rings in vain at most once in a while.

    A broker that hangs costs the request that finds out one second, and the others nothing:
    the sweep delivers meanwhile.
    """

    REST = 10  # seconds of silence after a ring that failed

    def __init__(self, pull: Callable[[], object]) -> None:
        self._pull = pull
        self._rests_until = 0.0

    def ring(self) -> None:
        """Ask for a delivery now. Raises the broker's error when nobody can be asked."""
        if time.monotonic() < self._rests_until:
            return
        try:
            self._pull()
        except Exception:
            self._rests_until = time.monotonic() + self.REST
            raise
