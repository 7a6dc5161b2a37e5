"""The notices of a request: the requester reads, prints and saves them; the first look counts."""

import contextlib
import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from frontend.components import notice_paper
from frontend.components.worlds import person
from tickets.access import notices as access
from tickets.access import requests
from tickets.actions import papers, serving
from tickets.errors import Refused
from tickets.models import Notice, Ticket


@require_safe
@login_required
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Every notice issued on the request, the newest first."""
    ticket = requests.request_for(person(request), number, timezone.now())
    facts = {"ticket": ticket, "notices": access.notices_on(ticket)}
    return render(request, "portal/notices.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def one(request: HttpRequest, number: str, notice: uuid.UUID) -> HttpResponse:
    """A notice as it is printed; a press of the button has it made as PDF."""
    ticket, found = _found(request, number, notice)
    if request.method == "POST":
        papers.ask_for_notice(found, by=person(request), now=timezone.now())
        return redirect("request_notice", ticket.number, found.pk)
    return render(request, "portal/notice.html", {"ticket": ticket, **notice_paper.facts_of(found)})


@require_safe
@login_required
def file(request: HttpRequest, number: str, notice: uuid.UUID) -> HttpResponse:
    """The PDF of a notice, to be saved."""
    _ticket, found = _found(request, number, notice)
    return notice_paper.file_of(found)


def _found(request: HttpRequest, number: str, notice: uuid.UUID) -> tuple[Ticket, Notice]:
    """The notice; that it was opened is kept the first time."""
    now = timezone.now()
    ticket = requests.request_for(person(request), number, now)
    found = access.notice_on(ticket, notice)
    if found.opened_at is None and request.method != "HEAD":
        with contextlib.suppress(Refused):  # a colleague opened it in the same moment
            serving.note_opening(found, by=person(request), now=now)
    return ticket, found
