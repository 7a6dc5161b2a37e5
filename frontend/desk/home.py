"""The start of a day at the desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The desk's home."""
    return render(request, "desk/home.html")
