"""Marking a ticket as confidential, naming who may know of it, writing what a unit may read.

The lead of the holding office decides, always: so a lead is always named on a secret.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.access.confidentiality import could_be_named, leads_of, named_on
from tickets.access.identities import identity_of
from tickets.actions import names, news
from tickets.actions.deeds import Deed, deed
from tickets.errors import Because, Refused
from tickets.models import Named, Redaction, Ticket
from tickets.rules.carried import missing
from tickets.rules.classification import Nature
from tickets.rules.confidentiality import Confidentiality, Marking, Naming, RedactedCopy
from tickets.rules.notifications import Kind
from tickets.rules.standings import Standing
from tickets.rules.steps import StepName

LEADS = frozenset({Standing.LEAD_OF_HOLDER, Standing.LEAD_OF_PARENT})


def mark(ticket: Ticket, marking: Marking, *, by: User, now: dt.datetime) -> Ticket:
    """Say how confidential a ticket is; a secret is known to its assignee and leads from now on.

    Raises Refused: STATE where it is that already, MISSING where there is no complainant to hide.
    """
    with deed(ticket, StepName.MARK, marking, by=by, now=now) as doing:
        before = Confidentiality(doing.ticket.confidentiality)
        marking.validate_on(Nature(doing.ticket.nature), before)
        doing.ticket.confidentiality = marking.confidentiality
        doing.told["confidentiality"] = [before, marking.confidentiality]
        doing.told["reason"] = marking.reason.strip()
        doing.told |= names.entrust_leads(doing.ticket, by=by, now=now)
    return ticket


def name(ticket: Ticket, naming: Naming, *, by: User, now: dt.datetime) -> Ticket:
    """Let somebody know of a secret; they are told. Where no lead knows of it, name a lead first.

    Raises Refused: STATE for somebody who is named already, MISSING for whoever does not read
    tickets for these offices.
    """
    with deed(ticket, StepName.NAME, naming, by=by, now=now) as doing:
        _demand_new(doing, naming)
        found = {grant.user_id: grant.user for grant in could_be_named(doing.ticket, now)}
        if not LEADS & doing.standings:
            found = {one.pk: one for one in leads_of(doing.ticket, now) if one.pk in found}
        person = found.get(naming.person)
        if person is None:
            sentence = _("Choose somebody who reads tickets for an office that reads this one.")
            raise missing("person", sentence, "cannot_be_named")
        names.entrust(doing.ticket, [person.pk], naming.reason.strip(), by=by, now=now)
        _keep(doing, person, naming)
        news.to_staff(Kind.TICKET_ENTRUSTED, [person], doing.ticket, by=by, now=now)
    return ticket


def unname(ticket: Ticket, naming: Naming, *, by: User, now: dt.datetime) -> Ticket:
    """Take a name off a secret: from now on it does not exist for that person, who is told.

    Raises Refused(STATE) for somebody who is not named, and for the last lead.
    """
    with deed(ticket, StepName.UNNAME, naming, by=by, now=now) as doing:
        row = named_on(doing.ticket).filter(user=naming.person).first()
        if row is None:
            sentence = _("This person is not named on it, or not any more.")
            raise Refused(Because.STATE, "not_named", sentence, field="person")
        _keep_a_lead(doing, row, leads_of(doing.ticket, now))
        row.delete()
        _keep(doing, row.user, naming)
        news.of_unnaming(row.user, doing.ticket, by=by, now=now)
    return ticket


def redact(ticket: Ticket, copy: RedactedCopy, *, by: User, now: dt.datetime) -> Ticket:
    """Write what units may read of a confidential ticket; it replaces what they read before.

    Raises Refused(MISSING) where it names the requester or anybody of theirs.
    """
    with deed(ticket, StepName.REDACT, copy, by=by, now=now) as doing:
        requester = identity_of(doing.ticket)
        requester.keep_out_of("title", copy.title)
        requester.keep_out_of("text", copy.text)
        written = Redaction.objects.create(
            ticket=doing.ticket,
            title=copy.title.strip(),
            text=copy.text.strip(),
            written_by=by,
            written_at=now,
        )
        doing.told["redaction"] = written.pk
    return ticket


def _demand_new(doing: Deed, naming: Naming) -> None:
    if naming.person == doing.ticket.assignee_id or named_on(doing.ticket).filter(
        user=naming.person
    ):
        sentence = _("This person knows of it already.")
        raise Refused(Because.STATE, "named_already", sentence, field="person")


def _keep(doing: Deed, person: User, naming: Naming) -> None:
    doing.told |= {"person": str(person.pk), "reason": naming.reason.strip()}


def _keep_a_lead(doing: Deed, going: Named, leads: Iterable[User]) -> None:
    deciding = {one.pk for one in leads}
    if going.user_id not in deciding:
        return
    if not doing.ticket.names.filter(user__in=deciding - {going.user_id}).exists():
        sentence = _("Name another lead first: a lead decides who may know of it.")
        raise Refused(Because.STATE, "last_lead", sentence, field="person")
