"""The three worlds of pages: who may enter which, and where each person's day begins."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import World
from accounts.standing import worlds_of
from tickets.rules.days import day_of

Page = Callable[..., HttpResponse]

NAMES = {
    World.PORTAL: _("For enterprises"),
    World.DESK: _("Desk"),
    World.LEADER: _("Leader's view"),
}
HOMES = {World.PORTAL: "home", World.DESK: "desk_home", World.LEADER: "leader_overview"}


def open_to(user: User | AnonymousUser) -> tuple[World, ...]:
    """The worlds that are open to this visitor today, the most usual first."""
    return worlds_of(user, day_of(timezone.now())) if isinstance(user, User) else ()


def led_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where a day begins that does not begin at the requester's page; None if it does.

    Whoever has several worlds begins in the most usual one and may ask for the requester's page;
    whoever has none is told whom to call.
    """
    worlds = open_to(request.user)
    if not worlds:
        return render(request, "account/no_world.html")
    asked = request.GET.get("world") == World.PORTAL and World.PORTAL in worlds
    return None if asked or worlds[0] is World.PORTAL else redirect(HOMES[worlds[0]])


def first_of(user: User | AnonymousUser) -> World:
    """The world in which this visitor's day begins."""
    return next(iter(open_to(user)), World.PORTAL)


def ways_between(request: HttpRequest) -> list[tuple[str, Promise]]:
    """The address and name of each world of a person who has several; else nothing."""
    worlds = open_to(getattr(request, "user", AnonymousUser()))  # an error page may come early
    ways: list[tuple[str, Promise]] = [
        (f"{reverse(HOMES[world])}?world={world}", NAMES[world]) for world in worlds
    ]
    return ways if len(ways) > 1 else []


def may_be_staff(request: HttpRequest) -> bool:
    """Whether the way to the desk is worth showing: not to who is known and has no business there.

    No question to the database beside their roles.
    """
    user = getattr(request, "user", AnonymousUser())  # an error page may come early
    return not user.is_authenticated or World.DESK in open_to(user)


def person(request: HttpRequest) -> User:
    """The signed-in person of a page that is open to nobody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def only(world: World) -> Callable[[Page], Page]:
    """Open a page to those who may enter its world; nobody signs in first, others get a 403."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if world not in open_to(request.user):
                raise PermissionDenied
            return page(request, *args, **kwargs)

        return login_required(enter)

    return guard
