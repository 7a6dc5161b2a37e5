"""The leader's one page: the figures in total, by office and by category, in few queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from accounts.models import Grant, Office, User
from accounts.roles import May
from tickets.models import Category, Named, Ticket
from tickets.models.ticket import Tickets
from tickets.reports.figures import FIGURES, SMALLEST_FOR_A_RATE, Key, Period, rows_of
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of

Counts = dict[Key, int]


@dataclass(frozen=True)
class Line:
    """The figures of one office or one category."""

    code: str
    name: str
    counts: Counts

    @property
    def rate(self) -> int | None:
        """On-time rate in per cent; None where there are too few cases to speak of a rate."""
        return rate_of(self.counts)


@dataclass(frozen=True)
class Overview:
    """Everything on the page. The total is the sum of the lines."""

    period: Period
    as_of: dt.datetime
    total: Counts
    offices: list[Line] = field(default_factory=list)
    categories: list[Line] = field(default_factory=list)

    @property
    def rate(self) -> int | None:
        """On-time rate in per cent over all."""
        return rate_of(self.total)


@dataclass(frozen=True)
class Row:
    """One ticket behind a figure; a secret one shows office, month and light, and no link."""

    ticket: Ticket
    is_secret: bool

    @property
    def month(self) -> str:
        """The month in which it was submitted, as Beijing's calendar has it: `2026-11`."""
        return f"{day_of(self.ticket.submitted_at):%Y-%m}"


def rate_of(counts: Counts) -> int | None:
    """On-time rate in whole per cent, rounded half up; None below five cases."""
    due = counts[Key.DUE]
    if due < SMALLEST_FOR_A_RATE:
        return None
    return (counts[Key.ON_TIME] * 200 + due) // (2 * due)


def scope_of(user: User, on: dt.date) -> Tickets:
    """The tickets this person reads reports over: those of their offices and below.

    Secret ones count too (DOMAIN §7); only the list behind hides them.
    """
    grants = Grant.objects.in_force(on).that(May.READ_REPORTS).filter(user=user)
    offices = list(grants.values_list("office", flat=True))
    return Ticket.objects.filter(office__lineage__overlap=offices)


def overview(user: User, period: Period, as_of: dt.datetime) -> Overview:
    """The page for this person, this period, at this moment (four queries)."""
    scope = scope_of(user, day_of(as_of))
    by_office = _grouped(scope, "office", period, as_of)
    by_category = _grouped(scope, "category", period, as_of)
    offices = Office.objects.filter(pk__in=by_office)
    categories = Category.objects.filter(pk__in=by_category)
    return Overview(
        period,
        as_of,
        {key: sum(counts[key] for counts in by_office.values()) for key in Key},
        [Line(each.code, str(each), by_office[each.pk]) for each in offices],
        [Line(each.pk, str(each), by_category[each.pk]) for each in categories],
    )


def rows(user: User, key: Key, period: Period, as_of: dt.datetime) -> Tickets:
    """The tickets behind a figure, newest first, secret ones last: their place tells no day.

    Use `seen` before showing one.
    """
    found = rows_of(scope_of(user, day_of(as_of)), key, period, as_of).for_page()
    marked = found.annotate(is_secret=ExpressionWrapper(_withheld_from(user), BooleanField()))
    return marked.order_by("is_secret", "-submitted_at", "id")


def withheld(user: User, now: dt.datetime) -> Tickets:
    """The secret tickets that count in this person's reports and are not theirs to know."""
    kept = scope_of(user, day_of(now)).filter(_withheld_from(user)).select_related("office")
    return kept.order_by("office__code", "-submitted_at", "id")


def names_of(office: str = "", category: str = "") -> list[str]:
    """The names of the office and the category that rows are narrowed to; of none that is not."""
    offices = Office.objects.filter(code=office) if office else []
    categories = Category.objects.filter(pk=category) if category else []
    return [str(each) for each in (*offices, *categories)]


def seen(tickets: Iterable[Ticket]) -> list[Row]:
    """The same tickets as rows: secret ones reduced for whoever is not named on them."""
    return [Row(each, vars(each)["is_secret"]) for each in tickets]


def _withheld_from(user: User) -> Q:
    named = Named.objects.filter(ticket=OuterRef("pk"), user=user)
    return Q(~Exists(named), confidentiality=Confidentiality.SECRET)


def _grouped(scope: Tickets, by: str, period: Period, as_of: dt.datetime) -> dict[Any, Counts]:
    counted = {
        f"n_{key}": Count("pk", filter=figure.condition(period, as_of))
        for key, figure in FIGURES.items()
    }
    groups = scope.values(by).annotate(**counted).order_by(by)
    return {group[by]: {key: group[f"n_{key}"] for key in Key} for group in groups}
