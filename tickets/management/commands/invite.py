"""Invite a colleague and give them a role, from the machine itself."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.roles import Role
from tickets.actions import invitations
from tickets.errors import Refused
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.people import Newcomer


class Command(BaseCommand):
    """`manage.py invite li.min@office.example 李敏 --role concierge --office 210200`."""

    help = "Open an account for a colleague with a role at an office, and mail the invitation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, as what, where."""
        parser.add_argument("email")
        parser.add_argument("name", help="full name")
        parser.add_argument("--latin", default="", help="name in Latin letters")
        parser.add_argument("--language", default="zh-hans", help="in which to write to them")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--office", required=True, help="code of the office, e.g. 210200")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite; CommandError with the reason when it is refused."""
        now = timezone.now()
        newcomer = Newcomer(
            options["email"], options["name"], options["latin"], options["language"]
        )
        appointment = Appointment(options["role"], options["office"], day_of(now))
        try:
            invitations.invite_staff(newcomer, appointment, by=None, now=now)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"An invitation is on its way to {newcomer.email}; it works for 72 hours."
        )
