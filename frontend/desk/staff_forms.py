"""What is asked about colleagues: account, roles, absence; and how to find them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from accounts.roles import STAFF, Role
from frontend.components.plain_form import PlainForm
from tickets.access.staff import Wanted, Where
from tickets.rules.absences import LONGEST_REASON, Away
from tickets.rules.days import day_of
from tickets.rules.grants import MOST_OPEN_TICKETS, Appointment
from tickets.rules.people import NAME_LONGEST, PHONE_LONGEST, Newcomer

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS_READ = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
ALL = ("", _("All"))
CAPACITY = 40


def _offices(offices: Iterable[Office]) -> list[tuple[str, str]]:
    return [(office.code, str(office)) for office in offices]


class FindForm(forms.Form):
    """Whom the list of colleagues is to show."""

    words = forms.CharField(label=_("Name or e-mail"), required=False, max_length=200)
    office = forms.ChoiceField(label=_("Office"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ALL, *Role.choices])
    where = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *Where.choices])

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [ALL, *_offices(offices)]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """What was asked for; what cannot be read narrows nothing."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class InviteForm(PlainForm):
    """A colleague who is to get an account."""

    name = forms.CharField(label=_("Full name"), max_length=NAME_LONGEST)
    name_latin = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=NAME_LONGEST,
        required=False,
        help_text=_("For colleagues who read another script, such as Li Min."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The invitation goes there. It is also the name at the door."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=PHONE_LONGEST, required=False)
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=lambda: [
            pair for pair in settings.LANGUAGES if pair[0] in settings.COMPLETE_LANGUAGES
        ],
    )
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Requests are routed by language too."),
    )

    def newcomer(self) -> Newcomer:
        """The colleague as typed."""
        return Newcomer(**self.cleaned_data)


class RoleForm(PlainForm):
    """A role at an office, within dates."""

    office = forms.ChoiceField(label=_("Office"))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    from_date = forms.DateField(label=_("First day"), widget=DAY)
    until_date = forms.DateField(
        label=_("Last day"), widget=DAY, required=False, help_text=_("Empty: until it is ended.")
    )
    capacity = forms.IntegerField(
        label=_("Open tickets at most"), min_value=1, max_value=MOST_OPEN_TICKETS, initial=CAPACITY
    )
    skills = forms.MultipleChoiceField(
        label=_("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What this person knows best; routing prefers them for it."),
    )

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Office],
        categories: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, f"{role.label} – {card.purpose}") for role, card in STAFF.items()]
        offered = {"office": _offices(offices), "role": roles, "skills": categories}
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # a ChoiceField

    def appointment(self) -> Appointment:
        """The role as typed."""
        return Appointment(**self.cleaned_data)


class AbsenceForm(PlainForm):
    """From when to when somebody is away, and who stands in."""

    starts_at = forms.DateTimeField(label=_("From"), widget=MOMENT, input_formats=MOMENTS_READ)
    ends_at = forms.DateTimeField(label=_("Until"), widget=MOMENT, input_formats=MOMENTS_READ)
    deputy = forms.ChoiceField(
        label=_("Who stands in"),
        required=False,
        help_text=_("New requests go to them; without anybody, to the next one by the rules."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Shown to who plans for the office, kept out of the history."),
    )

    def __init__(self, *args: Any, deputies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [("", _("Nobody")), *deputies]  # type: ignore[attr-defined]  # a ChoiceField

    def away(self) -> Away:
        """The absence as typed."""
        said = self.cleaned_data
        return Away(said["starts_at"], said["ends_at"], said["deputy"] or None, said["reason"])


def next_morning(now: dt.datetime) -> dict[str, dt.datetime]:
    """What an absence is offered as: the whole of tomorrow."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "starts_at": begin + dt.timedelta(days=1),
        "ends_at": begin + dt.timedelta(days=2),
    }


def from_today(now: dt.datetime) -> dict[str, dt.date]:
    """What a role is offered as: from today on."""
    return {"from_date": day_of(now)}
