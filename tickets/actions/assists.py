"""Asking a handling unit for an assist (协办), its answer, the sign-off, the recall.

An answer stands as it was given: who needs more asks anew. What is asked beside the ticket is over
when the ticket is (deeds.py).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from accounts.roles import May
from accounts.standing import offices_where
from tickets.access.assists import days_until, units_to_ask
from tickets.access.identities import identity_of
from tickets.actions import news
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Assist, Ticket
from tickets.rules import conflicts
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistRequest, AssistSignOff
from tickets.rules.carried import missing
from tickets.rules.clocks import Outcome
from tickets.rules.days import day_of
from tickets.rules.notifications import Kind
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName
from tickets.rules.traces import Named


def ask(ticket: Ticket, asked: AssistRequest, *, by: User, now: dt.datetime) -> Ticket:
    """Ask a unit; its clock runs from now, and its liaisons are told.

    Raises Refused(STATE) for a unit that is asked already; Refused(MISSING) for one that nobody
    answers for, and for a summary by which the requester could be recognised.
    """
    with deed(ticket, StepName.ASK_ASSIST, asked, by=by, now=now) as doing:
        identity_of(doing.ticket).keep_out_of("summary", asked.summary)
        assist = Assist.objects.create(
            ticket=doing.ticket,
            generation=doing.ticket.generation,
            unit=_unit(asked, doing),
            summary=asked.summary.strip(),
            asked_by=by,
            asked_at=now,
        )
        due_at = doing.clocks.handling().due_at
        doing.clocks.begin_assist(assist, asked.days or days_until(doing.ticket, due_at, now))
        _tell(doing, assist, Kind.ASSIST_ASKED)
    return ticket


def answer(ticket: Ticket, given: AssistAnswer, *, by: User, now: dt.datetime) -> Ticket:
    """A liaison of the unit answers: its clock stops, the assignee is told.

    Raises Refused: STATE with who was faster for one that is over, MISSING for one of another unit.
    """
    with (
        _or_who_was_faster(given.assist, now),
        deed(ticket, StepName.ANSWER_ASSIST, given, by=by, now=now) as doing,
    ):
        units = offices_where(by, May.ANSWER_ASSIST, day_of(now))
        assist = doing.ticket.assists.open().of_units(units).filter(pk=given.assist).first()
        assist = _known(assist)
        assist.answer, assist.answered_by, assist.answered_at = given.answer.strip(), by, now
        assist.save(update_fields=["answer", "answered_by", "answered_at"])
        doing.clocks.end_assist(assist)
        _keep(doing, assist)
    return ticket


def sign_off(ticket: Ticket, given: AssistSignOff, *, by: User, now: dt.datetime) -> Ticket:
    """The assignee takes the answer as what was asked for; the unit is told."""
    with deed(ticket, StepName.SIGN_OFF_ASSIST, given, by=by, now=now) as doing:
        assist = _known(doing.ticket.assists.to_sign_off().filter(pk=given.assist).first())
        assist.signed_off_by, assist.signed_off_at = by, now
        assist.save(update_fields=["signed_off_by", "signed_off_at"])
        _tell(doing, assist, Kind.ASSIST_SIGNED_OFF)
    return ticket


def recall(ticket: Ticket, why: AssistRecall, *, by: User, now: dt.datetime) -> Ticket:
    """What was asked is not needed any more: its clock ends void, the unit is told why."""
    with deed(ticket, StepName.RECALL_ASSIST, why, by=by, now=now) as doing:
        assist = _known(doing.ticket.assists.open().filter(pk=why.assist).first())
        identity_of(doing.ticket).keep_out_of("reason", why.reason)
        assist.recalled_by, assist.recalled_at, assist.recall_reason = by, now, why.reason.strip()
        assist.save(update_fields=["recalled_by", "recalled_at", "recall_reason"])
        doing.clocks.end_assist(assist, Outcome.VOID)
        doing.told["reason"] = why.reason
        _tell(doing, assist, Kind.ASSIST_RECALLED)
    return ticket


def _unit(asked: AssistRequest, doing: Deed) -> Office:
    if doing.ticket.assists.all().open().of_units([asked.unit]).exists():
        sentence = _("This unit is asked already: wait for its answer or recall the assist.")
        raise Refused(Because.STATE, "asked_already", sentence, field="unit")
    unit = units_to_ask(doing.ticket, doing.now).filter(pk=asked.unit).first()
    if unit is None:
        raise missing("unit", _("Choose a unit that has a liaison."), "no_such_unit")
    return unit


def _known(assist: Assist | None) -> Assist:
    """The one that was chosen. Raises Refused(MISSING) where it is over, or none of these."""
    if assist is None:
        sentence = _("This assist is over meanwhile, or it is none of yours.")
        raise Refused(Because.MISSING, "no_such_assist", sentence, field="assist")
    return assist


@contextmanager
def _or_who_was_faster(assist: UUID, now: dt.datetime) -> Iterator[None]:
    """Whoever answers an assist that is over is told who ended it, how and when."""
    try:
        yield
    except Refused as why:
        over = Assist.objects.filter(pk=assist).exclude(answered_by=None, recalled_by=None)
        known = over.select_related("answered_by", "recalled_by").first()
        if known is None or why.because not in (Because.STATE, Because.STALE, Because.MISSING):
            raise
        by, at = known.answered_by or known.recalled_by, known.answered_at or known.recalled_at
        name = StepName.ANSWER_ASSIST if known.answered_by else StepName.RECALL_ASSIST
        raise conflicts.too_late(by, STEPS[name].label, at or now, now, but=str(why)) from why


def _keep(doing: Deed, assist: Assist) -> None:
    unit = Named(assist.unit.name_zh, assist.unit.name_en)
    doing.told |= {"assist": str(assist.pk), "unit": {"zh": unit.zh, "en": unit.en}}


def _tell(doing: Deed, assist: Assist, kind: Kind) -> None:
    _keep(doing, assist)
    news.to_liaisons(kind, [assist], doing.ticket, by=doing.by, now=doing.now)
