"""What is asked when somebody is to speak for a requester, and for how long they may."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.roles import RequesterRole
from tickets.rules.people import Newcomer
from tickets.rules.problems import Problem


@dataclass(frozen=True)
class Part:
    """What somebody is for a requester; an agent's last day is that of the power of attorney."""

    role: str
    until_date: dt.date | None = None

    def problems(self, on: dt.date) -> Iterator[Problem]:
        """What is wrong with it on this day."""
        if self.role not in RequesterRole.values:
            yield Problem("role", "choice", _("Choose what this person is for the requester."))
        elif self.role == RequesterRole.AGENT and self.until_date is None:
            sentence = _("Enter the last day of the agent's power of attorney.")
            yield Problem("until_date", "missing", sentence)
        if self.until_date is not None and self.until_date < on:
            yield Problem("until_date", "past", _("This day has passed already."))


@dataclass(frozen=True)
class NewMember:
    """Somebody who is to speak for a requester, whether or not they have an account."""

    person: Newcomer
    part: Part

    def problems(self, on: dt.date) -> Iterator[Problem]:
        """What is wrong with it on this day."""
        yield from self.person.problems()
        yield from self.part.problems(on)
