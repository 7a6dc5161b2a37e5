"""The component sheet: every part in every state. For builders; absent from a real office."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frontend.components.filing_forms import Hinted
from frontend.components.keyset import KeysetPage
from frontend.components.specimens import (
    COLOURS,
    ICONS,
    facts,
    files,
    messages,
    people,
    rows,
    steps,
    timeline,
)

TOO_LONG = "x" * 60


class Specimen(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        help_text=gettext_lazy("As in your passport or identity card."),
        max_length=50,
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False)
    city = forms.ChoiceField(
        label=gettext_lazy("City"),
        choices=[
            ("", "–"),
            ("210100", gettext_lazy("Shenyang")),
            ("210200", gettext_lazy("Dalian")),
        ],
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"),
        choices=[("ordinary", gettext_lazy("Ordinary")), ("urgent", gettext_lazy("Urgent"))],
        widget=Hinted,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("What happened"), widget=forms.Textarea)
    paper = forms.FileField(label=gettext_lazy("Attachment"), required=False)
    consent = forms.BooleanField(label=gettext_lazy("I have read the privacy notice"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = gettext_lazy("Something is stuck, or needs several authorities.")
        self.fields["urgency"].widget.hints = {"ordinary": hint}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The sheet; 404 unless this is a demo or a developer's machine."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "styleguide/sheet.html", _shown(request))


def _shown(request: HttpRequest) -> dict[str, object]:
    now = timezone.now()
    typed = {"wrong-name": TOO_LONG, "wrong-phone": "+86 24 0000 0000", "wrong-text": _("Typed.")}
    paginator = Paginator(range(87), 10)
    return {
        "now": now,
        "middle": KeysetPage([], uuid.UUID(int=0), is_first=False),
        "colours": COLOURS,
        "icons": ICONS,
        "blank": Specimen(prefix="blank"),
        "wrong": Specimen(typed, prefix="wrong"),
        "staff": Specimen(prefix="staff"),
        "person": people()[0],
        "people": people(),
        "rows": rows(),
        "order": request.GET.get("order", "due"),
        "pages": paginator.get_page(request.GET.get("page")),
        "steps": steps(now),
        "timeline": timeline(now),
        "facts": facts(),
        "files": files(),
        "notices": messages(),
        "lights": [
            ("green", dt.timedelta(hours=5, minutes=10)),
            ("yellow", dt.timedelta(hours=1, minutes=20)),
            ("red", dt.timedelta(hours=-2, minutes=-5)),
        ],
        "crumbs": [(_("Today"), "#ways"), (_("Requests"), "#ways"), ("26112208153", "")],
        "tabs": [
            (_("All"), "#ways", True),
            (_("Mine"), "#ways", False),
            (_("Due"), "#ways", False),
        ],
    }
