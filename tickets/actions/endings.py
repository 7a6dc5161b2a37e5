"""Ending a ticket: the assignee proposes, somebody else approves or sends it back."""

import datetime as dt
from dataclasses import asdict, fields
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.reviewers import reviewers_of
from tickets.actions import measure_links, names
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Ending, Ground, Message, Ticket
from tickets.rules import endings, notices
from tickets.rules.carried import Reason
from tickets.rules.classification import Track
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.endings import Closing, EndingKind, Receipt, Refusal, Termination
from tickets.rules.messages import Audience
from tickets.rules.notices import Blank, Fact, NoticeKind, Wanted
from tickets.rules.steps import StepName
from tickets.rules.wording import name_of

CARRIED = {  # by an ending, for the requester
    Blank.AGENCY: "agency",
    Blank.DOCUMENT_NO: "document_no",
    Blank.REPLY: "public_reply",
    Blank.EXPLANATION: "explanation",
}


def propose(ticket: Ticket, ending: endings.Ending, *, by: User, now: dt.datetime) -> Ticket:
    """Propose how the ticket ends; it waits for a lead who is neither proposer nor assignee."""
    with deed(ticket, StepName.PROPOSE, ending, by=by, now=now) as doing:
        if isinstance(ending, Closing):
            measure_links.tie_named(doing, ending, by=by, now=now)
        proposal = Ending.objects.create(
            ticket=doing.ticket,
            generation=doing.ticket.generation,
            kind=ending.kind,
            carried=_plain(ending),
            ground=_ground(ending, doing),
            proposed_by=by,
            proposed_at=now,
        )
        doing.told |= {"ending": str(proposal.pk), "kind": ending.kind.value}
        _entrust(doing)
    return ticket


def send_back(ticket: Ticket, why: Reason, *, by: User, now: dt.datetime) -> Ticket:
    """The lead does not agree; the ticket goes back to where it came from."""
    with deed(ticket, StepName.SEND_BACK, why, by=by, now=now) as doing:
        _rule(doing, Ending.Ruling.SENT_BACK, why.reason)
    return ticket


def approve(ticket: Ticket, *, by: User, now: dt.datetime) -> Ticket:
    """The lead agrees: the ending takes effect and its public text reaches the requester."""
    with deed(ticket, StepName.APPROVE, by=by, now=now) as doing:
        ending = _rule(doing, Ending.Ruling.APPROVED, "")
        doing.notice = _notice_of(ending)
        doing.ticket.first_contact_at = doing.ticket.first_contact_at or now
        if ending.kind == EndingKind.REPLY:
            _publish(ending, doing)
            measure_links.keep_outcomes(ending, by=ending.proposed_by, now=now)
            if doing.ticket.has_bad_rating:  # a new reply answers for it
                doing.ticket.rating_settled_at = now
    return ticket


def record_receipt(ticket: Ticket, receipt: Receipt, *, by: User, now: dt.datetime) -> Ticket:
    """The agency that has jurisdiction has confirmed it received the ticket."""
    with deed(ticket, StepName.RECORD_RECEIPT, receipt, by=by, now=now) as doing:
        doing.ticket.receipt_no = receipt.receipt_no
        doing.ticket.receipt_at = receipt.received_at
        doing.told["receipt_no"] = receipt.receipt_no
    return ticket


def _entrust(doing: Deed) -> None:
    """Name on a secret ticket whoever is to review it: a lead who may not see it cannot rule."""
    if doing.ticket.confidentiality != Confidentiality.SECRET:
        return
    expected = (grant.user_id for grant in reviewers_of(doing.ticket, doing.now))
    doing.told["reviewers_named"] = names.entrust(
        doing.ticket, expected, by=doing.by, now=doing.now
    )


def _rule(doing: Deed, ruling: Ending.Ruling, reason: str) -> Ending:
    proposals = doing.ticket.endings.select_related("proposed_by").select_for_update(of=("self",))
    ending = proposals.get(ruling=Ending.Ruling.WAITING)
    ending.ruling, ending.ruling_reason = ruling, reason
    ending.ruled_by, ending.ruled_at = doing.by, doing.now
    ending.save()
    doing.told |= {"ending": str(ending.pk), "kind": ending.kind, "reason": reason}
    return ending


def _notice_of(ending: Ending) -> Wanted:
    """What tells of an ending: what it carries for the requester, nothing internal."""
    kind = notices.OF_ENDING[EndingKind(ending.kind)]
    said = [blank for blank in notices.blanks_of(kind) if blank in CARRIED]
    facts: dict[Blank, Fact] = {one: ending.carried.get(CARRIED[one], "") for one in said}
    if ending.ground:
        facts[Blank.GROUND] = name_of(ending.ground)
        facts[Blank.GROUND_SOURCE] = notices.source_of(ending.ground.source)
    if kind is NoticeKind.TRANSFER:
        facts[Blank.DOCUMENT_DATE] = dt.date.fromisoformat(ending.carried["document_date"])
    return Wanted(kind, facts)


def _publish(ending: Ending, doing: Deed) -> None:
    """The reply speaks with the voice of whoever wrote it, at the moment it was approved."""
    doing.ticket.solved = ending.carried["solved"]
    Message.objects.create(
        ticket=doing.ticket,
        author=ending.proposed_by,
        audience=Audience.PUBLIC,
        text=ending.carried["public_reply"],
        language=doing.ticket.language,
        said_at=doing.now,
    )


def _ground(ending: endings.Ending, doing: Deed) -> Ground | None:
    if not isinstance(ending, Refusal | Termination):
        return None
    listed = endings.ground_list(ending.kind, Track(doing.ticket.track))
    today = day_of(doing.now)
    ground = Ground.objects.in_force(today).filter(list=listed, code=ending.ground).first()
    if ground is None:
        raise Refused(Because.MISSING, "no_ground", _("Choose a ground."), field="ground")
    return ground


def _plain(ending: endings.Ending) -> dict[str, Any]:
    """What the ending carries, as JSON keeps it."""
    encoder = DjangoJSONEncoder()
    values = asdict(ending)
    return {
        each.name: encoder.default(value) if isinstance(value, dt.date) else value
        for each in fields(ending)
        for value in [values[each.name]]
    }
