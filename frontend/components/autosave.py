"""Keeping a draft while it is written (static/js/autosave.js): what the page is told."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.components.filing_forms import PartForm
from tickets.errors import Because

PLAIN = "text/plain; charset=utf-8"


def is_asked(request: HttpRequest) -> bool:
    """Whether this is the page keeping itself, not a person pressing a button."""
    return "autosave" in request.POST


def kept(form: PartForm, now: dt.datetime) -> HttpResponse:
    """The hour at which it was kept, or why a part of it was not."""
    if form.withholds_a_secret:
        return not_kept(_("state secrets may not be filed here"), Because.MISSING)
    at = timezone.localtime(now).strftime("%H:%M")
    return HttpResponse(_("Saved at %(time)s") % {"time": at}, content_type=PLAIN)


def not_kept(reason: str, because: Because) -> HttpResponse:
    """Why it was not kept."""
    return HttpResponse(reason, status=because, content_type=PLAIN)
