"""Categories as the policy editor reads them: all that ever were, and what each one touches."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User
from accounts.roles import May, roles_that
from accounts.standing import grants_of
from tickets.access.people import the_one
from tickets.errors import Because, Refused
from tickets.models import Category, Draft, MeasureVersion, Promise, Ticket
from tickets.models.category import Categories
from tickets.rules.days import day_of


@dataclass(frozen=True)
class Touched:
    """How much there is under a category now."""

    open_tickets: int
    drafts: int
    promises: list[Promise]
    measures: int
    colleagues: int


def edits(user: User, now: dt.datetime) -> bool:
    """Whether this person edits the policy of the province; no question beside their roles."""
    held = grants_of(user, day_of(now))
    able = roles_that(May.EDIT_POLICY)
    return any(grant.office.parent_id is None and grant.role in able for grant in held)


def demand_edits(user: User, now: dt.datetime) -> None:
    """Raise Refused(UNSEEN) for whoever does not edit the policy of the province."""
    if not edits(user, now):
        sentence = _("There is no such thing, or it is not yours to see.")
        raise Refused(Because.UNSEEN, "unseen", sentence)


def table() -> Categories:
    """Every category, in force or not."""
    return Category.objects.all()


def category_called(code: str) -> Category:
    """One of them. Raises Refused(UNSEEN)."""
    return the_one(table(), pk=code)


def touched(category: Category, now: dt.datetime) -> Touched:
    """What an end or other words of this category would touch."""
    grants = Grant.objects.in_force(day_of(now)).filter(skills__contains=[category.pk])
    return Touched(
        Ticket.objects.open().filter(category=category).count(),
        Draft.objects.filter(ticket=None, typed__category=category.pk).count(),
        list(Promise.objects.in_force().filter(category=category)),
        MeasureVersion.objects.in_force().filter(categories__contains=[category.pk]).count(),
        grants.values("user").distinct().count(),
    )
