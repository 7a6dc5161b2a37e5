"""Handing over all open work of somebody who is away or leaves (交接): to whom, and the deed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from tickets.access import hand_overs as access
from tickets.access.successors import Line, lines_of_plan, seal_of
from tickets.actions import hand_overs
from tickets.errors import Because, Refused
from tickets.models import Ticket
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.clocks import Light
from tickets.rules.hand_overs import CHOSEN, Plan, Way

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
MOST_PAST = 20
MOST_ENTERPRISES = 5


class WayForm(PlainForm):
    """Who gets it: the deputy, whoever the rules find, or one colleague."""

    to = forms.ChoiceField(label=gettext_lazy("Who gets it"))

    def __init__(self, data: Any, colleagues: list[access.Colleague]) -> None:
        super().__init__(data)
        ways = [(way.value, way.label) for way in CHOSEN if way is not Way.COLLEAGUE]
        named = [(str(one.person.pk), _described(one)) for one in colleagues]
        choices = [*ways, (Way.COLLEAGUE.label, named)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def plan(self) -> Plan:
        """What was chosen; the reason is given when it is confirmed."""
        word = self.cleaned_data["to"]
        return Plan(Way(word), "") if word in CHOSEN else Plan(Way.COLLEAGUE, "", UUID(word))


class ConfirmForm(PlainForm):
    """Why it is handed over; the requester never reads it."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_SENTENCE)


@dataclass(frozen=True)
class Summary:
    """What there is to hand over, in figures; `others` are enterprises that are not listed."""

    total: int
    red: int
    yellow: int
    enterprises: list[tuple[str, int]]
    others: int
    beside: access.Beside


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Whose work may be handed over, and what was handed over lately."""
    now, reader = timezone.now(), person(request)
    if not access.hands_over(reader, now):
        raise PermissionDenied
    past = access.hand_overs_for(reader, now)[:MOST_PAST]
    facts = {"givers": access.givers(reader, now), "past": past}
    return render(request, "desk/hand_overs.html", facts)


@show_or_send
@only(World.DESK)
def plan(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """All open work of one person: what there is, who would get each ticket; then the deed."""
    now, reader = timezone.now(), person(request)
    giver = access.giver_for(reader, colleague, now)
    tickets = list(access.work_of(giver, reader, now).queue_order())
    asked = {"to": Way.DEPUTY.value} | request.GET.dict()
    way = WayForm(asked, access.colleagues_of(giver, tickets, now))
    chosen = way.plan if way.is_valid() else None
    sent = request.POST if request.method == "POST" else None
    form = ConfirmForm(sent, initial={"reason": _usual(giver)})
    status = 200 if chosen and sent is None else int(Because.MISSING)
    if chosen and form.is_valid():
        try:
            given = replace(chosen, reason=form.cleaned_data["reason"])
            seen = request.POST.get("seen", "")
            done = hand_overs.begin(giver, given, seen, by=reader, now=now)
            hand_overs.carry_on(by=None, now=now, only=done)
            return redirect("desk_handed_over", done.pk)
        except Refused as refused:
            form.add_error("reason" if refused.field == "reason" else None, str(refused))
            status = int(refused.because)
    lines = lines_of_plan(giver, tickets, chosen, now) if chosen else []
    facts = {
        "giver": giver,
        "way": way,
        "form": form,
        "now": now,
        "summary": _summary(reader, giver, tickets),
        "crumbs": [(_("Hand-overs"), reverse("desk_hand_overs")), (str(giver), "")],
        **preview(reader, lines),
    }
    return render(request, "desk/hand_over.html", facts, status=status)


def preview(reader: User, lines: Sequence[Line]) -> dict[str, object]:
    """The lines as a page shows them: what stays first; of a secret no more than that it is one."""
    readable = access.readable([line.ticket for line in lines], reader)
    return {
        "stays": [line for line in lines if not line.moves],
        "goes": [line for line in lines if line.moves],
        "readable": readable,
        "seen": seal_of(lines),
    }


def _summary(reader: User, giver: User, tickets: Sequence[Ticket]) -> Summary:
    readable = access.readable(tickets, reader)
    lights = Counter(one.light for one in tickets)
    by_enterprise = Counter(
        str(one.enterprise) if one.pk in readable else _("Confidential") for one in tickets
    )
    listed = by_enterprise.most_common(MOST_ENTERPRISES)
    return Summary(
        len(tickets),
        lights[Light.RED],
        lights[Light.YELLOW],
        listed,
        len(by_enterprise) - len(listed),
        access.beside(giver, tickets),
    )


def _usual(giver: User) -> str:
    return _("Leave") if giver.is_active else _("Departure")


def _described(one: access.Colleague) -> str:
    """`周恺 · 在办 3 件 · 请假中`."""
    open_ones = ngettext("%(n)d open ticket", "%(n)d open tickets", one.load) % {"n": one.load}
    away = _("away") if one.is_away else ""
    return " · ".join(part for part in (str(one.person), open_ones, away) if part)
