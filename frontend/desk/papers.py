"""Documents: the order of an assist (交办单) to print, and as PDF."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import World
from frontend.components.worlds import only, person
from tickets.access import papers as access
from tickets.access.readings import is_read_on_record
from tickets.actions import papers, reads
from tickets.errors import Because, Refused
from tickets.models import Assist
from tickets.rules.papers import Fate
from tickets.rules.reads import Entrance
from tickets.transfer import press


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def order(request: HttpRequest, assist: uuid.UUID) -> HttpResponse:
    """The order as it is printed; a press of the button has it made as PDF."""
    now, reader = timezone.now(), person(request)
    asked = access.order_for(reader, assist, now)
    _note(asked, reader, now)
    if request.method == "POST":
        return redirect("desk_paper", papers.ask(asked, by=reader, now=now).pk)
    way_back = _way_back(request, asked)
    crumbs = [(asked.ticket.number, way_back), (_("Assist order"), "")]
    facts = {"assist": asked, "paper": press.order_as_part(asked, now), "crumbs": crumbs}
    return render(request, "desk/order.html", facts)


@require_safe
@only(World.DESK)
def page(request: HttpRequest, paper: uuid.UUID) -> HttpResponse:
    """A document that is being made: it says so, asks again each second, and then offers it."""
    found = access.paper_for(person(request), paper, timezone.now())
    back = reverse("desk_order", args=[found.assist_id])
    facts = {
        "paper": found,
        "Fate": Fate,
        "back": back,
        "crumbs": [(found.order.ticket.number, ""), (_("Assist order"), back), ("PDF", "")],
    }
    template = "desk/paper.html#state" if request.headers.get("HX-Request") else "desk/paper.html"
    return render(request, template, facts)


@require_safe
@only(World.DESK)
def file(request: HttpRequest, paper: uuid.UUID) -> HttpResponse:
    """The document itself, to be saved."""
    found = access.paper_for(person(request), paper, timezone.now())
    _note(found.order, person(request), timezone.now())
    if found.fate is not Fate.MADE:
        raise Refused(Because.STATE, "no_content", _("This document is not kept: make it anew."))
    answer = HttpResponse(bytes(found.content), content_type="application/pdf")
    name = f"{found.order.ticket.number}-{found.pk.hex[-6:]}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _note(asked: Assist, reader: User, now: dt.datetime) -> None:
    """Keep who has looked into a secret ticket by way of its orders."""
    if is_read_on_record(World.DESK, asked.ticket):
        reads.note(asked.ticket, World.DESK, Entrance.ORDER, by=reader, now=now)


def _way_back(request: HttpRequest, asked: Assist) -> str:
    if access.reads_as_liaison(person(request), asked, timezone.now()):
        return reverse("desk_assist", args=[asked.pk])
    return reverse("desk_ticket", args=[asked.ticket.number])
