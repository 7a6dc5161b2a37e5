"""What is asked when somebody will be away, or on duty."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tickets.rules.problems import Problem

LONGEST_REASON = 200


@dataclass(frozen=True)
class Period:
    """From one moment up to another; both zone-aware."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    def problems(self, now: dt.datetime) -> Iterator[Problem]:
        """What is wrong with it."""
        if self.ends_at <= self.starts_at:
            yield Problem("ends_at", "order", _("The end must come after the beginning."))
        elif self.ends_at <= now:
            yield Problem("ends_at", "past", _("This time has passed already."))


@dataclass(frozen=True)
class Away(Period):
    """A time in which somebody does not work, and who stands in."""

    deputy: UUID | None = None
    reason: str = ""

    def problems(self, now: dt.datetime) -> Iterator[Problem]:
        """What is wrong with it."""
        yield from super().problems(now)
        if len(self.reason) > LONGEST_REASON:
            yield Problem("reason", "long", _("Keep the reason to 200 characters."))


@dataclass(frozen=True)
class Turn(Period):
    """A turn of duty of one person."""

    person: UUID
