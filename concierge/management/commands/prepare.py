"""`manage.py prepare`: bring database, catalogues and browser files to this version's state."""

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections


class Command(BaseCommand):
    """Safe to repeat; run once before web, worker and beat of a new version start."""

    help = "Migrate, load the base data, compile the catalogues, collect the static files."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Do each step; the next is tried only when the one before went well."""
        for said, command, words in self._steps():
            if command in get_commands():
                self.stdout.write(said)
                call_command(command, *words, stdout=self.stdout)
        connections.close_all()

    def _steps(self) -> list[tuple[str, str, list[str]]]:
        people = ("demo data", "demo") if settings.DEMO else ("set-up link", "setup_link")
        return [
            ("catalogues", "messages", ["--compile"]),
            ("tables", "migrate", ["--noinput", "--verbosity=0"]),
            ("base data", "base_data", []),
            (*people, []),
            ("files for the browser", "collectstatic", ["--noinput", "--verbosity=0"]),
        ]
