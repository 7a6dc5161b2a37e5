"""The catalogue of measures at the desk: read by everybody, written by the policy editor."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models.enterprise import FtzArea
from accounts.roles import World
from frontend.components import countries
from frontend.components.worlds import only, person
from frontend.desk import drafting
from frontend.desk.measure_forms import MeasureForm, as_published
from tickets.access import choices
from tickets.access import measures as access
from tickets.access.calendars import edits_province
from tickets.actions import measures
from tickets.models import MeasureVersion
from tickets.reports import measures as reports
from tickets.reports.measures import Narrowed
from tickets.rules.days import day_of
from tickets.rules.measures import MeasureDraft
from tickets.rules.moments import day

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 20
AXES = ("outcome", "city", "month")
Fact = tuple[str | Promise, str]


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every place of the catalogue, with what is published there and where it stands."""
    now = timezone.now()
    facts = {
        "entries": access.catalogue(day_of(now)),
        "edits": edits_province(person(request), now),
    }
    return render(request, "desk/measures.html", facts)


@require_safe
@only(World.DESK)
def one(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure whole, with its versions."""
    now = timezone.now()
    entry = access.entry(measure, day_of(now))
    facts = {
        "entry": entry,
        "facts": list(_facts(entry.newest)) if entry.newest else [],
        "versions": access.versions_of(measure),
        **_account(measure, now),
        "edits": edits_province(person(request), now),
        "now": now,
    }
    return render(request, "desk/measure.html", facts)


@require_safe
@only(World.DESK)
def tickets(request: HttpRequest, measure: str) -> HttpResponse:
    """The tickets behind one number of its account, as far as the reader may know of them."""
    now = timezone.now()
    if set(request.GET) - {*AXES, "page"}:
        raise BadRequest("unknown parameter")
    entry = access.entry(measure, day_of(now))
    asked = Narrowed(*(request.GET.get(axis, "") for axis in AXES))
    try:
        found, unseen = reports.rows_of(person(request), measure, asked, now)
    except ValueError as why:
        raise BadRequest("no such month") from why
    facts = {
        "entry": entry,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "unseen": unseen,
        "narrowed": _names_of(asked),
        "now": now,
        "crumbs": [
            (_("Measures"), reverse("desk_measures")),
            (measure, reverse("desk_measure", args=[measure])),
            (_("Tickets"), ""),
        ],
    }
    return render(request, "desk/measure_tickets.html", facts)


def _account(code: str, now: dt.datetime) -> dict[str, object]:
    """What came of it, by what it came to, where and when."""
    account = reports.account_of(code, now)
    lists = (account.outcomes, account.cities, account.months)
    names = (_("Outcome"), pgettext("column", "City"), _("Month in which it was linked"))
    return {"account": account, "account_tables": list(zip(names, AXES, lists, strict=True))}


def _names_of(asked: Narrowed) -> list[str]:
    outcome = str(reports.OUTCOMES.get(asked.outcome, asked.outcome))
    city = dict(choices.cities()).get(asked.city, asked.city)
    return [name for name in (outcome, city, asked.month) if name]


@show_or_send
@only(World.DESK)
def change(request: HttpRequest, measure: str = "") -> HttpResponse:
    """Draft a measure, read it as others will, publish it; without a code in a new place."""
    now = timezone.now()
    if not edits_province(person(request), now):
        raise PermissionDenied
    entry = access.entry(measure, day_of(now)) if measure else None
    asked = drafting.Change(
        title=measure or _("New measure"),
        back="desk_measures",
        template="desk/measure_draft.html",
        read=lambda form, seen: form.draft(seen),
        last=lambda draft: access.newest_version(draft.code),
        look=_as_it_will_read,
        publish=lambda draft: measures.publish(draft, by=person(request), now=now),
        done=lambda draft: _("Published: measure %(code)s.") % {"code": draft.code},
    )
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        initial=as_published(entry.newest if entry else None),
        code=measure,
        cities=choices.cities(),
        categories=choices.categories(day_of(now)),
    )
    return drafting.answer(request, asked, form)


def _as_it_will_read(draft: MeasureDraft) -> dict[str, object]:
    draft.validate()
    return {"draft": draft, "uses": access.uses(draft.code)}


def _facts(version: MeasureVersion) -> Iterator[Fact]:
    yield _("Issuing body"), version.issuing_body
    yield _("Document number"), version.document_no
    yield _("Article"), version.article
    yield _("Valid from"), day(version.valid_from)
    yield _("Valid until"), day(version.valid_to) if version.valid_to else ""
    yield from _scope(version)
    yield _("Unit in charge"), version.owner_unit
    yield _("May be shown to requesters"), _("Yes") if version.is_public else _("No")


def _scope(version: MeasureVersion) -> Iterator[Fact]:
    yield _("Free-trade zone areas"), _named(version.areas, FtzArea.choices)
    yield _("Cities"), _named(version.cities, choices.cities())
    yield _("Categories"), _named(version.categories, choices.categories(version.valid_from))
    yield _("Investors from"), _named(version.nationalities, countries.choices())


def _named(codes: list[str], known: Iterable[tuple[str, str | Promise]]) -> str:
    names = dict(known)
    return pgettext("between names", ", ").join(str(names.get(code, code)) for code in codes) or _(
        "All"
    )
