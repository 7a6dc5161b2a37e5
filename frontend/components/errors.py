"""The pages for what went wrong: plain words, what happened to the answers, whom to call."""

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from frontend.components import language

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    if not hasattr(request, "LANGUAGE_CODE"):  # refused before the language was looked at
        translation.activate(language.wanted(request))
    return render(request, f"errors/{template}.html", {"trace": _trace(request)}, status=status)


def _trace(request: HttpRequest) -> str:
    return str(request.META.get("REQUEST_ID", ""))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read, or held more than any form of ours takes."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return _page(request, "bad_request", 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this."""
    return _page(request, "not_allowed", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such thing, or not for this person."""
    return _page(request, "not_found", 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than any form of ours takes."""
    return _page(request, "too_large", 413)


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts in a short time."""
    return _page(request, "too_many", 429)


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old."""
    return _page(request, "forgery_suspected", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault. Asks neither database nor session, and has words left when templates fail too."""
    facts = {
        "trace": _trace(request),
        "product_name": settings.PRODUCT_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "LANGUAGE_CODE": translation.get_language() or settings.LANGUAGE_CODE,
    }
    try:
        page: str = render_to_string("errors/broken.html", facts)
    except Exception:  # noqa: BLE001  # the last resort of all pages
        page = f"500 · {settings.PRODUCT_NAME} · {settings.SERVICE_PHONE} · {_trace(request)}"
    return HttpResponse(page, status=500)
