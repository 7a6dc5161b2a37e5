"""Calendars: the notices of special days and the hours of offices; what a change would move."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.desk import drafting
from frontend.desk.policy_forms import DecreeForm, HoursForm, hours_as_typed
from tickets.access import calendars as access
from tickets.access.coverage import coverage
from tickets.access.policy import WEEK
from tickets.actions import calendars
from tickets.reports import previews
from tickets.rules.days import BEIJING, day_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """How far the calendar is known, the notices by year, the hours by office."""
    now, plans = timezone.now(), access.plans()
    mine = access.offices_edited_by(person(request), now)
    if not mine:
        raise PermissionDenied
    facts = {
        "coverage": coverage(now),
        "decrees": access.decrees(),
        "offices": [(office, plans.get(office, [])) for office in mine],
        "usual_week": WEEK,
        "edits_province": any(office.parent_id is None for office in mine),
    }
    return render(request, "desk/calendars.html", facts)


@show_or_send
@only(World.DESK)
def decree(request: HttpRequest) -> HttpResponse:
    """Draft the notice of a year, look at what it would move, publish it."""
    now = timezone.now()
    if not access.edits_province(person(request), now):
        raise PermissionDenied
    change = drafting.Change(
        title=_("Special days of a year"),
        back="desk_calendars",
        template="desk/calendar_draft.html",
        read=lambda form, seen: form.draft(seen),
        last=lambda draft: access.version_of_year(draft.year),
        look=lambda draft: (
            drafting.moved(request, previews.of_decree(draft, now=now)) | {"what": str(draft.year)}
        ),
        publish=lambda draft: calendars.publish_decree(draft, by=person(request), now=now),
        done=lambda draft: _("Published: the special days of %(year)s.") % {"year": draft.year},
    )
    form = DecreeForm(initial={"year": coverage(now).next_year})
    if request.method == "POST":
        form = DecreeForm(request.POST, request.FILES)
    return drafting.answer(request, change, form)


@show_or_send
@only(World.DESK)
def hours(request: HttpRequest, office: str) -> HttpResponse:
    """Draft the hours of an office, look at what they would move, publish them."""
    now = timezone.now()
    if not access.edits_policy(person(request), now):
        raise PermissionDenied
    held = access.office_edited_by(person(request), office, now)
    plan = access.newest_plan(held)
    change = drafting.Change(
        title=_("Office hours: %(office)s") % {"office": held},
        back="desk_calendars",
        template="desk/calendar_draft.html",
        read=lambda form, seen: form.draft(seen),
        last=lambda _draft: plan.version if plan else 0,
        look=lambda draft: (
            drafting.moved(request, previews.of_hours(held, draft, now=now)) | {"what": str(held)}
        ),
        publish=lambda draft: calendars.publish_hours(held, draft, by=person(request), now=now),
        done=lambda _draft: _("Published: the hours of %(office)s.") % {"office": held},
    )
    form = HoursForm(initial=hours_as_typed(plan, str(BEIJING), day_of(now)))
    if request.method == "POST":
        form = HoursForm(request.POST)
    return drafting.answer(request, change, form)
