"""Who of the requester's people reads its requests: its owner chooses, and sees what changes."""

import datetime as dt
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import Enterprise
from accounts.roles import World
from frontend.components.filing_forms import Hinted
from frontend.components.worlds import only, person
from tickets.access import visibility as access
from tickets.actions import visibility
from tickets.errors import Refused
from tickets.rules.visibility import Choice

Mode = Enterprise.Visibility
HINTS = {
    Mode.FILER: gettext_lazy("Each request is read and answered by whoever filed it."),
    Mode.NAMED: gettext_lazy("Whoever files may name colleagues who read and answer with them."),
    Mode.ALL_READ: gettext_lazy("Every member reads everything; the same people answer as above."),
    Mode.ALL_ANSWER: gettext_lazy("Every member reads and answers everything."),
}


class Modes(Hinted):
    """The four modes, each with what it means."""

    hints = {mode.value: hint for mode, hint in HINTS.items()}


class ModeForm(forms.Form):
    """Who reads; the mode in force is chosen beforehand."""

    use_required_attribute = False
    mode = forms.ChoiceField(
        label=gettext_lazy("Who reads your requests, beside the owners?"),
        choices=Mode.choices,
        widget=Modes,
        error_messages={"required": gettext_lazy("Choose who reads your requests.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.PORTAL)
def page(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Choose; read for whom that changes what; then confirm."""
    now = timezone.now()
    theirs = access.enterprise_of_owner(person(request), enterprise, now)
    if request.method != "POST":
        form = ModeForm(initial={"mode": theirs.visibility})
        return _asked(request, theirs, form)
    form = ModeForm(request.POST)
    if not form.is_valid():
        return _asked(request, theirs, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    mode = form.cleaned_data["mode"]
    if "sure" not in request.POST and mode != theirs.visibility:
        return _confirming(request, theirs, mode, now)
    return _chosen(request, theirs, form, now)


def _chosen(
    request: HttpRequest, theirs: Enterprise, form: ModeForm, now: dt.datetime
) -> HttpResponse:
    choice = Choice(form.cleaned_data["mode"], request.POST.get("seen", theirs.visibility))
    try:
        visibility.choose(theirs, choice, by=person(request), now=now)
    except Refused as refused:
        form.add_error("mode" if refused.field else None, str(refused))
        return _asked(request, theirs, form, int(refused.because))
    messages.success(request, _("Changed. It counts from now on; your colleagues are told."))
    return redirect("home")


def _confirming(
    request: HttpRequest, theirs: Enterprise, mode: str, now: dt.datetime
) -> HttpResponse:
    changes = access.changes_by(theirs, mode, now)
    facts = {
        "enterprise": theirs,
        "before": theirs.get_visibility_display(),
        "mode": mode,
        "after": Mode(mode).label,
        "changes": [change for change in changes if change.is_any],
        "has_members": bool(changes),
    }
    return render(request, "portal/readers_sure.html", facts)


def _asked(
    request: HttpRequest, theirs: Enterprise, form: ModeForm, status: int = 200
) -> HttpResponse:
    facts = {"enterprise": theirs, "form": form}
    return render(request, "portal/readers.html", facts, status=status)
