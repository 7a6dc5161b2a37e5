"""The leader's one page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The leader's overview."""
    return render(request, "leader/overview.html", {"as_of": timezone.now()})
