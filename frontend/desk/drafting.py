"""Drafts of policy: typed, previewed, and only then published, each on one page.

The page carries what was previewed: who changes the draft afterwards, or was overtaken by another
version, sees the preview again before anything is published.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from frontend.components.plain_form import PlainForm
from tickets.errors import Because, Refused
from tickets.reports.previews import Shift
from tickets.rules.hours import InvalidCalendar
from tickets.rules.versions import PUBLISHED_ALREADY

ROWS = 50


@dataclass(frozen=True)
class Change:
    """One page on which something is drafted, previewed and published."""

    title: str
    back: str
    template: str
    read: Callable[[Any, int], Any]  # the form and the version it follows
    last: Callable[[Any], int]  # the newest version of what a draft would follow
    look: Callable[[Any], Mapping[str, object]]
    publish: Callable[[Any], object]
    done: Callable[[Any], str]


def answer(request: HttpRequest, change: Change, form: PlainForm, **beside: object) -> HttpResponse:
    """Show the form with what stands beside it, its preview, or the page after it was published."""
    if request.method != "POST" or not form.is_valid():
        return _page(request, change, form, **beside)
    try:
        draft = change.read(form, 0)
        found = change.look(draft)
        last = change.last(draft)
    except (Refused, InvalidCalendar) as why:
        _say(form, why)
        return _page(request, change, form, **beside)
    mark = _mark_of(draft)
    asked = "publish" in request.POST and request.POST.get("previewed") == mark
    refused = _refused(request, change, form, draft) if asked else None
    if asked and refused is None:
        return redirect(change.back)
    facts = {"last": last, "next": last + 1, "previewed": mark, **found}
    page = _page(request, change, form, **beside, **facts)
    page.status_code = refused or page.status_code
    return page


def _refused(request: HttpRequest, change: Change, form: PlainForm, draft: Any) -> Because | None:
    """Why the draft was not published, which the form now says; None where it was."""
    try:
        change.publish(replace(draft, seen=_seen(request)))
    except Refused as why:
        if why.code == PUBLISHED_ALREADY:
            messages.info(request, str(why))
            return None
        form.add_error(None, str(why))
        return why.because
    messages.success(request, change.done(draft))
    return None


def moved(request: HttpRequest, shifts: list[Shift]) -> dict[str, object]:
    """The clocks that would move, a page of them at a time, and what becomes of them."""
    page = Paginator(shifts, ROWS).get_page(request.POST.get("page"))
    saved = sum(one.is_saved for one in shifts)
    return {"shifts": page, "saved": saved, "is_calendar": True}


def _page(request: HttpRequest, change: Change, form: PlainForm, **facts: object) -> HttpResponse:
    status = int(Because.MISSING) if form.errors else 200
    shown = {"form": form, "title": change.title, "back": change.back, **facts}
    return render(request, change.template, shown, status=status)


def _say(form: PlainForm, why: Refused | InvalidCalendar) -> None:
    field = getattr(why, "field", "")
    form.add_error(field if field in form.fields else None, str(why))


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() else -1


def _mark_of(draft: object) -> str:
    return hashlib.sha256(repr(draft).encode()).hexdigest()[:16]
