"""More time that is asked for on a ticket: who asks for what and why, and where it is ruled on."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from accounts.models import User
from tickets.access import tickets as access
from tickets.models import Clock, Extension, Suspension, Ticket
from tickets.rules import moments, retelling
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Unit
from tickets.rules.promises import Promise
from tickets.rules.steps import Step, StepName

ON_EXTENSION = (StepName.GRANT_EXTENSION, StepName.REFUSE_EXTENSION)
ON_SUSPENSION = (StepName.GRANT_SUSPENSION, StepName.REFUSE_SUSPENSION)


@dataclass(frozen=True)
class Asked:
    """What awaits a ruling, in words, and the rulings that its reader may give."""

    words: str
    at: dt.datetime
    rulings: list[Step]


def asked_among(clocks: Iterable[Clock], steps: Iterable[Step]) -> list[Asked]:
    """What awaits a ruling on the ticket of these clocks, read by clocks_of()."""
    handling = next((clock for clock in clocks if clock.name == Name.HANDLING), None)
    return list(_asked(handling, list(steps))) if handling else []


def _asked(handling: Clock, steps: list[Step]) -> Iterator[Asked]:
    if (told := handling.extension_asked) is not None:
        extension = Extension(amount=Decimal(str(told["amount"])), **_by(told))
        yield Asked(_extension(extension, handling), extension.asked_at, _of(ON_EXTENSION, steps))
    if (told := handling.suspension_asked) is not None:
        until, ground = dt.date.fromisoformat(told["until_date"]), told["legal_ground"]
        suspension = Suspension(until_date=until, legal_ground=ground, **_by(told))
        yield Asked(_suspension(suspension), suspension.asked_at, _of(ON_SUSPENSION, steps))


def _by(told: Mapping[str, Any]) -> dict[str, Any]:
    at = dt.datetime.fromisoformat(told["asked_at"])
    return {"reason": told["reason"], "asked_at": at, "asked_by": User(**told["asked_by"])}


def _of(names: tuple[StepName, ...], steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.name in names]


def extension_on(ticket: Ticket) -> str:
    """The extension that awaits a ruling, in words; empty where none does."""
    asked, clock = access.extension_asked(ticket), access.handling_of(ticket)
    return "" if asked is None or clock is None else _extension(asked, clock)


def suspension_on(ticket: Ticket) -> str:
    """The suspension that awaits a ruling, in words; empty where none does."""
    asked = access.suspension_asked(ticket)
    return "" if asked is None else _suspension(asked)


def _extension(asked: Extension, clock: Clock) -> str:
    time = retelling.promised(Promise(Unit(clock.unit), asked.amount))
    said = gettext("%(who)s asks for more time, %(time)s: %(reason)s")
    return said % {"who": asked.asked_by, "time": time, "reason": asked.reason}


def _suspension(asked: Suspension) -> str:
    said = gettext("%(who)s asks to suspend it up to %(day)s (%(ground)s): %(reason)s")
    return said % {
        "who": asked.asked_by,
        "day": moments.day(asked.until_date),
        "ground": asked.legal_ground,
        "reason": asked.reason,
    }
