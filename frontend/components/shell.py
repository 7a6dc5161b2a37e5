"""What every page's frame needs to know about the visitor."""

from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from frontend.components.worlds import may_be_staff, ways_between
from tickets.access import (
    assists,
    calendars,
    categories,
    hand_overs,
    intake,
    notifications,
    offices,
    register,
    routing_rules,
    staff,
)
from tickets.demo.cast import PASSWORD, cast

MOST_UNREAD = 99  # more are shown as 99+


def context(request: HttpRequest) -> dict[str, object]:
    """Names and switches of the frame; nothing here may ask the database more than once a page."""
    return {
        "unread": _unread_by(request),
        "product_name": settings.PRODUCT_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "duty_phone": settings.DUTY_PHONE,
        "demo": settings.DEMO,
        "answers_assists": partial(_answers_assists, request),
        "takes_in": partial(_takes_in, request),
        "may_be_staff": partial(may_be_staff, request),
        "hands_over": partial(_hands_over, request),
        "edits_policy": partial(_edits_policy, request),
        "reads_routing": partial(_reads_routing, request),
        "edits_lists": partial(_edits_lists, request),
        "sees_offices": partial(_sees_offices, request),
        "runs_staff": partial(_runs_staff, request),
        "keeps_register": partial(_keeps_register, request),
        "ways_between_worlds": partial(ways_between, request),
        "demo_cast": cast if settings.DEMO else (),
        "demo_password": PASSWORD if settings.DEMO else "",
        "offered_languages": [
            (code, name) for code, name in settings.LANGUAGES if code in settings.COMPLETE_LANGUAGES
        ],
    }


def _takes_in(request: HttpRequest) -> bool:
    """Whether the visitor files for companies; no question to the database beside their roles."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and intake.takes_in(user, timezone.now())


def _answers_assists(request: HttpRequest) -> bool:
    """Whether the visitor answers for a unit; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and assists.answers_assists(user, timezone.now())


def _hands_over(request: HttpRequest) -> bool:
    """Whether the visitor handles tickets or plans staffing; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and hand_overs.hands_over(user, timezone.now())


def _edits_policy(request: HttpRequest) -> bool:
    """Whether the visitor edits calendars and promises; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and calendars.edits_policy(user, timezone.now())


def _runs_staff(request: HttpRequest) -> bool:
    """Whether the visitor keeps accounts, gives roles or plans; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and staff.runs_staff(user, timezone.now())


def _reads_routing(request: HttpRequest) -> bool:
    """Whether the visitor reads the routing rules; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and routing_rules.reads_routing(user, timezone.now())


def _edits_lists(request: HttpRequest) -> bool:
    """Whether the visitor edits categories and grounds; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and categories.edits(user, timezone.now())


def _sees_offices(request: HttpRequest) -> bool:
    """Whether the visitor may look at the tree of offices; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and offices.sees_offices(user, timezone.now())


def _keeps_register(request: HttpRequest) -> bool:
    """Whether the visitor registers requesters or names concierges; likewise without a question."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and register.keeps_register(user, timezone.now())


def _unread_by(request: HttpRequest) -> Callable[[], int]:
    """How many notifications wait for the visitor; asked only by a page that shows it, and once."""

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return 0
        return notifications.unread_by(user, MOST_UNREAD + 1, timezone.now())

    return unread
