"""Handing over all open work: whose, what there is of it, who could take it, who may see that."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Grant, Recusal, User
from accounts.roles import May
from accounts.standing import grants_of, offices_where
from tickets.access import choices
from tickets.errors import Because, Refused
from tickets.models import Assist, Draft, HandOver, HandOverLine, Named, Ticket
from tickets.models.hand_over import HandOverLines, HandOvers
from tickets.models.ticket import Tickets, in_hand
from tickets.rules.classification import Urgency
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.hand_overs import Receiving

NO_SUCH_HAND_OVER = _("There is no such hand-over, or it is not yours to see.")


def plans_at(user: User, now: dt.datetime) -> frozenset[UUID]:
    """The offices whose staffing this person plans."""
    return offices_where(user, May.PLAN_STAFFING, day_of(now))


def hands_over(user: User, now: dt.datetime) -> bool:
    """Whether this person handles tickets, or plans the staffing of those who do."""
    return bool(plans_at(user, now) or offices_where(user, May.HANDLE, day_of(now)))


def work_of(person: User, user: User, now: dt.datetime) -> Tickets:
    """All that `person` has in hand, as far as `user` may hand it over: one's own, or what is held
    by the offices whose staffing one plans.
    """
    every = Ticket.objects.for_page().select_related("enterprise__deputy")
    theirs = every.filter(in_hand(), assignee=person)
    return theirs if person == user else theirs.filter(office__in=plans_at(user, now))


def giver_for(user: User, person_id: UUID, now: dt.datetime) -> User:
    """Somebody whose work this person may hand over: themselves, or who works where they plan.

    Raises Refused(UNSEEN). Whose account was closed is found by the work that is left.
    """
    if person_id == user.pk and hands_over(user, now):
        return user
    found = _givers(user, now).filter(pk=person_id).first()
    if found is None:
        raise Refused(Because.UNSEEN, "unseen", NO_SUCH_HAND_OVER)
    return found


def hands_over_for(user: User, person: User, now: dt.datetime) -> bool:
    """Whether this person may hand over what `person` has in hand."""
    if person == user:
        return hands_over(user, now)
    works_at = {grant.office_id for grant in grants_of(person, day_of(now))}
    planned = not works_at.isdisjoint(plans_at(user, now))
    return planned or _givers(user, now).filter(pk=person.pk).exists()


def _givers(user: User, now: dt.datetime) -> QuerySet[User]:
    offices = plans_at(user, now)
    works_there = Q(grants__in=Grant.objects.in_force(day_of(now)).filter(office__in=offices))
    has_work = Q(pk__in=_held_at(offices).values("assignee"))
    return User.objects.filter(works_there | has_work).exclude(pk=user.pk)


def _held_at(offices: Iterable[UUID]) -> Tickets:
    return Ticket.objects.filter(in_hand(), office__in=list(offices)).exclude(assignee=None)


@dataclass(frozen=True)
class Giver:
    """Somebody with open work: how much, and until when they are away."""

    person: User
    tickets: int
    away_until: dt.datetime | None


def givers(user: User, now: dt.datetime) -> list[Giver]:
    """Oneself first, then whoever has open work at the offices whose staffing one plans."""
    held = Q(assignee=user) | Q(office__in=plans_at(user, now), assignee__isnull=False)
    rows = Ticket.objects.filter(in_hand(), held).order_by().values_list("assignee")
    counted = dict(rows.annotate(n=Count("pk")))
    people = User.objects.filter(pk__in=counted).order_by("name", "pk")
    away = dict(Absence.objects.at(now).filter(user__in=counted).values_list("user", "ends_at"))
    found = [Giver(one, counted[one.pk], away.get(one.pk)) for one in people]
    return sorted(found, key=lambda each: each.person != user)


def deputy_of(person: User, now: dt.datetime) -> User | None:
    """Who stands in while they are away, now or next."""
    coming = Absence.objects.filter(user=person, ends_at__gt=now, deputy__isnull=False)
    found = coming.select_related("deputy").order_by("starts_at").first()
    return found.deputy if found else None


@dataclass(frozen=True)
class Beside:
    """What else is in somebody's hands, and where it stays or goes."""

    assists: int
    drafts: int
    enterprises: int


def beside(person: User, tickets: Sequence[Ticket]) -> Beside:
    """Assists go with their tickets; drafts stay, and so does the care for enterprises."""
    asked = Assist.objects.open().filter(ticket__in=[one.pk for one in tickets])
    drafts = Draft.objects.unfinished().filter(author=person)
    cared = person.enterprises_in_care.all()
    counted = [_how_many(one) for one in (asked, drafts, cared)]
    found = User.objects.filter(pk=person.pk).values_list(*counted).get()
    return Beside(*found)


def _how_many(rows: QuerySet[Any]) -> Subquery:
    every = rows.order_by().annotate(one=Value(1)).values("one")
    return Subquery(every.annotate(n=Count("pk")).values("n"))


