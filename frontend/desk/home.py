"""The start of a day at the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import only


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The desk's home."""
    return render(request, "desk/home.html")
