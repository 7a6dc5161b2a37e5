"""The rooms of the desk: one table draws the menu and the page of settings."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import World
from frontend.components.worlds import only, person
from tickets.access import (
    assists,
    categories,
    hand_overs,
    intake,
    offices,
    register,
    staff,
    tags,
)
from tickets.access.calendars import edits_policy
from tickets.access.routing_rules import reads_routing


def _everybody(_user: User, _now: dt.datetime) -> bool:
    return True


def _runs_no_staff(user: User, now: dt.datetime) -> bool:
    return not staff.runs_staff(user, now)


@dataclass(frozen=True)
class Room:
    """A line of the menu: its address, its drawing, its name, who may enter, what it is for."""

    address: str
    picture: str
    name: Promise
    open_to: Callable[[User, dt.datetime], bool] = _everybody
    purpose: Promise | str = ""
    of_oneself: bool = False  # its address names the visitor


DAILY = (
    Room("desk_home", "home", _("Today")),
    Room("desk_queue", "inbox", _("Queue")),
    Room("desk_assists", "users", _("Assists"), assists.answers_assists),
    Room("desk_intake", "phone", _("File for an enterprise"), intake.takes_in),
    Room("desk_hand_overs", "refresh", _("Hand-overs"), hand_overs.hands_over),
    Room("desk_rosters", "headset", _("Duty roster")),
    Room("desk_recusals", "lock", _("Conflicts of interest")),
    Room("desk_colleague", "user", _("My roles and absences"), _runs_no_staff, of_oneself=True),
)
KNOWLEDGE = (
    Room("desk_measures", "file-text", _("Measures")),
    Room("desk_tags", "list-check", _("Tags"), tags.reads_tags),
    Room("desk_gaps", "search", _("Policy gaps"), edits_policy),
)
SETTINGS = (
    Room(
        "desk_values",
        "edit",
        _("Values of offices"),
        edits_policy,
        _("Days, numbers and defaults that each office sets for itself."),
    ),
    Room(
        "desk_promises",
        "clock",
        _("Promises"),
        edits_policy,
        _("How soon each kind of request is answered and handled, and when it warns."),
    ),
    Room(
        "desk_calendars",
        "calendar",
        _("Calendars"),
        edits_policy,
        _("Working days of each year and the office hours by which clocks run."),
    ),
    Room(
        "desk_notice_templates",
        "file-text",
        _("Templates of notices"),
        edits_policy,
        _("What acceptance, refusal, reply and the other notices say, in each language."),
    ),
    Room(
        "desk_categories",
        "list-check",
        _("Categories"),
        categories.edits,
        _("The matters a request can be about, and which unit leads them."),
    ),
    Room(
        "desk_grounds",
        "selector",
        _("Grounds"),
        categories.edits,
        _("The reasons that may stand in a refusal or a termination."),
    ),
    Room(
        "desk_routing",
        "filter",
        _("Routing rules"),
        reads_routing,
        _("Which level and office a new request goes to, tried on past ones before it counts."),
    ),
    Room(
        "desk_enterprises",
        "building",
        _("Enterprises and institutions"),
        register.keeps_register,
        _("Who may file: names, codes, their own concierge and deputy, their people."),
    ),
    Room(
        "desk_offices",
        "briefcase",
        _("Offices"),
        offices.sees_offices,
        _("The tree of offices and units, and what each one may handle."),
    ),
    Room(
        "desk_staff",
        "users",
        _("Staff"),
        staff.runs_staff,
        _("Who works where as what: invitations, roles, absences, accounts."),
    ),
)


@dataclass(frozen=True)
class Way:
    """A room as one visitor sees it on one page: its address, and whether they stand in it."""

    room: Room
    address: str
    current: str  # of aria-current: "page", "true" further inside, or nothing


def context(request: HttpRequest) -> dict[str, object]:
    """The menu of the desk for templates; no question to the database beside the roles."""
    return {
        "daily_rooms": partial(_ways, request, DAILY),
        "knowledge_rooms": partial(_ways, request, KNOWLEDGE),
        "settings_rooms": partial(_ways, request, SETTINGS),
        "in_settings": partial(_in_settings, request),
    }


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Each room of settings I may enter, with what it is for."""
    if not _open_rooms(person(request), SETTINGS):
        raise PermissionDenied
    return render(request, "desk/settings.html")


def _open_rooms(user: User, rooms: tuple[Room, ...]) -> list[Room]:
    now = timezone.now()
    return [room for room in rooms if room.open_to(user, now)]


def _ways(request: HttpRequest, rooms: tuple[Room, ...]) -> list[Way]:
    user = getattr(request, "user", None)  # an error page may come early
    if not isinstance(user, User):
        return []
    return [_way(request, room, user) for room in _open_rooms(user, rooms)]


def _in_settings(request: HttpRequest) -> bool:
    at_the_door = request.path == reverse("desk_settings")
    return at_the_door or any(way.current for way in _ways(request, SETTINGS))


def _way(request: HttpRequest, room: Room, user: User) -> Way:
    address = reverse(room.address, args=[user.pk] if room.of_oneself else [])
    inside = request.path.startswith(address) and address != reverse("desk_home")
    return Way(room, address, "page" if request.path == address else "true" if inside else "")
