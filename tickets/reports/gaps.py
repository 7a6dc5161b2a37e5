"""The policy-gap list (制度缺口): answered tickets that no measure of the catalogue covers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.fields.json import KT

from accounts.models import User
from accounts.roles import May
from accounts.standing import offices_where
from tickets.models import Category, Ending, Ticket
from tickets.models.ticket import Tickets
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.endings import EndingKind
from tickets.rules.states import State

READERS = (May.EDIT_POLICY, May.READ_REPORTS)


@dataclass(frozen=True)
class Line:
    """How many tickets of one category lack a measure."""

    category: Category
    count: int


@dataclass(frozen=True)
class Gap:
    """One such ticket: by its name for who may read it; else by office and month alone.

    Of a secret one nobody else reads the sentence either.
    """

    ticket: Ticket
    is_readable: bool

    @property
    def is_secret(self) -> bool:
        """Whether nothing of it may be told."""
        return self.ticket.confidentiality == Confidentiality.SECRET and not self.is_readable

    @property
    def sentence(self) -> str:
        """What the catalogue lacks, as the handler said it."""
        return "" if self.is_secret else vars(self.ticket)["gap"] or ""


def tickets_without(user: User, now: dt.datetime, category: str = "") -> Tickets:
    """The answered tickets whose last approved reply says that none fits, the newest first.

    Those of the offices whose policy this person edits or whose reports they read, and below.
    """
    on = day_of(now)
    offices = {office for may in READERS for office in offices_where(user, may, on)}
    approved = Ending.objects.filter(ticket=OuterRef("pk"), ruling=Ending.Ruling.APPROVED)
    newest = approved.filter(kind=EndingKind.REPLY).order_by("-ruled_at")
    answered = Ticket.objects.filter(
        office__lineage__overlap=list(offices), state__in=(State.REPLIED, State.CLOSED)
    )
    said = answered.alias(none_fits=Subquery(newest.values(said=KT("carried__none_fits"))[:1]))
    found = said.filter(none_fits="true")
    found = found.annotate(gap=Subquery(newest.values(said=KT("carried__gap"))[:1]))
    of = {"category": category} if category else {}
    return found.filter(**of).order_by("-submitted_at", "id")


def by_category(user: User, now: dt.datetime) -> list[Line]:
    """How many there are of each category, the most first."""
    found = tickets_without(user, now).order_by().values_list("category")
    counts = dict(found.annotate(Count("pk")))
    lines = [Line(each, counts[each.pk]) for each in Category.objects.filter(pk__in=counts)]
    return sorted(lines, key=lambda line: -line.count)


def seen(user: User, tickets: list[Ticket], now: dt.datetime) -> list[Gap]:
    """The same tickets as this person may know of them."""
    mine = Ticket.objects.visible_to(user, day_of(now)).filter(pk__in=[one.pk for one in tickets])
    readable = set(mine.values_list("pk", flat=True))
    return [Gap(one, one.pk in readable) for one in tickets]
