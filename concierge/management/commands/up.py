"""`manage.py up`: the whole house on this machine, until Ctrl-C."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from concierge.errors import CannotStart
from concierge.launch import house


class Command(BaseCommand):
    """Starts embedded servers, prepares the database, runs web, worker and beat."""

    help = "Start everything on this machine; Ctrl-C ends it."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Stand until asked to end."""
        places = (settings.HOME, settings.SOCKETS)
        whole = house.House(settings.ENVIRONMENT, *places, self._prepare, self._welcome)
        sys.exit(whole.stand())

    def _prepare(self, say: house.Say) -> None:
        try:
            call_command("prepare", stdout=house.Lines(say))
        except CommandError as why:
            raise CannotStart(str(why)) from why

    def _welcome(self) -> list[str]:
        return [f"open {settings.PUBLIC_URL}/", f"data and logs in {settings.HOME}"]
