"""What every request passes through before it reaches a door."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.models import User
from accounts.roles import World
from accounts.standing import worlds_of
from concierge import answers
from frontend.components import language
from tickets.api import problems
from tickets.rules.days import day_of

Handler = Callable[[HttpRequest], HttpResponseBase]
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id(get_response: Handler) -> Handler:
    """Give every request a name that its log lines, its error page and its answer carry."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        asked = request.headers.get("X-Request-ID", "")
        name = asked if REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
        request.META["REQUEST_ID"] = name
        with structlog.contextvars.bound_contextvars(request_id=name):
            response = get_response(request)
        response.headers["X-Request-ID"] = name
        return response

    return handle


def only_readable_requests(get_response: Handler) -> Handler:
    """Refuse with 400 or 413 what no form of ours can mean: NUL, broken UTF-8, giant bodies."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if _too_large(request):
            return answers.too_large(request)
        if _unreadable(request):
            raise BadRequest("unreadable request")
        return get_response(request)

    return handle


def _too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    multipart = request.content_type == "multipart/form-data"
    limit = settings.UPLOAD_LIMIT if multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return length.isdigit() and int(length) > limit


def _unreadable(request: HttpRequest) -> bool:
    sent = [request.META.get("QUERY_STRING", "").encode("latin-1"), request.path_info.encode()]
    if request.content_type == "application/x-www-form-urlencoded":
        sent.append(request.body)
    return any(map(_garbled, sent)) or any(map(_lossy, _parts(request)))


def _parts(request: HttpRequest) -> list[str]:
    """The texts of a multipart form."""
    if request.content_type != "multipart/form-data":
        return []
    return [text for _name, texts in request.POST.lists() for text in texts]


def _lossy(text: str) -> bool:
    """Whether a decoded text holds NUL, or what stands for bytes that are not UTF-8."""
    return "\x00" in text or "\ufffd" in text


def _garbled(sent: bytes) -> bool:
    """Whether percent-encoded bytes hold NUL or are not UTF-8 (overlong included)."""
    plain = unquote_to_bytes(sent)
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return b"\x00" in plain


def in_the_visitors_language(get_response: Handler) -> Handler:
    """Speak the language the visitor chose, or the browser asks for, if every page speaks it.

    A program chose none: it asks in each request.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        if problems.are_wanted_by(request):
            translation.activate(language.asked(request) or settings.LANGUAGE_CODE)
        else:
            translation.activate(language.wanted(request))
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        response = get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response

    return handle


def in_the_persons_language_and_zone(get_response: Handler) -> Handler:
    """A signed-in person's own language and time zone win over cookie and browser.

    Not over a program that names a language itself.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        if not (problems.are_wanted_by(request) and language.asked(request)):
            translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        with timezone.override(user.zone):
            return get_response(request)

    return handle


def sessions_end(get_response: Handler) -> Handler:
    """Sign out whoever was here too long, or has not been here for too long."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        if request.user.is_authenticated and sessions.is_over(
            request.session, staff=_is_staff(request.user, now), now=now
        ):
            logout(request)
            messages.info(request, _("You were signed out for safety. Sign in again to go on."))
        response = get_response(request)
        if request.user.is_authenticated:
            sessions.note_life(request.session, now)
        return response

    return handle


def _is_staff(user: User, now: dt.datetime) -> bool:
    return bool(set(worlds_of(user, day_of(now))) - {World.PORTAL})


def private_pages_are_not_stored(get_response: Handler) -> Handler:
    """What a signed-in person sees is kept by no cache and no Back button, least of all after.

    Nor what somebody sees who is about to come in: their session knows whom they say they are.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        was_here = request.user.is_authenticated
        response = get_response(request)
        if request.user.is_authenticated or not (was_here or request.session.is_empty()):
            response.headers.setdefault("Cache-Control", "no-store, private")
        elif was_here:
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return handle
