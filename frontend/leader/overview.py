"""The leader's one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only


@require_safe
@only(World.LEADER)
def page(request: HttpRequest) -> HttpResponse:
    """The leader's overview."""
    return render(request, "leader/overview.html", {"as_of": timezone.now()})
