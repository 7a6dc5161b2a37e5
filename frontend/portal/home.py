"""Where a day begins: a requester's own page; staff are led to the desk, leaders to theirs."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.roles import World
from frontend.components.worlds import HOMES, first_of


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The requester's home; whoever works elsewhere goes there."""
    world = first_of(request.user)
    if world is not World.PORTAL:
        return redirect(HOMES[world])
    return render(request, "portal/home.html")
