"""A requester's own first page: what they have filed, who their concierge is."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The requester's home."""
    return render(request, "portal/home.html")
