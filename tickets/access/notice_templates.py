"""Templates of notices as the policy editor reads them, and a draft filled in as it would print."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils.text import format_lazy

from accounts.models import Office, User
from tickets.access.calendars import province
from tickets.access.people import the_one
from tickets.access.tickets import tickets_at_desk
from tickets.models import NoticeTemplate, Ticket
from tickets.models.notice import NoticeTemplates, known_of
from tickets.rules import notices
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.notices import Blank, Fact, NoticeKind, Words

ORDER = {kind: place for place, kind in enumerate(NoticeKind)}


@dataclass(frozen=True)
class Specimen:
    """A draft filled in: from a ticket its reader may read, else with the names of its blanks."""

    words: Words
    office: Office
    number: str
    ticket: Ticket | None


def table() -> list[NoticeTemplate]:
    """The templates in force, in the order of their kinds, with how many notices cite each."""
    rows = _counted().in_force().select_related("published_by")
    return sorted(rows, key=lambda row: ORDER[NoticeKind(row.kind)])


def template_in_force(kind: str) -> NoticeTemplate:
    """The template of a kind; unseen for a kind that there is not."""
    return the_one(_counted().in_force(), kind=kind)


def versions_of(kind: str) -> NoticeTemplates:
    """Every version of the template of a kind, the newest first."""
    kept = _counted().filter(kind=kind).select_related("published_by")
    return kept.order_by("-version")


def newest_version(kind: str) -> int:
    """The newest version of a kind; 0 where nothing was ever published."""
    kept = NoticeTemplate.objects.filter(kind=kind).order_by("version")
    return kept.values_list("version", flat=True).last() or 0


def specimen(kind: NoticeKind, words: Words, reader: User, now: dt.datetime) -> Specimen:
    """The words filled in for the newest ticket that the reader reads and that is no secret."""
    readable = tickets_at_desk(reader, now).exclude(confidentiality=Confidentiality.SECRET)
    ticket = readable.for_page().order_by("-submitted_at").first()
    facts: dict[Blank, Fact] = {
        blank: format_lazy("〔{}〕", blank.label) for blank in notices.blanks_of(kind)
    }
    if ticket:
        facts |= known_of(ticket, kind)
    office = ticket.office if ticket else province()
    mark = office.document_mark or notices.mark_at(office.region.name_zh)
    number = notices.numbered(mark, now.year, 1)
    return Specimen(notices.written(words, facts, tuple(words)), office, number, ticket)


def _counted() -> NoticeTemplates:
    counted = {"issued": Count("notices")}
    return NoticeTemplate.objects.annotate(**counted)
