"""The page an invitation leads to: an invited person takes possession of their account."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.account.person_forms import JoiningForm
from tickets.access import doors
from tickets.actions import invitations
from tickets.errors import Because, Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for name, password and language; whoever answers is signed in."""
    try:
        return _page(request, token)
    except Refused as refused:
        if refused.because is not Because.UNSEEN:
            raise
        return render(request, "account/link_closed.html", status=404)


def _page(request: HttpRequest, token: str) -> HttpResponse:
    invited = doors.invited_by(token, now=timezone.now())
    form = JoiningForm(invited, request.POST or None)
    if not form.is_valid():
        return render(request, "account/invitation.html", {"form": form, "invited": invited})
    person = invitations.accept(token, form.carried(), by=None, now=timezone.now())
    logout(request)  # whoever else was signed in here
    answer: HttpResponse = perform_login(
        request, person, email_verification="none", redirect_url=reverse("home")
    )
    return answer
