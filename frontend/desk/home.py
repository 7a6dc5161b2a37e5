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
    """The desk's home: counts that equal their lists, and of each list what is due next."""
    now = timezone.now()
    day = day_of_desk(person(request), now)
    lists = {
        "reviews": day.reviews,
        "callbacks": day.callbacks,
        "unassigned": day.unassigned,
        "rows": day.mine,
    }
    next_due = {name: each.for_page().queue_order()[:FIRST_ROWS] for name, each in lists.items()}
    return render(request, "desk/home.html", {"counts": day.counts(), "now": now, **next_due})
