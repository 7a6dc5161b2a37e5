"""The clocks of a ticket at the desk: all that ever ran, and one of them explained."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components import clock_account
from frontend.components.worlds import only
from frontend.desk.tickets import opened
from tickets.access import explanations
from tickets.models import Ticket
from tickets.rules.reads import Entrance


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Every clock of the ticket, running and stopped, with how each came out."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.CLOCKS)
    clocks = explanations.clocks_on(ticket, inside=True)
    facts = {"ticket": ticket, "now": now, "clocks": clocks, "crumbs": _crumbs(ticket, "")}
    return render(request, "desk/clocks.html", facts)


@require_safe
@only(World.DESK)
def one(request: HttpRequest, number: str, clock: uuid.UUID) -> HttpResponse:
    """One clock: what was promised, and stretch by stretch how it came to its due moment."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.CLOCKS)
    told = explanations.explanation_on(ticket, clock, now, inside=True)
    title = clock_account.title_of(told.clock)
    crumbs = _crumbs(ticket, reverse("desk_clocks", args=[ticket.number]))
    facts = {"ticket": ticket, "now": now, "title": title, "crumbs": [*crumbs, (title, "")]}
    facts |= {"frame": "desk/base.html", **clock_account.facts_of(told)}
    return render(request, "components/clock_page.html", facts)


def _crumbs(ticket: Ticket, clocks: str) -> list[tuple[str, str]]:
    here = reverse("desk_ticket", args=[ticket.number])
    return [(_("Queue"), reverse("desk_queue")), (ticket.number, here), (_("Clocks"), clocks)]
