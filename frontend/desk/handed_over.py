"""A hand-over that was confirmed: how far it is, who has what, signing for it, giving it back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk.hand_overs import preview
from tickets.access import hand_overs as access
from tickets.access.successors import lines_back
from tickets.actions import hand_overs
from tickets.errors import Refused
from tickets.models import HandOver, HandOverLine

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """What became of each ticket; while some still wait, how many are done."""
    now, reader = timezone.now(), person(request)
    found = access.hand_over_for(reader, hand_over, now)
    lines = list(access.lines_of(found))
    settled = [line for line in lines if not line.is_waiting]
    facts = {
        "hand_over": found,
        "kept": _with(lines, HandOverLine.Outcome.KEPT),
        "moved": _with(lines, HandOverLine.Outcome.MOVED),
        "total": len(lines),
        "settled": len(settled),
        "readable": access.readable([line.ticket for line in lines], reader),
        "to_sign": sum(_is_to_sign(line, reader.pk) for line in lines),
        "may_give_back": access.may_give_back(reader, found, now),
        "crumbs": _crumbs(found),
    }
    return render(request, "desk/handed_over.html", facts)


@require_POST
@only(World.DESK)
def sign(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Whoever got tickets by it signs for all of them."""
    now, reader = timezone.now(), person(request)
    found = access.hand_over_for(reader, hand_over, now)
    signed = hand_overs.sign_all(found, by=reader, now=now)
    said = ngettext("Signed for %(n)d ticket.", "Signed for %(n)d tickets.", signed)
    messages.success(request, said % {"n": signed})
    return redirect("desk_handed_over", found.pk)


@show_or_send
@only(World.DESK)
def back(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Give the work back to who had it: what would go back, and in one press the deed."""
    now, reader = timezone.now(), person(request)
    found, status, said = access.hand_over_for(reader, hand_over, now), 200, ""
    if not access.may_give_back(reader, found, now):
        raise PermissionDenied
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            given = hand_overs.give_back(found, seen, by=reader, now=now)
            hand_overs.carry_on(by=None, now=now, only=given)
            return redirect("desk_handed_over", given.pk)
        except Refused as refused:
            status, said = int(refused.because), str(refused)
    lines = list(lines_back(found, now))
    facts = {
        "hand_over": found,
        "refusal": said,
        "now": now,
        "crumbs": [*_crumbs(found)[:-1], (str(found.person), _own(found)), (_("Give back"), "")],
        **preview(reader, lines),
    }
    return render(request, "desk/give_back.html", facts, status=status)


def _with(lines: Sequence[HandOverLine], outcome: str) -> list[HandOverLine]:
    return [line for line in lines if line.outcome == outcome]


def _is_to_sign(line: HandOverLine, reader: UUID) -> bool:
    theirs = line.receiver_id == reader == line.ticket.assignee_id
    return theirs and line.is_unsigned


def _own(found: HandOver) -> str:
    return reverse("desk_handed_over", args=[found.pk])


def _crumbs(found: HandOver) -> list[tuple[str, str]]:
    return [(_("Hand-overs"), reverse("desk_hand_overs")), (str(found.person), "")]
