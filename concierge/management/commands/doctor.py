"""`manage.py doctor`: what is wrong with the house, and how to mend it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import color_style, no_style

from concierge.doctor import CHECKS
from concierge.doctor.finding import Finding, Mark

WIDTH = 10  # of the longest name of a check
STYLES = {Mark.OK: "SUCCESS", Mark.NOTE: "WARNING", Mark.WRONG: "ERROR"}


class Command(BaseCommand):
    """Looks, changes nothing; ends with code 1 when something is wrong."""

    help = "Say what is wrong with this house and how to mend it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Some checks only, by name."""
        parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per finding, its cure below it."""
        self.style = color_style() if self.stdout.isatty() else no_style()
        unknown = set(options["checks"]) - set(CHECKS)
        if unknown:
            raise CommandError(f"No such check: {', '.join(sorted(unknown))}.")
        findings = [
            finding for name in options["checks"] or CHECKS for finding in self._looked_at(name)
        ]
        ill = sum(finding.mark is Mark.WRONG for finding in findings)
        if ill:
            raise CommandError(f"{ill} of {len(findings)} findings need mending.")
        self.stdout.write("All is well.")

    def _looked_at(self, name: str) -> list[Finding]:
        findings = []
        for finding in CHECKS[name]():
            findings.append(finding)
            self._say(name, finding)
        return findings

    def _say(self, name: str, finding: Finding) -> None:
        style = getattr(self.style, STYLES[finding.mark])
        self.stdout.write(f"{style(f'{finding.mark:<5}')} {name:<{WIDTH}} {finding.said}")
        if finding.cure:
            self.stdout.write(f"{'':<{WIDTH + 6}} → {finding.cure}")
