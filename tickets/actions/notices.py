"""Notices (通知书): issued with the deed they tell of, numbered in the same transaction."""

import datetime as dt

from accounts.models import Office, User
from tickets.actions.clocks import TicketClocks
from tickets.errors import Because, Refused
from tickets.models import Notice
from tickets.models.notice import known_of
from tickets.rules import notices
from tickets.rules.clocks import Clock as Name
from tickets.rules.days import day_of
from tickets.rules.notices import Blank, NoticeKind, Wanted

_RUNS = {
    NoticeKind.ACCEPTANCE: Name.HANDLING,
    NoticeKind.EXTENSION: Name.HANDLING,
    NoticeKind.SUPPLEMENT: Name.SUPPLEMENT,
}


def issue(wanted: Wanted, clocks: TicketClocks, *, by: User, now: dt.datetime) -> Notice:
    """Fix what the notice says and keep it under the next number of its office.

    Call it when the clocks of the deed have moved; the deed's own Event names the notice. Raises
    Refused(STATE) where no template of its kind was ever published.
    """
    ticket = clocks.ticket
    template = clocks.policy.templates.get(wanted.kind)
    if template is None:
        raise Refused(Because.STATE, "no_template", notices.NO_TEMPLATE)
    languages = notices.languages_for(ticket.language, template.words)
    facts = {**known_of(ticket, wanted.kind), **wanted.facts}
    if wanted.kind in _RUNS:
        facts[Blank.DUE] = clocks.due_of(_RUNS[wanted.kind])
    notice = Notice(
        ticket=ticket,
        kind=wanted.kind,
        template=template,
        office=ticket.office,
        year=day_of(now).year,
        mark=_mark_of(ticket.office),
        language=ticket.language,
        words=notices.written(template.words, facts, languages),
        issued_at=now,
        issued_by=by,
    )
    return Notice.objects.issue(notice)


def _mark_of(office: Office) -> str:
    return office.document_mark or notices.mark_at(office.region.name_zh)
