"""The start of a day at the desk: what is mine, what is late, what waits."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import World
from frontend.components.worlds import only, person
from tickets.access.assists import answers_assists, over_for, waiting_for
from tickets.access.tickets import day_of_desk, reads_tickets

FIRST_ROWS = 10


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The desk's home: counts that equal their lists, and of each list what is due next."""
    now, reader = timezone.now(), person(request)
    if answers_assists(reader, now) and not reads_tickets(reader, now):
        return render(request, "desk/home_liaison.html", {"now": now, **_assists(reader, now)})
    day = day_of_desk(reader, now)
    lists = {
        "reviews": day.reviews,
        "callbacks": day.callbacks,
        "unassigned": day.unassigned,
        "rows": day.mine,
    }
    next_due = {
        name: each.for_page().with_tags().queue_order()[:FIRST_ROWS] for name, each in lists.items()
    }
    facts = {"counts": day.counts(), "now": now, **next_due}
    if answers_assists(reader, now):
        facts |= _assists(reader, now)
    return render(request, "desk/home.html", facts)


def _assists(reader: User, now: dt.datetime) -> dict[str, object]:
    return {"waiting": waiting_for(reader, now), "answered": over_for(reader, now)[:FIRST_ROWS]}
