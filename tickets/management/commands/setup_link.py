"""Make the link by which an empty house gets its first administrators."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone, translation

from tickets.actions import set_up
from tickets.errors import Refused


class Command(BaseCommand):
    """`manage.py setup_link`: prints a link that works once; later it only says it is closed."""

    help = "Print a single-use link that lets the first administrators in (DEMO=0, empty house)."

    def handle(self, *args: object, **options: object) -> None:
        """Print the link, or why there is none."""
        try:
            token = set_up.open_link(by=None, now=timezone.now())
        except Refused as refused:
            with translation.override("en"):
                self.stdout.write(str(refused))
            return
        self.stdout.write("Set this house up here, once, within 24 hours:")
        self.stdout.write(f"  {settings.PUBLIC_URL}{reverse('set_up', args=[token])}")
