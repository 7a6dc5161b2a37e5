"""The notices of a ticket at the desk: what was issued, how each was served, and its print page."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components import notice_paper
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk import asking
from frontend.desk.tickets import opened
from tickets.access import notices as access
from tickets.actions import papers, serving
from tickets.models import Notice, Ticket
from tickets.rules.reads import Entrance
from tickets.rules.serving import Service, Way

MINUTES = "%Y-%m-%dT%H:%M"  # as a browser's field for a moment writes it


class HandOverForm(PlainForm):
    """How a notice was handed over, to whom, and when."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Way.choices, widget=forms.RadioSelect
    )
    to_whom = forms.CharField(label=gettext_lazy("Who received it"), max_length=200)
    served_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
    )

    def service(self) -> Service:
        """What was typed."""
        said = self.cleaned_data
        return Service(Way(said["way"]), said["to_whom"], said["served_at"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Every notice issued on the ticket, and how each was served."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.NOTICES)
    facts = {
        "ticket": ticket,
        "notices": access.notices_on(ticket),
        "hands_over": access.hands_over(person(request), ticket, now),
        "crumbs": _crumbs(ticket),
    }
    return render(request, "desk/notices.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def one(request: HttpRequest, number: str, notice: uuid.UUID) -> HttpResponse:
    """A notice as it is printed; a press of the button has it made as PDF."""
    ticket, found = _found(request, number, notice)
    if request.method == "POST":
        papers.ask_for_notice(found, by=person(request), now=timezone.now())
        return redirect("desk_notice", ticket.number, found.pk)
    facts = {"ticket": ticket, "crumbs": _crumbs(ticket, found), **notice_paper.facts_of(found)}
    asks = request.headers.get("HX-Request")
    return render(request, "tickets/notice_paper.html" if asks else "desk/notice.html", facts)


@require_safe
@only(World.DESK)
def file(request: HttpRequest, number: str, notice: uuid.UUID) -> HttpResponse:
    """The PDF of a notice, to be saved."""
    _ticket, found = _found(request, number, notice)
    return notice_paper.file_of(found)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def hand_over(request: HttpRequest, number: str, notice: uuid.UUID) -> HttpResponse:
    """Put on record how a notice was handed over."""
    now = timezone.now()
    ticket, found = _found(request, number, notice)
    access.demand_hands_over(person(request), ticket, now)
    question = asking.Question(
        title=f"{found.title} {found.number}",
        text=_("It counts as served with this. Nothing is sent."),
        button=_("Put on record"),
        back=reverse("desk_notices", args=[ticket.number]),
        crumbs=_crumbs(ticket, found),
        do=lambda form: serving.hand_over(found, form.service(), by=person(request), now=now),
        done=_("On record: %(number)s was handed over.") % {"number": found.number},
    )
    form = HandOverForm(asking.typed(request), initial={"served_at": timezone.localtime(now)})
    return asking.answer(request, question, form)


def _found(request: HttpRequest, number: str, notice: uuid.UUID) -> tuple[Ticket, Notice]:
    ticket = opened(request, number, timezone.now(), Entrance.NOTICES)
    return ticket, access.notice_on(ticket, notice)


def _crumbs(ticket: Ticket, notice: Notice | None = None) -> list[tuple[str, str]]:
    here = reverse("desk_ticket", args=[ticket.number])
    way = [(_("Queue"), reverse("desk_queue")), (ticket.number, here)]
    if notice is None:
        return [*way, (_("Notices"), "")]
    return [
        *way,
        (_("Notices"), reverse("desk_notices", args=[ticket.number])),
        (notice.number, ""),
    ]
