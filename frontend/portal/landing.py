"""The first page: what the office does for enterprises, and the one button to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from frontend.components.language import complete, remembered


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The landing page."""
    return render(request, "portal/landing.html")


@require_safe
def page_in(request: HttpRequest, language: str) -> HttpResponse:
    """`/en/`: an address to print on a card; it opens the first page in that language.

    A signed-in person's own language wins. A language that is not complete is a 404.
    """
    complete(language)
    if not request.user.is_authenticated:
        translation.activate(language)
        request.LANGUAGE_CODE = language
    return remembered(page(request), language)
