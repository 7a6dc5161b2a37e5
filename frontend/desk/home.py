"""The start of a day at the desk: what is mine, what is late, what waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from tickets.access.tickets import day_of_desk

FIRST_ROWS = 10


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The desk's home: four counts that equal their lists, and the next tickets due."""
    now = timezone.now()
    day = day_of_desk(person(request), now)
    rows = day.mine.for_page().queue_order()[:FIRST_ROWS]
    return render(request, "desk/home.html", {"counts": day.counts(), "rows": rows, "now": now})
