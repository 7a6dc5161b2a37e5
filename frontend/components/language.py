"""In which language the pages speak: the visitor's choice, kept in a cookie or with the person."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from accounts.models import User
from frontend.components.ways import own_path
from tickets.actions import people


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on and go back to the page the visitor was on.

    A signed-in person's choice is kept with the person. A language that is not complete is a 404;
    `next` outside this site leads to the first page.
    """
    language = complete(request.POST.get("language", ""))
    if isinstance(request.user, User) and request.user.language != language:
        people.change_language(request.user, language, by=request.user, now=timezone.now())
    return remembered(redirect(own_path(request, request.POST.get("next", ""))), language)


def wanted(request: HttpRequest) -> str:
    """The complete language asked for: by cookie, else by browser, else the house's own."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return _spoken(kept) or asked(request) or settings.LANGUAGE_CODE


def asked(request: HttpRequest) -> str:
    """The complete language that Accept-Language asks for; empty where it asks for none."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    spoken = (_spoken(code) for code, _weight in accepted)
    return next(filter(None, spoken), "")


def complete(language: str) -> str:
    """`language` itself if every page speaks it; raises Http404 otherwise."""
    if language not in settings.COMPLETE_LANGUAGES:
        raise Http404
    return language


def _spoken(code: str) -> str:
    """The complete language that this tag means; empty where there is none."""
    asked_for = code.split("-", maxsplit=1)[0]
    same = (each for each in settings.COMPLETE_LANGUAGES if each.split("-")[0] == asked_for)
    return next(same, "")


def remembered(response: HttpResponse, language: str) -> HttpResponse:
    """The response, with a cookie that keeps the language for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
