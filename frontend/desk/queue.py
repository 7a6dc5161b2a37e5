"""The queue: open tickets this person may see, next due first; and those that have ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.roles import May, World
from accounts.standing import offices_where
from frontend.components.keyset import page_of
from frontend.components.worlds import only, person
from tickets.access import choices, tags
from tickets.access.tickets import day_of_desk, ended_at_desk
from tickets.models import Ticket
from tickets.models.ticket import Tickets
from tickets.rules import numbers
from tickets.rules.classification import Urgency
from tickets.rules.clocks import Light
from tickets.rules.days import day_of
from tickets.rules.states import ENDED, OPEN, State

ROWS = 20


def _states(among: frozenset[State]) -> django_filters.ChoiceFilter:
    found = [(each.value, each.label) for each in State if each in among]
    return django_filters.ChoiceFilter(label=_("State"), choices=found, empty_label=_("All"))


class EndedFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """What tickets that have ended may be narrowed by; anything else in the address is refused."""

    words = django_filters.CharFilter(label=_("Number, title or enterprise"), method="find")
    state = _states(ENDED)
    category = django_filters.ChoiceFilter(label=_("Category"), choices=list, empty_label=_("All"))
    urgency = django_filters.ChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, empty_label=_("All")
    )

    tag = django_filters.ChoiceFilter(
        label=_("Tag"), choices=list, empty_label=_("All"), method="tagged"
    )

    class Meta:
        model = Ticket
        fields = ("words", "state", "category", "urgency", "tag")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["category"].choices = choices.categories(day_of(timezone.now()))
        self.form.fields["tag"].choices = [(str(one.pk), str(one)) for one in tags.to_narrow_by()]

    def find(self, tickets: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        """By number, typed with or without spaces, or by a piece of title or name."""
        typed = value.strip()
        words = Q(title__icontains=typed)
        for field in ("name_zh", "name_en", "name_original"):
            words |= Q(**{f"enterprise__{field}__icontains": typed})
        return tickets.filter(words | Q(number=numbers.normalised(typed)))

    def tagged(self, tickets: Tickets, name: str, value: str) -> Tickets:
        """Those on which this tag stands, or one merged into it."""
        return tickets.tagged(tags.tag_known(int(value)))


class OpenFilter(EndedFilter):
    """Open tickets have other states, and a light."""

    state = _states(OPEN)
    light = django_filters.ChoiceFilter(
        label=_("Light"), choices=Light.choices, empty_label=_("All")
    )


@dataclass(frozen=True)
class View:
    """One way to look at the queue: its word in the address and its name."""

    word: str
    name: Any


VIEWS = (
    View("mine", _("Mine")),
    View("unassigned", _("Unassigned")),
    View("unsigned", _("Waiting to be signed for")),
    View("reviews", _("Awaiting my review")),
    View("callbacks", _("To call back")),
    View("all", _("All open")),
    View("ended", _("All closed")),
)
OWN = {"view", "page", "before"}


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The queue in one of its views, filtered, a page at a time."""
    now, view = timezone.now(), request.GET.get("view", "mine")
    kind = EndedFilter if view == "ended" else OpenFilter
    unknown = set(request.GET) - set(kind.base_filters) - OWN
    if unknown or view not in {each.word for each in VIEWS}:
        raise BadRequest("unknown parameter")
    narrowed = kind(request.GET, queryset=_seen(request, view, now))
    tickets = narrowed.qs if narrowed.is_valid() else narrowed.queryset.none()
    facts = {
        "form": narrowed.form,
        "view": view,
        "tabs": [(each.name, f"?view={each.word}", each.word == view) for each in VIEWS],
        "now": now,
        **_at_hand(request, view, now),
        **_page_of(request, tickets.for_page().with_tags(), view),
    }
    return render(request, "desk/queue.html", facts)


def _at_hand(request: HttpRequest, view: str, now: dt.datetime) -> dict[str, object]:
    """At which offices the reader claims or assigns what nobody has, straight from its row."""
    if view != "unassigned":
        return {}
    on, who = day_of(now), person(request)
    claims, assigns = (offices_where(who, may, on) for may in (May.HANDLE, May.ASSIGN))
    return {"claims_at": claims, "assigns_at": assigns, "deeds": claims | assigns}


def _page_of(request: HttpRequest, tickets: Tickets, view: str) -> dict[str, object]:
    """The rows shown: open ones by number of page, ended ones from the last row seen."""
    if view == "ended":
        ended = page_of(tickets, request.GET.get("before", ""), by="closed_at")
        return {"ended": ended, "rows": ended.rows}
    shown = Paginator(tickets.queue_order(), ROWS).get_page(request.GET.get("page"))
    return {"page": shown, "rows": shown.object_list}


def _seen(request: HttpRequest, view: str, now: dt.datetime) -> Tickets:
    who = person(request)
    day = day_of_desk(who, now)
    lists = {
        "mine": day.mine,
        "unassigned": day.unassigned,
        "unsigned": day.unsigned,
        "reviews": day.reviews,
        "callbacks": day.callbacks,
        "all": day.seen,
        "ended": ended_at_desk(who, now),
    }
    return lists[view]
