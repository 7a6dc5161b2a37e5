"""Assists for the liaisons of a unit: what it is asked, its answer, and nothing of the ticket."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.assist_forms import AnswerForm
from frontend.components.keyset import page_of
from frontend.components.worlds import only, person
from tickets.access import assists as access
from tickets.access.confidentiality import redaction_of
from tickets.access.readings import is_read_on_record
from tickets.actions import assists, reads
from tickets.errors import Because, Refused
from tickets.models import Assist
from tickets.rules.reads import Entrance


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Everything the reader's units were asked: what is open, the next due first, then the rest."""
    now, reader = timezone.now(), person(request)
    facts = {
        "now": now,
        "waiting": access.waiting_for(reader, now),
        "page": page_of(access.over_for(reader, now), request.GET.get("before", "")),
    }
    return render(request, "desk/assists.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def one(request: HttpRequest, assist: uuid.UUID) -> HttpResponse:
    """One assist: what is asked and by when; its answer, or the form for it.

    What was typed is kept whatever goes wrong.
    """
    now = timezone.now()
    asked = access.assist_for(person(request), assist, now)
    if is_read_on_record(World.DESK, asked.ticket):
        reads.note(asked.ticket, World.DESK, Entrance.ASSIST, by=person(request), now=now)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refused = _answer(request, asked, form) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        messages.success(request, _("Your answer has reached whoever asked."))
        return redirect("desk_assist", asked.pk)
    if refused:
        asked = access.assist_for(person(request), assist, now)
    crumbs = [(_("Assists"), reverse("desk_assists")), (asked.ticket.number, "")]
    facts = {"assist": asked, "now": now, "form": form, "crumbs": crumbs}
    facts["redaction"] = None if asked.recalled_at else redaction_of(asked.ticket)
    return render(request, "desk/assist.html", facts, status=refused or HTTPStatus.OK)


def _answer(request: HttpRequest, asked: Assist, form: AnswerForm) -> Because | None:
    """Why the answer was not taken; None where it was."""
    if not form.is_valid():
        return Because.MISSING
    try:
        given = form.answer_to(asked)
        assists.answer(asked.ticket, given, by=person(request), now=timezone.now())
    except Refused as refused:
        form.add_error("answer" if refused.field == "answer" else None, str(refused))
        return refused.because
    return None
