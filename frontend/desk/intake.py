"""Filing for an enterprise that calls, comes to the counter or speaks up at a meeting (代办)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import World
from frontend.components import autosave, chosen_files
from frontend.components.filing_forms import Filer, OnBehalfForm, filing_of
from frontend.components.worlds import only, person
from frontend.desk.tickets import opened
from tickets.access import intake, requests
from tickets.access import tickets as access
from tickets.access.attachments import of_draft
from tickets.actions import filing
from tickets.errors import Because, Refused
from tickets.models import Draft
from tickets.rules.days import day_of
from tickets.rules.reads import Entrance

MOST_FOUND = 20


@require_safe
@only(World.DESK)
def find(request: HttpRequest) -> HttpResponse:
    """Find the enterprise that calls, by a piece of its name or its credit code."""
    now, words = timezone.now(), request.GET.get("words", "")[:200]
    if not intake.takes_in(person(request), now):
        raise PermissionDenied
    found = intake.requesters_called(words, person(request), now)[: MOST_FOUND + 1]
    facts = {
        "words": words,
        "found": list(found)[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "drafts": access.drafts_of(person(request), now).select_related("enterprise"),
    }
    return render(request, "desk/intake.html", facts)


@require_POST
@only(World.DESK)
def begin(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Begin a draft for this enterprise."""
    now = timezone.now()
    if not intake.takes_in(person(request), now):
        raise PermissionDenied
    caller = intake.requester_for(person(request), enterprise, now)
    draft = filing.begin(caller, by=person(request), now=now)
    return redirect("desk_intake_draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """All questions on one page; sending the answers makes the ticket, and only one."""
    held = access.draft_for(person(request), draft, timezone.now())
    if held.ticket is not None and not autosave.is_asked(request):
        return redirect("desk_taken_in", held.ticket.number)
    if request.method == "POST":
        return _send(request, held)
    return _page(request, held, OnBehalfForm(_filer(request, held, held.typed), typed=held.typed))


def _send(request: HttpRequest, held: Draft) -> HttpResponse:
    """Keep what was typed whatever it is, then file it if it is right."""
    choosing = chosen_files.take_for_draft(request, held, person(request))
    form = OnBehalfForm(_filer(request, held, request.POST), request.POST)
    try:
        held = filing.keep(held, form.typed, by=person(request), now=timezone.now())
        if autosave.is_asked(request):
            return autosave.kept(form, held.saved_at)
        if choosing.stays:
            choosing.tell(form)
            return _page(request, held, form, status=choosing.status)
        return _file(request, held, form)
    except Refused as refused:
        return _not_filed(request, held, form, refused)


def _file(request: HttpRequest, held: Draft, form: OnBehalfForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, held, form, status=Because.MISSING)
    said = filing_of({"": form})
    ticket = filing.submit(held, said, by=person(request), now=timezone.now())
    return redirect("desk_taken_in", ticket.number)


def _not_filed(
    request: HttpRequest, held: Draft, form: OnBehalfForm, refused: Refused
) -> HttpResponse:
    """Why it was not; what was typed stays on the page."""
    if autosave.is_asked(request):
        return autosave.not_kept(str(refused), refused.because)
    if refused.code == "already_submitted":
        return redirect("desk_intake_draft", held.pk)
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    return _page(request, held, form, status=refused.because)


def _filer(request: HttpRequest, held: Draft, typed: Mapping[str, Any]) -> Filer:
    nature = str(typed.get("nature") or "")
    today = day_of(timezone.now())
    files = tuple(of_draft(held))
    return Filer(person(request), held.enterprise, today, nature, on_behalf=True, files=files)


def _page(request: HttpRequest, held: Draft, form: OnBehalfForm, status: int = 200) -> HttpResponse:
    facts = {
        "draft": held,
        "form": form,
        "crumbs": [
            (_("File for an enterprise"), reverse("desk_intake")),
            (str(held.enterprise), ""),
        ],
    }
    return render(request, "desk/intake_draft.html", facts, status=status)


@require_safe
@only(World.DESK)
def taken_in(request: HttpRequest, number: str) -> HttpResponse:
    """The number to read out, who looks after it, and when the first reply is due."""
    ticket = opened(request, number, timezone.now(), Entrance.FILED)
    facts = {"ticket": ticket, "first_reply": requests.first_reply_on(ticket)}
    return render(request, "desk/taken_in.html", facts)
