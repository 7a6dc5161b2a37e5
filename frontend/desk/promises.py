"""Promises: what the house gives itself for each kind of ticket, and how that is changed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import drafting
from frontend.desk.policy_forms import PromiseForm
from tickets.access import promises as access
from tickets.access.calendars import edits_policy, offices_edited_by
from tickets.access.choices import categories
from tickets.actions import promises
from tickets.models import Promise
from tickets.reports import previews
from tickets.rules.days import day_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every promise in force."""
    _demand(request)
    return render(request, "desk/promises.html", {"promises": access.table()})


@show_or_send
@only(World.DESK)
def change(request: HttpRequest, promise: int) -> HttpResponse:
    """Draft another promise, look at what it would have meant, publish it."""
    _demand(request)
    find = access.promise_once_in_force if request.method == "POST" else access.promise_in_force
    now, kept = timezone.now(), find(promise)
    asked = drafting.Change(
        title=str(kept.get_clock_display()),
        back="desk_promises",
        template="desk/promise_draft.html",
        read=lambda form, seen: form.draft(kept, seen),
        last=lambda draft: access.newest_version(draft.promised),
        look=lambda draft: {"found": previews.of_promise(draft, now=now)},
        publish=lambda draft: promises.publish(draft, by=person(request), now=now),
        done=lambda _draft: _("Published. New tickets get this promise; what runs keeps its own."),
    )
    form = _form(request, kept)
    beside = {"promise": kept, "versions": access.versions_of(kept)}
    return drafting.answer(request, asked, form, **beside)


def _demand(request: HttpRequest) -> None:
    if not edits_policy(person(request), timezone.now()):
        raise PermissionDenied


def _form(request: HttpRequest, kept: Promise) -> PromiseForm:
    now = timezone.now()
    offices = offices_edited_by(person(request), now)
    facts = {
        "amount": kept.amount.normalize(),
        "unit": kept.unit,
        "category": kept.category_id or "",
        "office": kept.office.code if kept.office else "",
    }
    typed = request.POST if request.method == "POST" else None
    return PromiseForm(typed, initial=facts, categories=categories(day_of(now)), offices=offices)
