"""The hop ledger of a ticket: each office's share of the time, and who signed when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only
from frontend.desk.tickets import opened
from tickets.access.shares import ledger_of


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Who had the ticket for how long."""
    now = timezone.now()
    ticket = opened(request, number, now)
    here = reverse("desk_ticket", args=[ticket.number])
    facts = {
        "ticket": ticket,
        "ledger": ledger_of(ticket, now),
        "now": now,
        "crumbs": [
            (_("Queue"), reverse("desk_queue")),
            (ticket.number, here),
            (_("Hop ledger"), ""),
        ],
    }
    return render(request, "desk/ledger.html", facts)
