"""The figures (DOMAIN §8): each one a formula in words and a condition on tickets, said once.

The number on the page is the count of the very rows that the list behind it shows.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.models import Clock, Ticket
from tickets.models.clock import Clocks
from tickets.models.ticket import Tickets
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.states import ENDED, State

SMALLEST_FOR_A_RATE = 5  # fewer cases show counts only


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both counted, as Beijing's calendar has them."""

    first_date: dt.date
    last_date: dt.date

    @property
    def starts_at(self) -> dt.datetime:
        """The first moment."""
        return _midnight(self.first_date)

    @property
    def ends_at(self) -> dt.datetime:
        """The first moment after it."""
        return _midnight(self.last_date + dt.timedelta(days=1))


class Key(StrEnum):
    """The figures, by the word that addresses use."""

    RECEIVED = "received"
    CLOSED = "closed"
    OPEN = "open"
    OVERDUE = "overdue"
    DUE = "due"
    ON_TIME = "on_time"
    OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Figure:
    """One figure: its name, its definition in words, and which tickets count."""

    key: Key
    name: Promise
    definition: Promise
    condition: Callable[[Period, dt.datetime], Q]


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time.min, timezone.get_default_timezone())


def _in(field: str, period: Period) -> Q:
    return Q(**{f"{field}__gte": period.starts_at, f"{field}__lt": period.ends_at})


def _received(period: Period, as_of: dt.datetime) -> Q:
    return _in("submitted_at", period)


def _closed(period: Period, as_of: dt.datetime) -> Q:
    return _in("closed_at", period) & Q(state=State.CLOSED)


def _otherwise(period: Period, as_of: dt.datetime) -> Q:
    return _in("closed_at", period) & Q(state__in=_OTHERWISE)


def _open(period: Period, as_of: dt.datetime) -> Q:
    return Q(submitted_at__lte=as_of) & (Q(closed_at=None) | Q(closed_at__gt=as_of))


def _overdue(period: Period, as_of: dt.datetime) -> Q:
    late = Clock.objects.filter(ticket=OuterRef("pk"), due_at__lt=as_of, paused_at=None)
    ours = late.running().exclude(name=Name.SUPPLEMENT)
    return _open(period, as_of) & Q(Exists(ours))


def _last_handling(period: Period) -> Clocks:
    """One row asks for one number: no plan can join all clocks with all clocks."""
    mine = Clock.objects.filter(ticket=OuterRef("ticket"), name=Name.HANDLING)
    newest = Subquery(mine.order_by("-generation").values("generation")[:1])
    last = Clock.objects.filter(ticket=OuterRef("pk"), name=Name.HANDLING, generation=newest)
    return last.filter(_in("due_at", period)).exclude(outcome=Outcome.VOID)


def _due(period: Period, as_of: dt.datetime) -> Q:
    return Q(Exists(_last_handling(period))) & ~Q(state__in=_OTHERWISE)


def _on_time(period: Period, as_of: dt.datetime) -> Q:
    kept = Q(stopped_at__lte=F("due_at")) | Q(stopped_at=None, due_at__gte=as_of)
    return Q(Exists(_last_handling(period).filter(kept))) & ~Q(state__in=_OTHERWISE)


_OTHERWISE = sorted(ENDED - {State.CLOSED})

FIGURES: dict[Key, Figure] = {
    figure.key: figure
    for figure in (
        Figure(
            Key.RECEIVED,
            pgettext_lazy("figure", "Received"),
            _("Tickets submitted in the period."),
            _received,
        ),
        Figure(
            Key.OPEN,
            pgettext_lazy("figure", "Open"),
            _("Tickets submitted and not ended at this moment, whenever they came."),
            _open,
        ),
        Figure(
            Key.CLOSED,
            pgettext_lazy("figure", "Closed"),
            _("Tickets closed in the period after a reply, by the day of closing."),
            _closed,
        ),
        Figure(
            Key.OVERDUE,
            pgettext_lazy("figure", "Overdue"),
            _(
                "Open tickets with at least one running clock of ours past its due time at this"
                " moment; the requester's own time to answer does not count."
            ),
            _overdue,
        ),
        Figure(
            Key.DUE,
            pgettext_lazy("figure", "Due"),
            _(
                "Tickets whose last handling clock is due in the period, still open ones included;"
                " refused, transferred, terminated and withdrawn ones left out."
            ),
            _due,
        ),
        Figure(
            Key.ON_TIME,
            pgettext_lazy("figure", "On time"),
            _("Of the tickets due in the period: answered by the due time, or not yet late."),
            _on_time,
        ),
        Figure(
            Key.OTHERWISE,
            pgettext_lazy("figure", "Ended otherwise"),
            _("Tickets refused, transferred, terminated or withdrawn in the period."),
            _otherwise,
        ),
    )
}


def rows_of(scope: Tickets, key: Key, period: Period, as_of: dt.datetime) -> Tickets:
    """The tickets a figure counts."""
    return scope.filter(FIGURES[key].condition(period, as_of))


def everything() -> Tickets:
    """Every ticket there is; narrow it with a scope before anybody sees it."""
    return Ticket.objects.all()
