"""Bring places, offices, categories, grounds, special days and measures."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from tickets.actions import base_data


class Command(BaseCommand):
    """`manage.py base_data`: adds what is missing, changes nothing that is there."""

    help = "Add the base data that are missing; nothing an office edited is changed."

    def handle(self, *args: object, **options: object) -> None:
        """Load and say what was added."""
        added = base_data.load(by=None, now=timezone.now())
        said = ", ".join(f"{count} {name}" for name, count in added.items() if count)
        self.stdout.write(f"base data: {said or 'nothing was missing'}")
