"""Asking the requester for what is missing, and getting it (补正)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.calendars import calendar_of
from tickets.access.standing import picture_of
from tickets.actions import enclosures, reckoning
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Supplement, Ticket
from tickets.rules import lifecycle
from tickets.rules.carried import Reason
from tickets.rules.clocks import Clock
from tickets.rules.days import day_of
from tickets.rules.notices import Blank, NoticeKind, Wanted
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName
from tickets.rules.supplements import Answer, SupplementRequest, Supply

LONGEST_WAIT = dt.timedelta(days=366)  # for an answer to a request for material


def ask(ticket: Ticket, asked: SupplementRequest, *, by: User, now: dt.datetime) -> Ticket:
    """Ask the requester in writing for what is missing; the handling clock stands still."""
    with deed(ticket, StepName.ASK_SUPPLEMENT, asked, by=by, now=now) as doing:
        if doing.facts.ever_accepted:
            asked.validate_after_acceptance()
        doing.ticket.supplements += 1
        doing.clocks.contact()
        due_at = _due(doing, asked)
        Supplement.objects.create(
            ticket=doing.ticket,
            items=[{"asked": item, "given": "", "answer": ""} for item in asked.items],
            reason=asked.reason,
            asked_by=by,
            asked_at=now,
        )
        doing.told |= {"items": len(asked.items), "due_at": due_at.isoformat()}
        doing.notice = Wanted(NoticeKind.SUPPLEMENT, {Blank.ITEMS: asked.items})
    return ticket


def save_answers(ticket: Ticket, supply: Supply, *, by: User, now: dt.datetime) -> Supplement:
    """Keep what the requester has answered so far; this is not yet supplying. No Event: a draft.

    Raises Refused as supplying would, but for answers that are still missing.
    """
    with transaction.atomic():
        locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
        lifecycle.check(STEPS[StepName.SUPPLY], *picture_of(by, locked, now))
        request = _open_request(locked)
        _keep(request, supply)
    return request


def supply(ticket: Ticket, given: Supply, *, by: User, now: dt.datetime) -> Ticket:
    """The requester has answered every asked item: given, or why it cannot be given."""
    with deed(ticket, StepName.SUPPLY, given, by=by, now=now) as doing:
        request = _open_request(doing.ticket)
        given.validate_against(range(1, len(request.items) + 1))
        _keep(request, given)
        for answer in given.answers:
            enclosures.go_along(doing, answer.attachments)
        _end(request, doing)
        doing.told["given"] = sum(answer.given == "given" for answer in given.answers)
    return ticket


def resume(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The assignee goes on without the material."""
    with deed(ticket, StepName.RESUME, why, by=by, now=now) as doing:
        _end(_open_request(doing.ticket), doing)
        doing.told["reason"] = why.reason
    return ticket


def _due(doing: Deed, asked: SupplementRequest) -> dt.datetime:
    """By when it is asked for; the requester's own clock, which this deed starts, runs so long."""
    if asked.due_date is None:
        return doing.clocks.due_if_started(Clock.SUPPLEMENT)
    if asked.due_date <= day_of(doing.now):
        sentence = _("Choose a later day: the requester needs time to answer.")
        raise Refused(Because.MISSING, "too_soon", sentence, field="due_date")
    if asked.due_date > day_of(doing.now) + LONGEST_WAIT:
        sentence = _("Choose a day within a year: our own time stands still until then.")
        raise Refused(Because.MISSING, "too_late", sentence, field="due_date")
    # Civil Code Art. 203: a last day that is no working day moves to the next one, till close.
    known = calendar_of(doing.ticket.office)
    doing.clocks.agree(Clock.SUPPLEMENT, reckoning.days_until(known, doing.now, asked.due_date))
    return doing.clocks.due_if_started(Clock.SUPPLEMENT)


def _open_request(ticket: Ticket) -> Supplement:
    return ticket.supplement_requests.select_for_update().get(ended_at=None)


def _keep(request: Supplement, supply: Supply) -> None:
    for answer in supply.answers:
        _keep_one(request, answer)
    request.save(update_fields=["items"])


def _keep_one(request: Supplement, answer: Answer) -> None:
    if not 1 <= answer.item <= len(request.items):
        sentence = _("An answer belongs to no asked item.")
        raise Refused(Because.MISSING, "unknown_item", sentence, field="answers")
    request.items[answer.item - 1] |= {"given": answer.given.value, "answer": answer.text}


def _end(request: Supplement, doing: Deed) -> None:
    request.ended_at, request.ended_by = doing.now, doing.by
    request.save(update_fields=["ended_at", "ended_by"])
