"""Celery carries kicks and the beat; the truth it works on lies in PostgreSQL."""

import os
from collections.abc import Callable

from celery import Celery

from concierge import breaker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concierge.settings")

app = Celery("concierge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tickets"])


class Bell:
    """Wakes a worker for a queued message. A broker that hangs costs one request one second."""

    def __init__(self, pull: Callable[[], object]) -> None:
        self._pull = pull

    def ring(self) -> None:
        """Ask for a delivery now, unless the broker failed a moment ago: the sweep delivers.

        Raises the broker's error when it fails just now.
        """
        if breaker.redis.is_open:
            return
        try:
            self._pull()
        except Exception:
            breaker.redis.trip()
            raise
