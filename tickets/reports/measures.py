"""What came of one measure: its tickets by outcome, city and month; a number counts its rows."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Region, User
from tickets.models import LinkedMeasure, Ticket
from tickets.models.measure_link import LinkedMeasures
from tickets.models.ticket import Tickets
from tickets.rules.days import BEIJING, day_of
from tickets.rules.endings import MeasureOutcome

NOT_KNOWN = "open"  # the word in addresses for: no answer has said yet what came of it
OUTCOMES: dict[str, str | Promise] = {
    **dict(MeasureOutcome.choices),
    NOT_KNOWN: _("Not known yet"),
}


@dataclass(frozen=True)
class Narrowed:
    """Which tickets of a measure: of one outcome, city, month (`2026-11`); empty is all."""

    outcome: str = ""
    city: str = ""
    month: str = ""

    def begins_at(self) -> dt.datetime:
        """The first moment of the month, in Beijing. Raises ValueError for what is no month."""
        return dt.datetime.strptime(self.month, "%Y-%m").replace(tzinfo=BEIJING)


@dataclass(frozen=True)
class Line:
    """One number, its name, and the word that leads to its rows."""

    word: str
    name: str | Promise
    count: int


@dataclass(frozen=True)
class Account:
    """How many tickets a measure is linked to, by what came of it, where, and when."""

    total: int
    outcomes: list[Line]
    cities: list[Line]
    months: list[Line]


def ties_of(code: str, narrowed: Narrowed) -> LinkedMeasures:
    """The links of a measure that stand, narrowed. Raises ValueError for what is no month."""
    found = LinkedMeasure.objects.filter(measure=code, removed_at=None)
    if narrowed.outcome:
        found = found.filter(outcome=narrowed.outcome.replace(NOT_KNOWN, ""))
    if narrowed.city:
        found = found.filter(ticket__region=narrowed.city)
    if narrowed.month:
        begins = narrowed.begins_at()
        ends = (begins + dt.timedelta(days=31)).replace(day=1)
        found = found.filter(linked_at__gte=begins, linked_at__lt=ends)
    return found


def account_of(code: str, now: dt.datetime) -> Account:
    """The figures of one measure over all tickets, whoever may read them (two questions).

    Every month stands there from the first link to this one, those without any too.
    """
    month = TruncMonth("linked_at", tzinfo=BEIJING)
    axes = ties_of(code, Narrowed()).order_by().values_list("outcome", "ticket__region", month)
    by_outcome, by_city, by_month = Counter[str](), Counter[str](), Counter[str]()
    for outcome, city, begins_at, count in axes.annotate(Count("pk")):
        by_outcome[outcome] += count
        by_city[city] += count
        by_month[f"{begins_at:%Y-%m}"] += count
    cities = Region.objects.filter(pk__in=by_city)
    return Account(
        by_outcome.total(),
        [Line(w, n, by_outcome[w.replace(NOT_KNOWN, "")]) for w, n in OUTCOMES.items()],
        [Line(one.pk, str(one), by_city[one.pk]) for one in cities],
        [Line(word, word, count) for word, count in _by_month(by_month, now)],
    )


def _by_month(counted: Counter[str], now: dt.datetime) -> Iterator[tuple[str, int]]:
    """`2026-11` and how many, month after month up to this one; empty where none is counted."""
    last = f"{now.astimezone(BEIJING):%Y-%m}"
    word = min(counted, default="9999-12")
    while word <= last:
        yield word, counted[word]
        year, month = map(int, word.split("-"))
        word = f"{year + month // 12}-{month % 12 + 1:02}"


def rows_of(user: User, code: str, narrowed: Narrowed, now: dt.datetime) -> tuple[Tickets, int]:
    """The tickets behind a number that this person may read, newest first; and how many more."""
    ties = ties_of(code, narrowed)
    seen = Ticket.objects.visible_to(user, day_of(now)).filter(pk__in=ties.values("ticket"))
    return seen.for_page().with_tags().order_by("-submitted_at", "id"), ties.count() - seen.count()
