"""`manage.py prepare`: bring database, catalogues and browser files to this version's state."""

from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections

from concierge import browser_files, health
from concierge.errors import CannotStart

LOCK = 0x7072657061726500  # "prepare": the number of the advisory lock


class Command(BaseCommand):
    """Safe to repeat; run once before web, worker and beat of a new version start."""

    help = "Migrate, load the base data, compile the catalogues, collect the static files."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Do each step; the next is tried only when the one before went well.

        Raises CannotStart when the database does not answer.
        """
        try:
            self._alone()
            for command, words in self._steps():
                if command in get_commands():
                    call_command(command, *words, stdout=self.stdout)
            if browser_files.collect():
                self.stdout.write("files for the browser: collected anew")
        except OperationalError as why:
            raise CannotStart(f"PostgreSQL does not answer: {_first_line(why)}") from why
        finally:
            connections.close_all()

    def _alone(self) -> None:
        """Two houses over one database prepare it one after the other, and may take their time."""
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])

    def _steps(self) -> Iterator[tuple[str, list[str]]]:
        yield "messages", ["--compile"]
        self.stdout.write(f"tables: {health.steps_behind() or 'nothing'} to bring up to date")
        yield "migrate", ["--noinput", "--verbosity=0"]
        yield "base_data", []
        yield ("demo" if settings.DEMO else "setup_link"), []


def _first_line(why: Exception) -> str:
    return str(why).strip().partition("\n")[0]
