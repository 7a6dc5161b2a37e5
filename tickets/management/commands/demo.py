"""Tell the living example to an empty house."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from tickets.demo.cast import PASSWORD, cast
from tickets.demo.play import play, was_told
from tickets.errors import Refused


class Command(BaseCommand):
    """`manage.py demo`: once; where people exist it only says whom one can sign in as."""

    help = "Bring the example's offices, staff and enterprises into an empty house (DEMO=1 only)."

    def handle(self, *args: object, **options: object) -> None:
        """Play, and say who is who."""
        if not settings.DEMO:
            raise CommandError("DEMO=0: this house is for real people, not for an example.")
        try:
            play(now=timezone.now())
        except Refused as refused:
            if not was_told():
                self.stdout.write(str(refused))
                return
        self.stdout.write(f"The example's people, all with the password “{PASSWORD}”:")
        with translation.override("en"):
            for one in cast():
                self.stdout.write(f"  {one.email:36} {one.role}: {one.shows}")
