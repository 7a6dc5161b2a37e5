"""The leader's one page: a few figures, each one click from the rows it counts."""

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only, person
from frontend.leader.periods import WORDS, period_of
from tickets.actions import reads
from tickets.reports import overview
from tickets.reports.figures import FIGURES, Key
from tickets.rules.days import day_of

ROWS = 20
TILES = (Key.RECEIVED, Key.OPEN, Key.CLOSED, Key.OVERDUE, Key.OTHERWISE)
COLUMNS = (Key.RECEIVED, Key.OPEN, Key.CLOSED, Key.OVERDUE)
AXES = {"office": "office__code", "category": "category"}
KNOWN = {"period", "page", *AXES}


@require_safe
@only(World.LEADER)
def page(request: HttpRequest) -> HttpResponse:
    """The page for one period, as things stand now."""
    now, word = timezone.now(), _word(request)
    figures = overview.overview(person(request), period_of(word, day_of(now)), now)
    facts = {
        "as_of": now,
        "figures": figures,
        "period": word,
        "tiles": [(FIGURES[key], figures.total[key]) for key in TILES],
        "on_time": (FIGURES[Key.ON_TIME], FIGURES[Key.DUE]),
        "columns": [FIGURES[key] for key in COLUMNS],
        "tables": [
            (_("By office"), "office", _lines(figures.offices)),
            (_("By category"), "category", _lines(figures.categories)),
        ],
        "tabs": [(name, f"?period={each}", each == word) for each, name in WORDS.items()],
    }
    return render(request, "leader/overview.html", facts)


@require_safe
@only(World.LEADER)
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The tickets behind one figure, for one office or category if the address names it."""
    if key not in set(Key):
        raise Http404
    now, word = timezone.now(), _word(request)
    figure = FIGURES[Key(key)]
    period = period_of(word, day_of(now))
    found = overview.rows(person(request), figure.key, period, now)
    of = {name: request.GET[name] for name in AXES if request.GET.get(name)}
    found = found.filter(**{AXES[name]: code for name, code in of.items()})
    pages = Paginator(found, ROWS).get_page(request.GET.get("page"))
    behind = {"figure": key, "period": word, **of, "page": pages.number, "rows": len(pages)}
    reads.note_list(behind, by=person(request), now=now)
    facts = {
        "as_of": now,
        "figure": figure,
        "period": period,
        "narrowed": overview.names_of(**of),
        "page": pages,
        "rows": overview.seen(pages.object_list),
        "crumbs": [
            (_("Overview"), f"{reverse('leader_overview')}?period={word}"),
            (figure.name, ""),
        ],
    }
    return render(request, "leader/rows.html", facts)


def _word(request: HttpRequest) -> str:
    if set(request.GET) - KNOWN:
        raise BadRequest("unknown parameter")
    return request.GET.get("period", "twelve")


def _lines(lines: list[overview.Line]) -> list[tuple[overview.Line, list[tuple[Key, int]]]]:
    return [(line, [(key, line.counts[key]) for key in COLUMNS]) for line in lines]
