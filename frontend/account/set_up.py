"""The page the set-up link leads to: an empty house gets its first administrators, once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.account.person_forms import FoundingForm
from tickets.access import doors
from tickets.actions import set_up
from tickets.errors import Because, Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask who the administrators are; then the first one signs in like everybody else."""
    try:
        doors.set_up_opened_by(token, now=timezone.now())
        form = FoundingForm(request.POST or None)
        if not form.is_valid() or not _founded(token, form):
            return render(request, "account/set_up.html", {"form": form})
    except Refused as refused:
        if refused.because is not Because.UNSEEN:
            raise
        return render(request, "account/link_closed.html", status=404)
    done = _(
        "The set-up is done: %(email)s is invited as security administrator. Sign in to go on."
    )
    messages.success(request, done % {"email": form.cleaned_data["security_email"]})
    return redirect("account_login")


def _founded(token: str, form: FoundingForm) -> bool:
    try:
        set_up.found(token, form.carried(), by=None, now=timezone.now())
    except Refused as refused:
        if refused.because is Because.UNSEEN:
            raise
        form.tell(refused)
        return False
    return True
