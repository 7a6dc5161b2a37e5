"""What offices set for themselves: what counts, what is their own, who changed it when."""

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
from tickets.rules.office_settings import Key


class ValueForm(PlainForm):
    """A value of one's own, or none, and why."""

    value = forms.IntegerField(
        label=gettext_lazy("Own value"),
        required=False,
        help_text=gettext_lazy("Empty: what counts above this office counts here too."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea({"rows": 2}),
    )


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
            held, shown.key, said["value"], said["reason"], by=reader, now=now
        )

    question = asking.Question(
        title=f"{held} · {shown.key.label}",
        text=_text(shown),
        button=_("Save"),
        back=reverse("desk_values"),
        crumbs=[(_("Values of offices"), reverse("desk_values")), (str(held), "")],
        do=write,
        done=_("Changed. It counts from now on; what was decided keeps its days."),
    )
    form = ValueForm(
        asking.typed(request), initial={"value": shown.own.value if shown.own else None}
    )
    told = changes.lines(last_changes(held.stream), Office, dict(Key.choices))
    return asking.answer(request, question, form, changes=told)


def _text(shown: access.Shown) -> str:
    said = _(
        "It is %(value)s here now; a number from %(least)s to %(most)s, %(default)s where nobody"
        " sets it. It counts for the offices under this one too, unless they set their own."
    )
    return said % ({"value": shown.value} | vars(shown.bounds))
