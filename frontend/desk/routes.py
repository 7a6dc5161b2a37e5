"""Why a ticket came where it is: at every hand-over the rules asked and what became of whom."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only
from frontend.desk.rule_words import Line, RuleWords
from frontend.desk.tickets import opened
from tickets.access import tickets as access
from tickets.models import Hop
from tickets.rules.traces import Reason, read_back

NAMED = {
    "track": "tracks",
    "category": "categories",
    "region": "regions",
    "area": "areas",
    "nationality": "nationalities",
    "level": "levels",
}


@dataclass(frozen=True)
class Leg:
    """One hand-over, whole."""

    title: str
    who: str
    at: dt.datetime
    reasons: list[str]
    version: int | None
    lines: list[tuple[Line, Reason]]
    known: list[tuple[str, str]]
    people: list[Reason]


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Every hand-over of the ticket with its whole trace."""
    ticket = opened(request, number, timezone.now())
    here = reverse("desk_ticket", args=[ticket.number])
    words = RuleWords()
    facts = {
        "ticket": ticket,
        "legs": [_leg(hop, words) for hop in access.traces_of(ticket)],
        "crumbs": [
            (_("Queue"), reverse("desk_queue")),
            (ticket.number, here),
            (_("Why it came here"), ""),
        ],
    }
    return render(request, "desk/routes.html", facts)


def _leg(hop: Hop, words: RuleWords) -> Leg:
    reasons = [str(read_back(kept)) for kept in hop.reasons]
    return Leg(
        f"{hop.get_kind_display()} → {hop.office} · {hop.assignee or _('nobody yet')}",
        str(hop.handed_by) if hop.handed_by else _("The rules"),
        hop.handed_at,
        [one for one in (*reasons, hop.reason) if one],
        hop.rules.version if hop.rules else None,
        _lines(hop, words),
        list(_known(hop.trace.get("facts", {}), words)),
        [read_back(kept) for kept in hop.trace.get("candidates", ())],
    )


def _lines(hop: Hop, words: RuleWords) -> list[tuple[Line, Reason]]:
    """Each rule that was asked, with what came of it."""
    if hop.rules is None:
        return []
    tried = [read_back(kept) for kept in hop.trace.get("tried", ())]
    return list(zip(words.lines(hop.rules.in_order), tried, strict=False))


def _known(facts: Mapping[str, Any], words: RuleWords) -> Iterator[tuple[str, str]]:
    """What the rules asked about, as it stood then, in the reader's words."""
    if not facts:
        return
    told = {
        name: words.names[listed].get(facts[name], facts[name]) for name, listed in NAMED.items()
    }
    yes_or_no = {True: _("Yes"), False: _("No")}
    places = [words.names["regions"].get(place, place) for place in facts["places"]]
    yield _("Track"), told["track"]
    yield _("Category"), told["category"]
    yield _("Registered place"), told["region"]
    yield _("Free-trade zone area"), told["area"]
    yield _("Nationality of the investor"), told["nationality"]
    yield _("Key enterprise of the province"), yes_or_no[facts["is_key"]]
    yield _("Places concerned"), pgettext("between names", ", ").join(places)
    yield _("Level of that organ"), told["level"]
