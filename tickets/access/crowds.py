"""Crowds: who is told something about a ticket, each said once."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from accounts.models import Enterprise, User
from accounts.models.grant import counting
from accounts.roles import RequesterRole, Role
from tickets.access.directory import Directory
from tickets.access.reviewers import reviewers_of
from tickets.models import Named
from tickets.rules import numbers
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.matters import Matter
from tickets.rules.wording import Fact

Crowd = Callable[[Matter, Directory], Iterable[User]]
PORTAL, DESK, LEADER = "/requests/{number}/", "/desk/tickets/{number}/", "/leader/tickets/{number}/"
ASSIST = "/desk/assists/{assist}/"  # what a liaison reads instead of the ticket
WITHOUT_NAMES = (PORTAL, ASSIST)  # whoever comes by these doors was asked, and need not be named


def may_hear(person: User, matter: Matter) -> bool:
    """Whether somebody of the house may know of it: of a secret only whoever is named on it."""
    if matter.confidentiality != Confidentiality.SECRET or person.pk == matter.assignee_id:
        return True
    return Named.objects.filter(ticket=matter.id, user=person).exists()


def facts_of(matter: Matter) -> dict[str, Fact]:
    """The number as it is read out, and the title; mail is read by others too: of a secret none."""
    secret = matter.confidentiality == Confidentiality.SECRET
    return {"number": numbers.in_groups(matter.number), "title": "" if secret else matter.title}


def requesters(matter: Matter, who: Directory) -> Iterable[User]:
    """Whoever filed it and those named on it, as long as they speak for the enterprise and read it.

    In the mode that leaves out named colleagues these are not told either.
    """
    speaks = counting(day_of(who.now), "memberships__")
    named = Named.objects.filter(ticket=matter.id)
    alone = Q(memberships__enterprise__visibility=Enterprise.Visibility.FILER)
    told = Q(pk=matter.filed_by_id) | Q(pk__in=named.values("user")) & ~alone
    if matter.taken_in_by_id:  # nobody of theirs filed it: the owners learn what staff filed
        told |= Q(memberships__role=RequesterRole.OWNER)
    there = Q(memberships__enterprise=matter.enterprise_id) & speaks
    return User.objects.filter(told & there).distinct()


def assignee(matter: Matter, who: Directory) -> list[User]:
    """Who has it, if anybody has."""
    return [who.person(matter.assignee_id)] if matter.assignee_id else []


def with_role(role: Role, *, above: bool = False) -> Crowd:
    """Whoever has a role at the holding office, or at the one above it; not the assignee."""

    def crowd(matter: Matter, who: Directory) -> list[User]:
        parent = matter.office.parent_id
        office = parent if above and parent else matter.office_id
        return [one for one in who.at(office, role) if one.pk != matter.assignee_id]

    return crowd


def nearest(role: Role) -> Crowd:
    """Whoever has a role at the holding office; at the one above it where it has none."""
    here, above = with_role(role), with_role(role, above=True)
    return lambda matter, who: here(matter, who) or above(matter, who)


dispatchers, callers = nearest(Role.DISPATCHER), nearest(Role.CALLBACK)


def dispatchers_if_unassigned(matter: Matter, who: Directory) -> Iterable[User]:
    """The dispatchers of a ticket that nobody has."""
    return [] if matter.assignee_id else dispatchers(matter, who)


def who_has_it(matter: Matter, who: Directory) -> Iterable[User]:
    """The assignee; where there is none, the dispatchers."""
    return assignee(matter, who) or dispatchers(matter, who)


def reviewers(role: Role) -> Crowd:
    """Whoever is expected to rule on the ending, of one role: leads and leaders have two worlds."""

    def crowd(matter: Matter, who: Directory) -> list[User]:
        if matter.id not in who.expected:
            who.expected[matter.id] = reviewers_of(matter, who.now)
        return [grant.user for grant in who.expected[matter.id] if grant.role == role]

    return crowd


def supervisors(matter: Matter, who: Directory) -> list[User]:
    """Those who watch over the holding office, from there and from above."""
    offices = (matter.office_id, matter.office.parent_id)
    return [one for office in offices for one in who.at(office, Role.SUPERVISOR)]
