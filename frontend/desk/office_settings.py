"""What offices set for themselves: what counts, what is their own, who changed it when."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Office
from accounts.roles import World
from frontend.components.plain_form import PlainForm
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from tickets.access import office_settings as access
from tickets.access.calendars import edits_policy, office_edited_by
from tickets.access.changes import last_changes
from tickets.actions import office_settings
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.office_settings import MODES, Key, Kind, Number


class ValueForm(PlainForm):
    """A value of one's own, or none, and why."""

    value = forms.CharField(
        label=gettext_lazy("Own value"),
        required=False,
        help_text=gettext_lazy("Empty: what counts above this office counts here too."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(kind, Number):
            self.fields["value"].widget = forms.NumberInput(
                {"min": kind.least, "max": kind.most, "inputmode": "numeric"}
            )
        else:
            above = ("", _("What counts above this office"))
            self.fields["value"].widget = forms.Select(choices=[above, *kind.offered.items()])
            self.fields["value"].help_text = ""


WAITING = {
    Key.REOPENING_DAYS: gettext_lazy(
        "Open requests that are answered under it: %(n)s. What was answered keeps its days."
    ),
    Key.FAILED_CONTACTS: gettext_lazy("Answered requests that await a callback: %(n)s."),
    Key.MOST_SUPPLEMENTS: gettext_lazy(
        "Open requests on which material was asked for already: %(n)s."
        " What was asked for stays asked for."
    ),
    Key.VISIBILITY: gettext_lazy(
        "Requesters registered so far: %(n)s. They keep what they have; their owners may change it."
    ),
}


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """Every value at every office whose policy I edit."""
    now, reader = timezone.now(), person(request)
    if not edits_policy(reader, now):
        raise PermissionDenied
    return render(
        request, "desk/office_settings.html", {"rows": access.settings_edited_by(reader, now)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def change(request: HttpRequest, office: str, setting: str) -> HttpResponse:
    """Set a value of an office, or let the one above count again."""
    now, reader = timezone.now(), person(request)
    if not edits_policy(reader, now):
        raise PermissionDenied
    held = office_edited_by(reader, office, now)
    if setting not in Key.values:
        raise Http404
    shown = access.setting_at(held, Key(setting))

    def write(form: ValueForm) -> object:
        said = form.cleaned_data
        return office_settings.change(
            held, shown.key, said["value"] or None, said["reason"], by=reader, now=now
        )

    question = asking.Question(
        title=f"{held} · {shown.key.label}",
        text=_text(shown),
        button=_("Save"),
        back=reverse("desk_values"),
        crumbs=[(_("Values of offices"), reverse("desk_values")), (str(held), "")],
        do=write,
        done=_("Changed. It counts from now on; what was decided stays."),
        stream=held.stream,
        about={"kind": "setting_changed", "facts__key": shown.key},
    )
    typed = asking.typed(request)
    form = ValueForm(shown.kind, typed, initial={"value": shown.own.value if shown.own else ""})
    kept = last_changes(held.stream, kinds=["setting_changed"])
    words = dict(Key.choices) | dict(MODES.choices)
    return asking.answer(request, question, form, changes=changes.lines(kept, Office, words))


def _text(shown: access.Shown) -> str:
    said = _("It is “%(value)s” here now, “%(default)s” where nobody sets it.")
    facts = {"value": shown.words, "default": shown.kind.words(shown.kind.default)}
    return "\n\n".join([said % facts, *_bounds(shown.kind), *_reach(shown)])


def _bounds(kind: Kind) -> Iterator[str]:
    if isinstance(kind, Number):
        said = _("A number from %(least)s to %(most)s.")
        yield said % {"least": kind.least, "most": kind.most}


def _reach(shown: access.Shown) -> Iterator[str]:
    """What a change touches, before it is made."""
    touched = access.touched(shown.office, shown.key)
    if touched.offices:
        said = _("Offices under it that take it too, having none of their own: %(n)s.")
        yield said % {"n": len(touched.offices)}
    yield WAITING[shown.key] % {"n": touched.waiting}
