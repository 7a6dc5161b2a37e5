"""Who may know of a ticket, what a unit reads of it, and who has looked into it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import World
from frontend.components.ticket_story import Entry
from frontend.components.worlds import only, person
from frontend.desk.tickets import opened
from tickets.access import confidentiality as access
from tickets.access.tickets import steps_for
from tickets.models import Event, Ticket
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.reads import Entrance
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName


@dataclass(frozen=True)
class Knowing:
    """Somebody who may know of a secret, and by what."""

    who: User
    why: str
    at: dt.datetime | None = None
    by: User | None = None
    may_go: bool = False


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """How confidential it is since when and why, who may know of it, what units read of it."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.CONFIDENTIALITY)
    steps = {step.name: step for step in steps_for(person(request), ticket, now)}
    told = list(access.deeds_on(ticket))
    people = access.people_in(told)
    facts = {
        "ticket": ticket,
        "is_secret": ticket.confidentiality == Confidentiality.SECRET,
        "is_ordinary": ticket.confidentiality == Confidentiality.ORDINARY,
        "knowing": _knowing(ticket, may_unname=StepName.UNNAME in steps),
        "redaction": access.redaction_of(ticket),
        "mark": steps.get(StepName.MARK),
        "name": steps.get(StepName.NAME),
        "redact": steps.get(StepName.REDACT),
        "is_its_lead": access.is_its_lead(person(request), ticket, now),
        "entries": [_told(event, people) for event in told],
        "crumbs": _crumbs(ticket, _("Confidentiality")),
    }
    return render(request, "desk/confidentiality.html", facts)


@require_safe
@only(World.DESK)
def read_log(request: HttpRequest, number: str) -> HttpResponse:
    """Who has looked into the ticket, when and by which door; for its lead."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.CONFIDENTIALITY)
    facts = {
        "ticket": ticket,
        "log": access.reads_of(person(request), ticket, now),
        "crumbs": _crumbs(ticket, _("Who looked into it")),
    }
    return render(request, "desk/reads.html", facts)


def _knowing(ticket: Ticket, *, may_unname: bool) -> list[Knowing]:
    """The assignee by their work, the others by name."""
    working = [Knowing(ticket.assignee, _("Assignee"))] if ticket.assignee else []
    named = access.named_on(ticket) if ticket.confidentiality == Confidentiality.SECRET else []
    return working + [
        Knowing(one.user, one.reason or _("Named to decide on it"), one.named_at, one.named_by,
                may_unname)
        for one in named
    ]  # fmt: skip


def _told(event: Event, people: Mapping[str, User]) -> Entry:
    """One decision, with whom or what it was about, and the reason."""
    colon = pgettext("after a name", ": ")
    person = people.get(str(event.facts.get("person")))
    about = [str(person)] if person else []
    if changed := event.facts.get("confidentiality"):
        about = [" → ".join(str(Confidentiality(each).label) for each in changed)]
    what = str(STEPS[StepName(event.kind)].label)
    reason = str(event.facts.get("reason") or "")
    return Entry(event.at, str(event.by), colon.join([what, *about]), reason)


def _crumbs(ticket: Ticket, here: str) -> list[tuple[str, str]]:
    there = reverse("desk_ticket", args=[ticket.number])
    return [(_("Queue"), reverse("desk_queue")), (ticket.number, there), (here, "")]
