"""What every page's frame needs to know about the visitor."""

from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from frontend.components.worlds import may_be_staff, ways_between
from tickets.access import notifications
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
        "may_be_staff": partial(may_be_staff, request),
        "ways_between_worlds": partial(ways_between, request),
        "demo_cast": cast if settings.DEMO else (),
        "demo_password": PASSWORD if settings.DEMO else "",
        "offered_languages": [
            (code, name) for code, name in settings.LANGUAGES if code in settings.COMPLETE_LANGUAGES
        ],
    }


def _unread_by(request: HttpRequest) -> Callable[[], int]:
    """How many notifications wait for the visitor; asked only by a page that shows it, and once."""

    @cache
    def unread() -> int:
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return 0
        return notifications.unread_by(user, MOST_UNREAD + 1, timezone.now())

    return unread
