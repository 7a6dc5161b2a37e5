"""Conflicts of interest (回避): staff see and declare their own."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models.recusal import LONGEST_REASON
from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from tickets.access import people
from tickets.access import recusals as access
from tickets.actions import recusals
from tickets.errors import Because, Refused

MOST_FOUND = 20
show_or_send = require_http_methods(["GET", "HEAD", "POST"])


class WhyForm(PlainForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """What I have declared, and the requesters I may look for."""
    now, words = timezone.now(), request.GET.get("words", "")[:200]
    seen = people.enterprises_visible_to(person(request), now=now).called(words)
    found = list(seen.select_related("region")[: MOST_FOUND + 1])
    facts = {
        "mine": access.recusals_of(person(request)),
        "words": words,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
    }
    return render(request, "desk/recusals.html", facts)


@show_or_send
@only(World.DESK)
def declare(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Declare an interest in one requester."""
    now = timezone.now()
    theirs = people.enterprise_for(person(request), enterprise, now=now)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            why = form.cleaned_data["reason"]
            recusals.declare(person(request), theirs, why, by=person(request), now=now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Declared. Somebody else takes its tickets."))
            return redirect("desk_recusals")
    title = _("I have an interest in: %(name)s") % {"name": theirs}
    return _asked(request, form, title, _("Declare"))


@show_or_send
@only(World.DESK)
def lift(request: HttpRequest, recusal: UUID) -> HttpResponse:
    """Say that an interest of one's own is over."""
    mine = access.recusal_for(person(request), recusal)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        recusals.lift(mine, why, by=person(request), now=timezone.now())
        messages.success(request, _("Lifted. You may take its tickets again."))
        return redirect("desk_recusals")
    title = _("No interest any more in: %(name)s") % {"name": mine.enterprise}
    return _asked(request, form, title, _("Lift"))


def _asked(request: HttpRequest, form: WhyForm, title: str, deed: str) -> HttpResponse:
    status = int(Because.MISSING) if form.errors else 200
    facts = {"form": form, "title": title, "deed": deed}
    return render(request, "desk/recusal.html", facts, status=status)
