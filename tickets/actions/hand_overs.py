"""Hand over all open work of somebody who is away or leaves, and give it back (交接).

What goes to whom is fixed when it is confirmed. Each ticket is then moved in a transaction of its
own, so that an interruption loses nothing and a repetition moves nothing twice.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access import hand_overs as access
from tickets.access.hand_overs import Crew
from tickets.access.permits import NOT_YOURS
from tickets.access.successors import Line, lines_back, lines_of_plan, seal_of
from tickets.actions import claims, news
from tickets.actions.clocks import TicketClocks
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event, HandOver, HandOverLine, Hop, Ticket
from tickets.rules.hand_overs import GIVEN_BACK, HANDED_OVER, Kept, Plan, Way

log = logging.getLogger(__name__)
AT_ONCE = 50  # tickets that one request moves; the rest is moved by the round of the clock
TWICE = {
    "one_hand_over_under_way_of_a_person": _(
        "Work of this person is being handed over just now. Wait until that is finished."
    ),
    "tickets_handover_gives_back_id_key": _("This was given back already."),
}
CHANGED = _("Something has changed since you looked. Look again before you confirm.")
NOTHING = _("There is nothing that could be moved.")


def begin(person: User, plan: Plan, seen: str, *, by: User, now: dt.datetime) -> HandOver:
    """Confirm the hand-over of all open work of a person; `seen` is the seal of what was shown.

    Raises Refused: ROLE for work that is not theirs to hand over, STATE where nothing could be
    moved or another hand-over of the same work is under way, STALE where it would go another way
    by now, MISSING for a plan that is not whole.
    """
    plan.validate()
    if person != by and not access.plans_at(by, now):
        raise Refused(Because.ROLE, "plan_staffing", NOT_YOURS)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        tickets = list(access.work_of(person, by, now).order_by("pk"))
        lines = lines_of_plan(person, tickets, plan, now)
        return _written(
            HandOver(person=person, way=plan.way, reason=plan.reason.strip()), lines, seen, by, now
        )


def give_back(was: HandOver, seen: str, *, by: User, now: dt.datetime) -> HandOver:
    """Confirm that what was handed over goes back, but for what ended or was moved since.

    Raises Refused as begin() does; STATE also where it was given back already.
    """
    if not access.may_give_back(by, was, now):
        raise Refused(Because.ROLE, "plan_staffing", NOT_YOURS)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=was.person_id)
        lines = list(lines_back(was, now))
        return _written(
            HandOver(person=was.person, way=Way.BACK, gives_back=was), lines, seen, by, now
        )


def _written(
    hand_over: HandOver, lines: Sequence[Line], seen: str, by: User, now: dt.datetime
) -> HandOver:
    if not any(line.moves for line in lines):
        raise Refused(Because.STATE, "nothing_to_move", NOTHING)
    if seal_of(lines) != seen:
        raise Refused(Because.STALE, "changed_meanwhile", CHANGED)
    hand_over.handed_by, hand_over.handed_at = by, now
    with refused_by_database(**TWICE):
        hand_over.save(force_insert=True)
    HandOverLine.objects.bulk_create([_row(hand_over, line) for line in lines])
    facts = {
        "hand_over": str(hand_over.pk),
        "way": hand_over.way,
        "tickets": sum(line.moves for line in lines),
        "kept": sum(not line.moves for line in lines),
    }
    kind = "work_given_back" if hand_over.is_return else "work_handed_over"
    Event.objects.append(hand_over.person.stream, kind, by=by, now=now, facts=facts)
    return hand_over


def _row(hand_over: HandOver, line: Line) -> HandOverLine:
    outcome = HandOverLine.Outcome.WAITING if line.moves else HandOverLine.Outcome.KEPT
    return HandOverLine(
        hand_over=hand_over,
        ticket=line.ticket,
        giver=line.giver,
        receiver=line.receiver,
        why=[reason.kept() for reason in line.why],
        outcome=outcome,
        kept=line.kept or "",
    )


def carry_on(*, by: None, now: dt.datetime, only: HandOver | None = None) -> int:
    """Move some of what still waits, of all hand-overs or of one; how many lines were settled.

    Call it again until it settles none. Two at once share the work: each line is settled once.
    Nobody does it: what was confirmed is carried out, in the name of who confirmed it.
    """
    under_way = HandOver.objects.under_way().order_by("handed_at", "pk")
    chosen = under_way.filter(pk=only.pk) if only else under_way
    settled = 0
    for hand_over in chosen:
        waiting = list(hand_over.lines.all().waiting().values_list("pk", flat=True)[:AT_ONCE])
        settled += sum(_settle(line, now) for line in waiting)
        _finish(hand_over, now)
    return settled


def _settle(line_id: int, now: dt.datetime) -> bool:
    """Move one ticket; what cannot be moved stops no other."""
    try:
        return _carry(line_id, now)
    except Exception:
        log.exception("line %d of a hand-over cannot be moved", line_id)
        waiting = HandOverLine.objects.waiting().filter(pk=line_id)
        return bool(waiting.update(outcome=HandOverLine.Outcome.KEPT, kept=Kept.FAILED))


@transaction.atomic
def _carry(line_id: int, now: dt.datetime) -> bool:
    waiting = HandOverLine.objects.waiting().select_related("hand_over__handed_by", "receiver")
    held = waiting.select_for_update(skip_locked=True, of=("self",))
    line = held.filter(pk=line_id).first()
    if line is None:
        return False
    Ticket.objects.select_for_update().get(pk=line.ticket_id)
    ticket = Ticket.objects.for_page().get(pk=line.ticket_id)
    kept = _hindrance(line, ticket, now)
    line.outcome, line.kept = HandOverLine.Outcome.KEPT, kept or ""
    if kept is None:
        line.outcome, line.hop = HandOverLine.Outcome.MOVED, _move(line, ticket, now)
    line.save(update_fields=["outcome", "kept", "hop"])
    return True


def _hindrance(line: HandOverLine, ticket: Ticket, now: dt.datetime) -> Kept | None:
    """Why it stays after all: somebody was faster, or whoever should get it cannot any more."""
    if ticket.assignee_id != line.giver_id:
        return Kept.GONE
    if not ticket.is_in_hand:
        return Kept.ENDED
    crew, receiver = Crew.around([ticket], now), line.receiver_id
    if receiver is None:
        return Kept.NOBODY
    back = line.hand_over.is_return
    standing = crew.receiving_back(ticket, receiver) if back else crew.receiving(ticket, receiver)
    return standing.hindrance


def _move(line: HandOverLine, ticket: Ticket, now: dt.datetime) -> Hop:
    """The clocks run on as they did: only the assignee is another."""
    hand_over, back = line.hand_over, line.hand_over.is_return
    ticket.assignee = line.receiver
    ticket.version += 1
    clocks = TicketClocks.of(ticket, now)
    clocks.catch_up()
    clocks.keep()
    clocks.show()
    ticket.save(update_fields=["assignee", "version", "next_due_at", "light", "supervision_level"])
    hop = Hop.objects.create(
        ticket=ticket,
        kind=Hop.Kind.GIVEN_BACK if back else Hop.Kind.HANDED_OVER,
        office=ticket.office,
        assignee=line.receiver,
        handed_by=hand_over.handed_by,
        handed_at=now,
        reason=hand_over.reason,
        reasons=line.why,
    )
    facts = {
        "hand_over": str(hand_over.pk),
        "assignee": str(line.receiver_id),
        "reason": hand_over.reason,
    }
    kind = GIVEN_BACK if back else HANDED_OVER
    Event.objects.append(ticket.stream, kind, by=hand_over.handed_by, now=now, facts=facts)
    news.of_hand_over(ticket, by=hand_over.handed_by, now=now)
    return hop


@transaction.atomic
def _finish(hand_over: HandOver, now: dt.datetime) -> None:
    """Once nothing waits any more: whoever got tickets hears how many, in one message."""
    held = HandOver.objects.under_way().select_for_update().filter(pk=hand_over.pk)
    if not held.exists() or hand_over.lines.all().waiting().exists():
        return
    held.update(finished_at=now)
    moved = hand_over.lines.all().moved().select_related("receiver")
    got = Counter(line.receiver for line in moved if line.receiver)
    news.of_work(hand_over, got, by=hand_over.handed_by, now=now)


def sign_all(hand_over: HandOver, *, by: User, now: dt.datetime) -> int:
    """Sign for everything that this person got by it and still has; how many tickets.

    Each is signed by a deed of its own; what somebody else took meanwhile is left out.
    """
    signed = 0
    for line in access.to_sign(hand_over, by):
        claims.sign(line.ticket, by=by, now=now)
        signed += 1
    if not signed:
        raise Refused(Because.STATE, "already_signed", _("Everything is signed for already."))
    return signed
