"""The measures of a ticket at the desk: those it is tied to, and those that might help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components import tie_forms
from frontend.components.worlds import only, person
from frontend.desk.tickets import ON_TIES, opened
from tickets.access import measure_links
from tickets.access import tickets as access
from tickets.rules.days import day_of
from tickets.rules.steps import StepName


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Each measure with its role, outcome and reason; for who may tie them, others with the why."""
    now = timezone.now()
    ticket = opened(request, number, now)
    steps = {step.name: step for step in access.steps_for(person(request), ticket, now)}
    may_tie = StepName.LINK_MEASURE in steps
    found = measure_links.suggestions(ticket, day_of(now)) if may_tie else []
    here = reverse("desk_ticket", args=[ticket.number])
    facts = {
        "ticket": ticket,
        "ties": measure_links.ties_on(ticket),
        "steps_on_ties": [step for name, step in steps.items() if name in ON_TIES],
        "may_tie": may_tie,
        "suggestions": [(each, tie_forms.why(each, ticket)) for each in found],
        "crumbs": [(_("Queue"), reverse("desk_queue")), (ticket.number, here), (_("Measures"), "")],
    }
    return render(request, "desk/ticket_measures.html", facts)
