"""The list of policy gaps as a page, for the policy editor and the leader alike."""

import datetime as dt

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.components.worlds import person
from tickets.reports import gaps

ROWS = 20


def show(request: HttpRequest, now: dt.datetime, **frame: object) -> HttpResponse:
    """By category how many, and the rows of one category or of all; each number counts its rows."""
    if set(request.GET) - {"category", "page"}:
        raise BadRequest("unknown parameter")
    reader, category = person(request), request.GET.get("category", "")
    found = gaps.tickets_without(reader, now, category).select_related("category", "office")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    lines = gaps.by_category(reader, now)
    facts = {
        "as_of": now,
        "lines": lines,
        "total": sum(line.count for line in lines),
        "chosen": category,
        "page": page,
        "gaps": gaps.seen(reader, list(page.object_list), now),
        **frame,
    }
    return render(request, "components/gap_page.html", facts)