@dataclass
class Crew:
    """Who could take some tickets at a moment, asked once for all of them."""

    grants: dict[tuple[UUID, UUID], Grant]
    away: set[UUID]
    recused: set[tuple[UUID, UUID]]
    named: set[tuple[UUID, UUID]]
    load: Counter[UUID]

    @classmethod
    def around(cls, tickets: Sequence[Ticket], now: dt.datetime) -> "Crew":
        """The concierges of the offices that hold these tickets."""
        there = Grant.objects.in_force(day_of(now)).that(May.HANDLE)
        here = there.filter(office__in={one.office_id for one in tickets}, user__is_active=True)
        loads = {"load": choices.open_load(), "load_told": choices.load_told()}
        asked = here.annotate(**loads, back_at=choices.away_until(now))
        grants = {(one.office_id, one.user_id): one for one in asked.select_related("user")}
        people = {person for _office, person in grants}
        recused = Recusal.objects.in_force().filter(user__in=people)
        return cls(
            grants,
            {one.user_id for one in grants.values() if vars(one)["back_at"]},
            set(recused.values_list("enterprise", "user")),
            named_on(tickets),
            Counter({one.user_id: vars(one)["load"] for one in grants.values()}),
        )

    def receiving(self, ticket: Ticket, person_id: UUID) -> Receiving:
        """How one colleague stands to one ticket; an emergency does not wait for room."""
        grant = self.grants.get((ticket.office_id, person_id))
        if grant is None:
            return Receiving(works_there=False)
        has_room = self.load[person_id] < grant.capacity
        return Receiving(
            works_there=True,
            is_away=person_id in self.away,
            is_recused=(ticket.enterprise_id, person_id) in self.recused,
            is_trusted=self.is_trusted(ticket, person_id),
            has_room=has_room or ticket.urgency == Urgency.EMERGENCY,
        )

    def is_trusted(self, ticket: Ticket, person_id: UUID) -> bool:
        """Whether they may have it: of a secret only who is named on it."""
        return not is_secret(ticket) or (ticket.pk, person_id) in self.named

    def receiving_back(self, ticket: Ticket, person_id: UUID) -> Receiving:
        """How who had a ticket stands to it: they were trusted with it, and have room for it."""
        return replace(self.receiving(ticket, person_id), is_trusted=True, has_room=True)


def is_secret(ticket: Ticket) -> bool:
    """Whether only whoever is named on it may read it."""
    return ticket.confidentiality == Confidentiality.SECRET


def named_on(tickets: Sequence[Ticket]) -> set[tuple[UUID, UUID]]:
    """Who is named on which of those that are secret; nothing is asked where none is."""
    secret = [one.pk for one in tickets if is_secret(one)]
    if not secret:
        return set()
    return set(Named.objects.filter(ticket__in=secret).values_list("ticket", "user"))


def readable(tickets: Sequence[Ticket], user: User) -> set[UUID]:
    """Which of these tickets this person may be told of: of secrets those they are trusted with."""
    named = named_on(tickets)
    return {
        one.pk
        for one in tickets
        if not is_secret(one) or (one.pk, user.pk) in named or one.assignee_id == user.pk
    }


@dataclass(frozen=True)
class Colleague:
    """Somebody who might be chosen by name: their open tickets, and whether they are away."""

    person: User
    load: int
    is_away: bool


def colleagues_of(person: User, tickets: Sequence[Ticket], now: dt.datetime) -> list[Colleague]:
    """The other concierges of the offices that hold these tickets, who is away last."""
    crew = Crew.around(tickets, now)
    loads = {one.user: vars(one)["load_told"] for one in crew.grants.values()}
    others = {one: load for one, load in loads.items() if one != person}
    found = [Colleague(one, load, one.pk in crew.away) for one, load in others.items()]
    return sorted(found, key=lambda one: (one.is_away, str(one.person)))


def hand_overs_for(user: User, now: dt.datetime) -> HandOvers:
    """The hand-overs this person may know of, the last one first."""
    seen = HandOver.objects.seen_by(user, plans_at(user, now))
    return seen.select_related("person", "handed_by", "gives_back").order_by("-handed_at", "-pk")


def hand_over_for(user: User, hand_over_id: UUID, now: dt.datetime) -> HandOver:
    """One of them. Raises Refused(UNSEEN)."""
    found = hand_overs_for(user, now).filter(pk=hand_over_id).first()
    if found is None:
        raise Refused(Because.UNSEEN, "unseen", NO_SUCH_HAND_OVER)
    return found


def lines_of(hand_over: HandOver) -> HandOverLines:
    """Its tickets, what was not moved first."""
    lines = hand_over.lines.all().for_page()
    return lines.order_by("outcome", "ticket__next_due_at", "pk")


def to_sign(hand_over: HandOver, user: User) -> HandOverLines:
    """What this person got by it and has not signed for, as long as they have it."""
    got = hand_over.lines.all().still_there().filter(receiver=user, hop__signed_at=None)
    return got.select_related("ticket")


def may_give_back(user: User, hand_over: HandOver, now: dt.datetime) -> bool:
    """Whether it is theirs to take back, or to give back for somebody whose staffing they plan."""
    if hand_over.is_return or hand_over.finished_at is None:
        return False
    planned = plans_at(user, now)
    return user == hand_over.person or (
        bool(planned) and hand_over.lines.filter(ticket__office__in=planned).exists()
    )


def to_give_back(hand_over: HandOver) -> list[HandOverLine]:
    """What can go back: moved then, and neither ended nor given to somebody else since."""
    whole = Prefetch("ticket", Ticket.objects.for_page())
    left = hand_over.lines.all().still_there().select_related("receiver", "hop")
    return list(left.prefetch_related(whole).order_by("pk"))
