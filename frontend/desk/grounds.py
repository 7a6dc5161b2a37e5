"""Grounds of refusal and termination: added, worded anew, confirmed and ended."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from frontend.desk.list_forms import LastDayForm, NewGroundForm, WordingForm
from tickets.access import grounds as access
from tickets.access.categories import demand_edits
from tickets.access.changes import last_changes
from tickets.actions import grounds
from tickets.models import Ground
from tickets.rules.days import day_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every ground, list by list."""
    now = timezone.now()
    demand_edits(person(request), now)
    rows = list(access.table())
    facts = {
        "grounds": rows,
        "today": day_of(now),
        "unconfirmed": sum(one.to_be_confirmed for one in rows),
    }
    return render(request, "desk/grounds.html", facts)


@show_or_send
@only(World.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Another ground of a list."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)

    def add(form: NewGroundForm) -> Ground:
        said = form.cleaned_data
        listed = (said["list"], said["code"])
        return grounds.add(listed, form.wording(), said["valid_from"], by=reader, now=now)

    question = asking.Question(
        title=_("New ground"),
        button=_("Add"),
        back=reverse("desk_grounds"),
        crumbs=_crumbs(_("New ground")),
        do=add,
        done=_("The ground is added."),
    )
    form = NewGroundForm(asking.typed(request), initial={"valid_from": day_of(now)})
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def reword(request: HttpRequest, ground: int) -> HttpResponse:
    """Word a ground anew from a day on."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.ground_known(ground)

    def write(form: WordingForm) -> Ground:
        first = form.cleaned_data["valid_from"]
        return grounds.reword(held, form.wording(), first, by=reader, now=now)

    question = _about(
        held,
        title=_("Word anew: %(ground)s") % {"ground": held},
        text=_("What was decided keeps the words it was decided on.") + " " + _touched(held),
        button=_("Word it anew"),
        do=write,
        done=_("The ground reads otherwise from that day on."),
    )
    known = {name: getattr(held, name) for name in WordingForm.base_fields}
    form = WordingForm(asking.typed(request), initial=known | {"valid_from": day_of(now)})
    told = changes.lines(last_changes(held.stream), Ground)
    return asking.answer(request, question, form, changes=told)


@show_or_send
@only(World.DESK)
def confirm(request: HttpRequest, ground: int) -> HttpResponse:
    """The office stands by a ground."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.ground_known(ground)
    question = _about(
        held,
        title=_("Confirm: %(ground)s") % {"ground": held},
        text=_("The office stands by this ground and its source: %(source)s.")
        % {"source": held.source}
        + " "
        + _touched(held),
        button=_("Confirm it"),
        do=lambda _form: grounds.confirm(held, by=reader, now=now),
        done=_("The ground is confirmed."),
    )
    return asking.answer(request, question, forms.Form(asking.typed(request)))


@show_or_send
@only(World.DESK)
def end(request: HttpRequest, ground: int) -> HttpResponse:
    """Say until when a ground can be chosen."""
    now, reader = timezone.now(), person(request)
    demand_edits(reader, now)
    held = access.ground_known(ground)

    def write(form: LastDayForm) -> Ground:
        return grounds.end(held, form.cleaned_data["valid_to"], by=reader, now=now)

    question = _about(
        held,
        title=_("End %(name)s") % {"name": held},
        text=_touched(held),
        button=_("Set the last day"),
        do=write,
        done=_("The last day is set."),
        tone="danger",
    )
    form = LastDayForm(asking.typed(request), initial={"valid_to": held.valid_to or day_of(now)})
    told = changes.lines(last_changes(held.stream), Ground)
    return asking.answer(request, question, form, changes=told)


def _touched(held: Ground) -> str:
    said = _(
        "It is named in %(waiting)s endings that await a ruling, and in %(approved)s approved."
    )
    return said % vars(access.touched(held))


def _about(held: Ground, **said: Any) -> asking.Question:
    crumbs = _crumbs(f"{held.get_list_display()} {held.code}")
    back = reverse("desk_grounds")
    return asking.Question(back=back, crumbs=crumbs, stream=held.stream, **said)


def _crumbs(name: str) -> asking.Crumbs:
    return [(_("Grounds"), reverse("desk_grounds")), (name, "")]
