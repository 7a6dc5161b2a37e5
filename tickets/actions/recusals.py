"""Declare and lift a conflict of interest (回避)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Recusal, User
from accounts.models.recusal import LONGEST_REASON
from accounts.roles import May
from accounts.standing import grants_of
from tickets.access import permits, staff
from tickets.actions import news
from tickets.actions.clocks import TicketClocks
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event, Hop, Ticket
from tickets.rules.carried import need_text
from tickets.rules.clocks import Clock
from tickets.rules.days import day_of

NOTED = _("Somebody else noted this interest; only your lead can lift it.")
TWICE = {"declared_once_at_a_time": _("This interest is declared already.")}


@transaction.atomic
def declare(
    person: User, enterprise: Enterprise, reason: str, *, by: User, now: dt.datetime
) -> Recusal:
    """Note a colleague's interest in a requester: they themselves, or who plans for them.

    From now on they take no step on its tickets; those they have go to their office's unassigned
    queue and its dispatchers are told.
    """
    _demand(by, person, now)
    need_text("reason", reason, _("Say why."), LONGEST_REASON)
    with refused_by_database(**TWICE):
        recusal = Recusal.objects.create(
            user=person,
            enterprise=enterprise,
            reason=reason.strip(),
            declared_at=now,
            declared_by=by,
        )
    _release(recusal, by, now)
    _record(recusal, "recusal_declared", by, now)
    return recusal


@transaction.atomic
def lift(recusal: Recusal, reason: str, *, by: User, now: dt.datetime) -> Recusal:
    """The interest is over: they may take part again.

    What a colleague noted is not lifted by the one whom it binds. Raises Refused(ROLE).
    """
    _demand(by, recusal.user, now)
    if by == recusal.user and by != recusal.declared_by:
        raise Refused(Because.ROLE, "noted_by_another", NOTED)
    need_text("reason", reason, _("Say why."), LONGEST_REASON)
    locked = Recusal.objects.select_related("user").select_for_update(of=("self",))
    current = locked.get(pk=recusal.pk)
    if current.lifted_at is not None:
        raise Refused(Because.STATE, "lifted", _("This conflict of interest was lifted already."))
    current.lifted_at, current.lifted_by, current.lifted_reason = now, by, reason.strip()
    current.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    _record(current, "recusal_lifted", by, now)
    return current


def _demand(by: User, person: User, now: dt.datetime) -> None:
    on = day_of(now)
    if not grants_of(person, on):
        raise Refused(Because.STATE, "not_staff", _("Only staff are recused."))
    if not staff.plans_for(by, person, on):
        raise Refused(Because.ROLE, May.PLAN_STAFFING, permits.NOT_YOURS)


def _release(recusal: Recusal, by: User, now: dt.datetime) -> None:
    """Take them off every open ticket of the requester.

    All its open tickets are locked first: whoever assigns one at this moment is either seen here,
    or sees the recusal.
    """
    theirs = Ticket.objects.open().filter(enterprise=recusal.enterprise).order_by("pk")
    for ticket in theirs.for_page().select_for_update(of=("self",)):
        if ticket.assignee_id == recusal.user_id:
            _let_go(ticket, recusal, by, now)


def _let_go(ticket: Ticket, recusal: Recusal, by: User, now: dt.datetime) -> None:
    ticket.assignee = None
    ticket.version += 1
    _await_dispatch(ticket, now)
    ticket.save(update_fields=["assignee", "version", "next_due_at", "light", "supervision_level"])
    Hop.objects.create(
        ticket=ticket, kind=Hop.Kind.RELEASED, office=ticket.office, handed_by=by, handed_at=now
    )
    facts = {"released": str(recusal.user_id), "recusal": str(recusal.pk)}
    Event.objects.append(ticket.stream, "released", by=by, now=now, facts=facts)
    news.of_release(ticket, by=by, now=now)


def _await_dispatch(ticket: Ticket, now: dt.datetime) -> None:
    clocks = TicketClocks.of(ticket, now)
    clocks.catch_up()
    clocks.start(Clock.DISPATCH)
    clocks.keep()
    clocks.show()


def _record(recusal: Recusal, what: str, by: User, now: dt.datetime) -> None:
    facts = {"enterprise": str(recusal.enterprise_id)}  # not the reason: it may tell of a family
    Event.objects.append(recusal.user.stream, what, by=by, now=now, facts=facts)
