"""Where a day begins: a requester's own page; staff are led to the desk, leaders to theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontend.components.worlds import led_elsewhere, person
from tickets.access import requests
from tickets.access import tickets as access
from tickets.access.visibility import owned_by
from tickets.models import Clock, Ticket
from tickets.rules.states import PublicState

ON_A_PAGE = 20
STATES = [state for state in PublicState if state is not PublicState.DRAFT]


@dataclass(frozen=True)
class Row:
    """One request and what is promised on it next."""

    ticket: Ticket
    promise: Clock | None


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The requester's home; whoever works elsewhere goes there."""
    return led_elsewhere(request) or render(request, "portal/home.html", _facts(request))


def _facts(request: HttpRequest) -> dict[str, object]:
    user, now = person(request), timezone.now()
    asked, words = request.GET.get("state", ""), request.GET.get("words", "")[:200]
    public = PublicState(asked) if asked in STATES else None
    found = requests.narrowed(requests.requests_of(user, now), public, words)
    spoken_for = list(requests.enterprises_of(user, now))
    behind = requests.offices_behind(spoken_for)
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "now": now,
        "enterprises": [(one, behind[one.pk]) for one in spoken_for],
        "owned": owned_by(user, now),
        "drafts": list(access.drafts_of(user, now)),
        "page": shown,
        "rows": _rows(shown),
        "states": STATES,
        "public": public,
        "words": words,
        "narrowed": bool(public or words.strip()),
    }


def _rows(shown: Page[Ticket]) -> Iterable[Row]:
    tickets = list(shown)
    promised = requests.next_promises(tickets)
    return [Row(ticket, promised.get(ticket.pk)) for ticket in tickets]
