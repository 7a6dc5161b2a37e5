"""The first page: what the office does for enterprises, and the one button to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The landing page."""
    return render(request, "portal/landing.html")
