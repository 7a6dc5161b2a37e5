"""The hop ledger of a ticket: who had it, who signed when, and each office's share of the time."""

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import add

from accounts.models import Office
from tickets.access import policy
from tickets.access.tickets import hops_of
from tickets.models import Hop, Supplement, Ticket
from tickets.rules.shares import Handing, Share, shares


@dataclass(frozen=True)
class Stop:
    """One hop and its share."""

    hop: Hop
    share: Share
    part: int

    @property
    def is_unsigned(self) -> bool:
        """Whether it was handed to somebody who has not signed for it."""
        return self.hop.assignee_id is not None and self.hop.signed_at is None


@dataclass(frozen=True)
class OfficeShare:
    """All that one office answered for, in per cent of the whole."""

    office: Office
    share: Share
    part: int


@dataclass(frozen=True)
class Ledger:
    """Every hop with its share, the sum for each office, and the whole up to `until_at`."""

    stops: list[Stop]
    offices: list[OfficeShare]
    whole: Share
    until_at: dt.datetime


def ledger_of(ticket: Ticket, now: dt.datetime) -> Ledger:
    """The hop ledger, up to the end of the ticket or to now.

    Working time is counted by the calendar of the office that holds it now, for all alike: so the
    shares can be compared, and add up to the whole.
    """
    until_at = ticket.closed_at or now
    hops = list(hops_of(ticket))
    calendar = policy.in_force().calendar_of(ticket.office)
    asked = Supplement.objects.filter(ticket=ticket).values_list("asked_at", "ended_at")
    waiting = [(asked_at, ended_at or until_at) for asked_at, ended_at in asked]
    handed = [Handing(hop.handed_at, hop.signed_at) for hop in hops]
    span = (ticket.submitted_at, until_at)
    found = shares(handed, span, calendar.worktime.between, waiting)
    whole = reduce(add, found, Share())
    stops = [Stop(hop, one, one.part_of(whole)) for hop, one in zip(hops, found, strict=True)]
    return Ledger(stops, _by_office(stops, whole), whole, until_at)


def _by_office(stops: list[Stop], whole: Share) -> list[OfficeShare]:
    sums: dict[Office, Share] = {}
    for stop in stops:
        sums[stop.hop.office] = sums.get(stop.hop.office, Share()) + stop.share
    return [OfficeShare(office, share, share.part_of(whole)) for office, share in sums.items()]
