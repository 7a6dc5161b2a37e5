"""One's own preferences: name, phone, language, time zone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.account.person_forms import PreferencesForm
from frontend.components.language import remembered
from frontend.components.worlds import person
from tickets.actions import people
from tickets.errors import Because, Refused

FIELDS = ("name", "name_latin", "phone", "language", "time_zone")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Show and change them; the page comes back in the language just chosen."""
    me = person(request)
    now_kept = {field: getattr(me, field) for field in FIELDS}
    form = PreferencesForm(request.POST or None, initial=now_kept)
    if not form.is_valid():
        return render(request, "account/preferences.html", {"form": form})
    try:
        people.change_preferences(me, form.carried(), by=me, now=timezone.now())
    except Refused as refused:
        if refused.because is not Because.STATE:
            raise
        messages.info(request, str(refused))
        return redirect("preferences")
    language = form.carried().language
    with translation.override(language):
        messages.success(request, _("Saved."))
    return remembered(redirect("preferences"), language)
