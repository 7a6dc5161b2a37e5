"""`manage.py verify`: is what the system remembers whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tickets.reports import integrity


class Command(BaseCommand):
    """Checks the chain of every history, the seals over them, the outbox and the files."""

    help = "Check that no event or file was removed or altered and that no message vanished."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per check; ends with code 1 and the exact places when something is damaged."""
        damaged = 0
        for finding in integrity.findings():
            self.stdout.write(f"{finding.check}: {finding.seen}")
            for kind, place in finding.damage.items():
                damaged += 1
                self.stderr.write(f"{finding.check}: {kind}: {place}")
        if damaged:
            raise CommandError("What the system remembers is damaged. Keep the database as it is.")
        self.stdout.write("whole")
