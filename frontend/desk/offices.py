"""Offices: the tree with hours, contacts and load; opened and corrected by who keeps accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Office
from accounts.roles import May, World
from frontend.components import languages
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from tickets.access import offices as access
from tickets.access import staff
from tickets.access.changes import last_changes
from tickets.actions import offices
from tickets.rules.offices import (
    ADDRESS_LONGEST,
    MARK_LONGEST,
    NAME_EN_LONGEST,
    NAME_ZH_LONGEST,
    PHONE_LONGEST,
    Opening,
    Profile,
)

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


class ProfileForm(PlainForm):
    """What an office is called and how it is reached."""

    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=NAME_ZH_LONGEST)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=NAME_EN_LONGEST)
    phone = forms.CharField(
        label=gettext_lazy("Service phone"), max_length=PHONE_LONGEST, required=False
    )
    backup_phone = forms.CharField(
        label=gettext_lazy("Backup line"),
        max_length=PHONE_LONGEST,
        required=False,
        help_text=gettext_lazy("Requesters are shown it beside the phone of their concierge."),
    )
    address_zh = forms.CharField(
        label=gettext_lazy("Address in Chinese"), max_length=ADDRESS_LONGEST, required=False
    )
    address_en = forms.CharField(
        label=gettext_lazy("Address in English"), max_length=ADDRESS_LONGEST, required=False
    )
    spoken_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    complaint_agency = forms.BooleanField(
        label=gettext_lazy("Complaint agency"),
        required=False,
        help_text=gettext_lazy(
            "It handles complaints itself; elsewhere a complaint is transferred to who does."
        ),
    )
    document_mark = forms.CharField(
        label=gettext_lazy("Mark of its documents"),
        max_length=MARK_LONGEST,
        required=False,
        help_text=gettext_lazy("It stands before the number of a notice."),
    )

    def profile(self) -> Profile:
        """What was typed."""
        said = self.cleaned_data
        return Profile(**{name: said[name] for name in ProfileForm.base_fields})


class OpeningForm(ProfileForm):
    """A new office under another one."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, help_text=gettext_lazy("Such as dalian-tax.")
    )
    parent = forms.ChoiceField(label=gettext_lazy("Under"))
    region = forms.ChoiceField(label=gettext_lazy("Place"))
    field_order = ("kind", "code", "parent", "region", *ProfileForm.base_fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "kind": access.kinds_below(),
            "parent": access.nodes(),
            "region": access.regions(),
        }
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # a ChoiceField

    def opening(self) -> Opening:
        """What was typed."""
        said = self.cleaned_data
        return Opening(said["kind"], said["code"], said["region"], said["parent"], self.profile())


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every office below the one it answers to."""
    now, reader = timezone.now(), person(request)
    access.demand_sees_offices(reader, now)
    facts = {
        "branches": access.tree(now),
        "keeps": staff.may_keep(reader, May.MANAGE_STAFF, now),
        "few_leads": access.leads_are_too_few(now),
    }
    return render(request, "desk/offices.html", facts)


@show_or_send
@only(World.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Open a handling unit, a law firm, a city or a zone."""
    now, reader = timezone.now(), person(request)
    staff.demand_keeps(reader, May.MANAGE_STAFF, now)
    question = asking.Question(
        title=_("Open an office"),
        button=_("Open it"),
        back=reverse("desk_offices"),
        crumbs=[(_("Offices"), reverse("desk_offices")), (_("Open an office"), "")],
        do=lambda form: offices.establish(form.opening(), by=reader, now=now),
        done=_("The office is open. Its people are given roles next."),
    )
    return asking.answer(request, question, OpeningForm(asking.typed(request)))


@show_or_send
@only(World.DESK)
def edit(request: HttpRequest, office: str) -> HttpResponse:
    """Change what an office is called and how it is reached."""
    now, reader = timezone.now(), person(request)
    held = access.office_kept(reader, office, now)
    question = asking.Question(
        title=str(held),
        button=_("Save"),
        back=reverse("desk_offices"),
        crumbs=[(_("Offices"), reverse("desk_offices")), (str(held), "")],
        do=lambda form: offices.correct(held, form.profile(), by=reader, now=now),
        done=_("The details were changed."),
        stream=held.stream,
        about={"kind": "corrected"},
    )
    known = {name: getattr(held, name) for name in ProfileForm.base_fields}
    form = ProfileForm(asking.typed(request), initial=known)
    told = changes.lines(last_changes(held.stream), Office, languages.names())
    return asking.answer(request, question, form, changes=told)
