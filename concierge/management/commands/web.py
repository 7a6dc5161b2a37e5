"""`manage.py web`: the web server alone, for a container or a service manager."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from concierge.launch import programs


class Command(BaseCommand):
    """Checks the settings, then becomes the program itself, so that signals reach it."""

    help = "Run the web server alone; `up` runs all."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Become it."""
        sys.stdout.flush()
        os.execv(sys.executable, [str(word) for word in programs.web(settings.ENVIRONMENT)])  # noqa: S606  # no shell
