"""From a figure to the case: a leader reads one ticket, and that they did is kept (DOMAIN §7)."""

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components import clock_account, more_time, step_door, ticket_endings, ticket_story
from frontend.components.countries import name_of
from frontend.components.step_door import Door
from frontend.components.worlds import only, person
from tickets.access import explanations
from tickets.access import tickets as access
from tickets.actions import reads
from tickets.models import Ticket
from tickets.rules.steps import StepName

ON_ENDING = (StepName.APPROVE, StepName.SEND_BACK)
# Where no lead is left, the leader decides.
RULINGS = (*ON_ENDING, *more_time.ON_EXTENSION, *more_time.ON_SUSPENSION)


@require_safe
@only(World.LEADER)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, who has it, what is promised next, all that happened. Nothing to edit."""
    now = timezone.now()
    ticket = _opened(request, number, now)
    allowed, clocks = access.steps_for(person(request), ticket, now), access.clocks_of(ticket)
    facts = {
        "ticket": ticket,
        "now": now,
        "rulings": [step for step in allowed if step.name in ON_ENDING],
        "asked": more_time.asked_among(clocks, allowed),
        "proposals": ticket_endings.proposals(ticket),
        "stages": ticket_story.stages(ticket),
        "history": ticket_story.history(person(request), ticket, now),
        "clocks": clocks,
        "about": _about(ticket),
        "crumbs": [(_("Overview"), reverse("leader_overview")), (ticket.number, "")],
    }
    return render(request, "leader/ticket.html", facts)


@require_safe
@only(World.LEADER)
def clock(request: HttpRequest, number: str, clock: uuid.UUID) -> HttpResponse:
    """One clock: what was promised, and stretch by stretch how it came to its due moment."""
    now = timezone.now()
    ticket = _opened(request, number, now)
    told = explanations.explanation_on(ticket, clock, now, inside=True)
    title = clock_account.title_of(told.clock)
    here = (ticket.number, reverse("leader_ticket", args=[ticket.number]))
    crumbs = [(_("Overview"), reverse("leader_overview")), here, (title, "")]
    facts = {"ticket": ticket, "now": now, "title": title, "crumbs": crumbs}
    facts |= {"frame": "leader/base.html", **clock_account.facts_of(told)}
    return render(request, "components/clock_page.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.LEADER)
def rule(request: HttpRequest, number: str, ruling: str) -> HttpResponse:
    """Approve an ending or send it back."""
    if ruling.replace("-", "_") not in RULINGS:
        raise Http404
    ticket = _opened(request, number, timezone.now())
    back = reverse("leader_ticket", args=[ticket.number])
    return step_door.enter(request, ticket, ruling, Door("leader/step.html", back, staff=True))


def _opened(request: HttpRequest, number: str, now: dt.datetime) -> Ticket:
    ticket = access.ticket_for(person(request), number, now)
    reads.note(ticket, World.LEADER, by=person(request), now=now)
    return ticket


def _about(ticket: Ticket) -> list[tuple[str, object]]:
    return [
        (_("Enterprise"), ticket.enterprise),
        (_("Nationality of the investor"), name_of(ticket.enterprise.nationality)),
        (_("Category"), f"{ticket.category_id} {ticket.category}"),
        (_("Urgency"), ticket.get_urgency_display()),
        (_("Track"), ticket.get_track_display()),
        (_("Office"), ticket.office),
        (_("Assignee"), ticket.assignee or _("nobody yet")),
        *ticket_story.suspended(ticket),
        *ticket_story.outcome(ticket),
    ]
