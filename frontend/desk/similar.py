"""Requests like this one, with the why; and those it is linked to, with what was said on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk.tickets import ON_RELATIONS, opened
from tickets.access import duplicates
from tickets.access import tickets as access


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """What the reader may know of requests like this one, and how they are linked."""
    now, reader = timezone.now(), person(request)
    ticket = opened(request, number, now)
    steps = {step.name for step in access.steps_for(reader, ticket, now)}
    here = reverse("desk_ticket", args=[ticket.number])
    facts = {
        "ticket": ticket,
        "now": now,
        "candidates": duplicates.candidates(reader, ticket, now),
        "linked": duplicates.linked_to(reader, ticket, now),
        "steps": {str(name) for name in steps & ON_RELATIONS},
        "may_propose": "propose" in steps,
        "crumbs": [
            (_("Queue"), reverse("desk_queue")),
            (ticket.number, here),
            (_("Similar requests"), ""),
        ],
    }
    return render(request, "desk/similar.html", facts)
