"""The 24×7 duty roster (值班表): who answers emergencies when, and whom to call now."""

import datetime as dt
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Duty, Office, User
from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk import asking
from frontend.desk.asking import Question
from tickets.access import rosters as access
from tickets.actions import duties
from tickets.errors import Refused
from tickets.rules import moments
from tickets.rules.absences import Turn
from tickets.rules.days import day_of
from tickets.rules.rosters import WEEK, Span, week_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TurnForm(PlainForm):
    """Who is on duty from when until when."""

    person = forms.ChoiceField(label=gettext_lazy("Who"))
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=gettext_lazy("Until"), widget=MOMENT)

    def __init__(self, data: object, people: list[User], initial: object) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict; a dict
        named = [("", _("Choose one.")), *((str(one.pk), str(one)) for one in people)]
        self.fields["person"].choices = named  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def turn(self) -> Turn:
        """The turn that was typed."""
        said = self.cleaned_data
        return Turn(said["starts_at"], said["ends_at"], UUID(said["person"]))


class GiveForm(PlainForm):
    """Who takes a turn: a colleague, or one in exchange for theirs."""

    to = forms.ChoiceField(label=gettext_lazy("Who takes it"))

    def __init__(self, data: object, people: list[User], others: list[Duty]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        takes = [(f"person:{one.pk}", str(one)) for one in people]
        swaps = [(f"duty:{one.pk}", _told(one)) for one in others]
        groups = [(_("Takes it"), takes), (_("Swaps it for their own"), swaps)]
        offered = [("", _("Choose one.")), *(pair for pair in groups if pair[1])]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Who is on duty now at each office, and where a shift is empty."""
    now = timezone.now()
    return render(request, "desk/rosters.html", {"offices": access.on_duty(now)})


@show_or_send
@only(World.DESK)
def office(request: HttpRequest, office: str) -> HttpResponse:
    """Two weeks of one office; who plans them adds turns here."""
    now, where = timezone.now(), access.office_with_roster(office)
    plans = access.plans_roster(person(request), where, now)
    if request.method == "POST" and not plans:
        raise PermissionDenied
    week = _week(request, now)
    roster = access.roster(where, Span(week.starts_at, week.ends_at + WEEK), now)
    free = roster.gaps[0] if roster.gaps else Span(week.starts_at, week.starts_at + WEEK)
    usual = {"starts_at": free.starts_at, "ends_at": free.ends_at}
    people = access.people_of(where, now) if plans else []
    form, status = TurnForm(_sent(request), people, usual), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                duties.assign(where, form.turn, by=person(request), now=now)
                messages.success(request, _("Planned."))
                return redirect(_address(where, week))
            except Refused as refused:
                status = asking.told(form, refused)
    facts = {
        "office": where,
        "roster": roster,
        "plans": plans,
        "form": form,
        "now": now,
        "week": week,
        "before": _address(where, week_of(day_of(week.starts_at - WEEK))),
        "after": _address(where, week_of(day_of(week.ends_at))),
        "crumbs": [*_crumbs(), (str(where), "")],
    }
    return render(request, "desk/roster.html", facts, status=status)


@require_POST
@only(World.DESK)
def repeat(request: HttpRequest, office: str) -> HttpResponse:
    """Plan a week as the week before."""
    now, where = timezone.now(), access.office_with_roster(office)
    week = _week(request, now)
    planned = duties.repeat_week(where, week, by=person(request), now=now)
    said = ngettext("%(n)d turn was planned.", "%(n)d turns were planned.", planned)
    messages.success(request, said % {"n": planned})
    return redirect(_address(where, week))


@show_or_send
@only(World.DESK)
def give(request: HttpRequest, office: str, duty: UUID) -> HttpResponse:
    """Give a turn to a colleague, or swap it for one of theirs."""
    now, turn = timezone.now(), _planned(request, office, duty)
    people = [one for one in access.people_of(turn.office, now) if one != turn.user]
    form = GiveForm(_sent(request), people, access.others_to_swap(turn, now))

    def do(sent: GiveForm) -> None:
        kind, _colon, key = sent.cleaned_data["to"].partition(":")
        if kind == "person":
            duties.hand_on(turn, UUID(key), by=person(request), now=now)
        else:
            other = access.duty_for(turn.office, UUID(key))
            duties.swap(turn, other, by=person(request), now=now)

    question = Question(
        title=_("Give the turn of %(person)s to somebody else") % {"person": turn.user},
        text=_told(turn),
        button=_("Give"),
        back=_address(turn.office, week_of(day_of(turn.starts_at))),
        crumbs=[*_crumbs(), (str(turn.office), _own(turn.office)), (_("Give"), "")],
        do=do,
        done=_("The turn is with somebody else."),
    )
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def cancel(request: HttpRequest, office: str, duty: UUID) -> HttpResponse:
    """Take a turn off the roster."""
    now, turn = timezone.now(), _planned(request, office, duty)
    question = Question(
        title=_("Take the turn of %(person)s off the roster") % {"person": turn.user},
        text=_told(turn),
        button=_("Take off"),
        back=_address(turn.office, week_of(day_of(turn.starts_at))),
        crumbs=[*_crumbs(), (str(turn.office), _own(turn.office)), (_("Take off"), "")],
        do=lambda _form: duties.cancel(turn, by=person(request), now=now),
        done=_("The turn is off the roster."),
        tone="danger",
    )
    return asking.answer(request, question, forms.Form(_sent(request)))


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; nothing while a page is only looked at."""
    return request.POST if request.method == "POST" else None


def _planned(request: HttpRequest, office: str, duty: UUID) -> Duty:
    """A turn, for who plans the roster of its office."""
    where = access.office_with_roster(office)
    if not access.plans_roster(person(request), where, timezone.now()):
        raise PermissionDenied
    return access.duty_for(where, duty)


def _week(request: HttpRequest, now: dt.datetime) -> Span:
    """The week that the address names by one of its days; else the one we are in."""
    try:
        date = request.GET.get("week")
        return week_of(dt.date.fromisoformat(date) if date else day_of(now))
    except (ValueError, OverflowError) as why:
        raise BadRequest("no such day") from why


def _told(duty: Duty) -> str:
    """`李敏：11月18日 08:00 – 11月25日 08:00`."""
    span = [f"{moments.day(at)} {moments.clock_time(at)}" for at in (duty.starts_at, duty.ends_at)]
    return f"{duty.user} · {' – '.join(span)}"


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Duty roster"), reverse("desk_rosters"))]


def _own(where: Office) -> str:
    return reverse("desk_roster", args=[where.code])


def _address(where: Office, week: Span) -> str:
    return f"{_own(where)}?week={day_of(week.starts_at)}"
