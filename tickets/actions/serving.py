"""Serving the written result of a ticket: by the mail that left, or on record (送达)."""

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.notices import demand_hands_over
from tickets.actions import reckoning
from tickets.actions.clocks import TicketClocks
from tickets.actions.deeds import deed
from tickets.errors import Because, Refused
from tickets.models import Clock, Event, Notice, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.notices import RESULTS
from tickets.rules.serving import Service
from tickets.rules.steps import StepName

log = logging.getLogger(__name__)

EVENT = "served"  # by mail; what staff put on record is the step's own Event
OPENED, HANDED_OVER = "notice_opened", "notice_handed_over"
_KEPT = ["served_at", "next_due_at", "light", "supervision_level"]


def record(ticket: Ticket, service: Service, *, by: User, now: dt.datetime) -> Ticket:
    """Staff have served it themselves; it counts from the moment it is recorded."""
    with deed(ticket, StepName.RECORD_SERVICE, service, by=by, now=now) as doing:
        doing.ticket.served_at = service.served_at or now
        doing.told |= {"way": service.way.value, "received_by": service.to_whom}
        results = Notice.objects.filter(ticket=ticket, kind__in=RESULTS).order_by("issued_at")
        if (result := results.last()) and result.handed_over_at is None:
            _keep_hand_over(result, service, by, now)
    return ticket


@transaction.atomic
def note_opening(notice: Notice, *, by: User, now: dt.datetime) -> Notice:
    """The requester has opened a notice; the first opening counts, and serves a result.

    Raises Refused(STATE) where somebody of theirs opened it before.
    """
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=notice.ticket_id)
    unopened = Notice.objects.filter(pk=notice.pk, opened_at=None)
    if not unopened.update(opened_at=now, opened_by=by):
        raise Refused(Because.STATE, "opened_already", _("This document was opened before."))
    notice.opened_at, notice.opened_by = now, by
    _serve(ticket, notice, now)
    facts = {"notice": notice.number}
    Event.objects.append(ticket.stream, OPENED, by=by, now=now, facts=facts)
    return notice


@transaction.atomic
def hand_over(notice: Notice, service: Service, *, by: User, now: dt.datetime) -> Notice:
    """The assignee or a lead of the office has handed a notice over: how, to whom and when.

    A result is served with it. Raises Refused: ROLE for anybody else, STATE for a notice that was
    handed over already, MISSING for what is not said.
    """
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=notice.ticket_id)
    demand_hands_over(by, ticket, now)
    service.validate()
    service.validate_between(notice.issued_at, now)
    _keep_hand_over(notice, service, by, now)
    _serve(ticket, notice, now)
    told = {"notice": notice.number, "way": service.way.value, "received_by": service.to_whom}
    Event.objects.append(ticket.stream, HANDED_OVER, by=by, now=now, facts=told)
    return notice


def _keep_hand_over(notice: Notice, service: Service, by: User, now: dt.datetime) -> None:
    kept = {
        "handed_over_at": service.served_at or now,
        "handed_over_by": by,
        "way": service.way,
        "recipient": service.to_whom.strip(),
    }
    if not Notice.objects.filter(pk=notice.pk, handed_over_at=None).update(**kept):
        sentence = _("It is on record already that this document was handed over.")
        raise Refused(Because.STATE, "handed_over_already", sentence)
    vars(notice).update(kept | {"handed_over_by_id": by.pk})


def _serve(ticket: Ticket, notice: Notice, now: dt.datetime) -> None:
    """Stop the clock of the written result that this notice carries, if it is still awaited."""
    owed = ticket.clocks.running().filter(name=Name.WRITTEN_RESULT, started_at=notice.issued_at)
    if notice.kind not in RESULTS or not (clock := owed.first()):
        return
    clocks = TicketClocks.of(ticket, now)
    clocks.catch_up()
    if clocks.serve(clock.generation):
        ticket.served_at = now
    clocks.keep()
    clocks.show()
    ticket.save(update_fields=_KEPT)


def note_deliveries(*, now: dt.datetime) -> int:
    """Note as served what a mail has told that left without bounce; returns how many results.

    Asked of the rows themselves: whatever interrupted it is found again, and what cannot be noted
    stops no other.
    """
    return sum(_is_noted(clock, now) for clock in Clock.objects.served_by_mail())


def _is_noted(clock: Clock, now: dt.datetime) -> bool:
    try:
        return _note(clock, now)
    except Exception:
        log.exception("the service by message %s cannot be noted", clock.told_by)
        return False


@transaction.atomic
def _note(clock: Clock, now: dt.datetime) -> bool:
    """It was served when the mail left, however late that is noted."""
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=clock.ticket_id)
    clocks = TicketClocks.of(ticket, clock.left_at)
    clocks.catch_up()
    if was_awaited := clocks.serve(clock.generation):
        ticket.served_at = clock.left_at
        facts = {"message": str(clock.told_by)}
        Event.objects.append(ticket.stream, EVENT, by=None, now=clock.left_at, facts=facts)
    clocks.keep()
    ticket.next_due_at, ticket.light = reckoning.shown(ticket.clocks.running(), now)
    ticket.save(update_fields=_KEPT)
    return was_awaited
