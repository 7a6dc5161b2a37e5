"""The tags of a ticket at the desk: who put them on, and quickly one more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk.tickets import ON_TAGS, opened
from tickets.access import tags
from tickets.access import tickets as access
from tickets.rules.days import day_of
from tickets.rules.tags import LONGEST


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Each tag with who put it on; what fits the typed words can be put on with one click."""
    now = timezone.now()
    ticket = opened(request, number, now)
    steps = {step.name for step in access.steps_for(person(request), ticket, now)}
    typed = request.GET.get("words", "")[: LONGEST["name_en"]]
    found = tags.to_choose(typed, ticket, day_of(now)) if "tag" in steps else []
    here = reverse("desk_ticket", args=[ticket.number])
    facts = {
        "ticket": ticket,
        "on_it": tags.on_ticket(ticket),
        "steps": {str(name) for name in steps & ON_TAGS},
        "typed": typed,
        "found": found[: tags.SHOWN],
        "are_more": len(found) > tags.SHOWN,
        "editors": tags.editors(now) if "tag" in steps and not found else [],
        "crumbs": [(_("Queue"), reverse("desk_queue")), (ticket.number, here), (_("Tags"), "")],
    }
    return render(request, "desk/ticket_tags.html", facts)
