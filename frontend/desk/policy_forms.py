"""The forms in which the policy editor drafts notices, office hours and promises."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from frontend.components.plain_form import PlainForm
from tickets.models import OfficeHours, Promise
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.decrees import LARGEST_FILE, LONGEST_TITLE, DecreeDraft, read_days
from tickets.rules.hours import InvalidCalendar
from tickets.rules.plans import HoursDraft, SeasonDraft, Week, spans_from, text_of
from tickets.rules.promise_drafts import PromiseDraft

WORKING_DAYS = 5
SEASON_PARTS = 3
OPEN_DAY = "08:30–11:30, 13:00–17:00"


class DecreeForm(PlainForm):
    """The special days of a year, from a file or pasted."""

    year = forms.IntegerField(label=_("Year"))
    title = forms.CharField(label=_("Title of the notice"), max_length=LONGEST_TITLE)
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_TITLE,
        help_text=_("Document number, or where the notice was published."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV in UTF-8 with the columns date, kind (holiday or workday), name."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    table = forms.CharField(
        label=_("Or paste the table"), required=False, widget=forms.Textarea({"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        """Read the days; what is wrong with a row stands at the file or the table."""
        said = super().clean() or self.cleaned_data
        upload = said.get("file")
        content = upload.read(LARGEST_FILE + 1) if upload else said.get("table", "").encode()
        try:
            said["days"] = read_days(content)
        except InvalidCalendar as why:
            self.add_error("file" if upload else "table", str(why))
        else:
            # the next press carries the table, not the file
            self.data = {**dict(self.data.items()), "table": content.decode("utf-8-sig")}
        return said

    def draft(self, seen: int) -> DecreeDraft:
        """What was drafted, following the version `seen`."""
        said = self.cleaned_data
        return DecreeDraft(said["year"], said["title"], said["source"], said["days"], seen)


class HoursForm(PlainForm):
    """The hours of an office from a day on: seven days as text, and seasons line by line."""

    from_date = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    zone = forms.CharField(label=_("Time zone"), max_length=60)
    seasons = forms.CharField(
        label=_("Seasons"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "One season a line: first day, last day, hours of Monday to Friday,"
            " such as 06-01 08-31 08:30-11:30 13:30-17:30."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_SENTENCE, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in WEEKDAYS.items():
            self.fields[f"day_{day}"] = forms.CharField(label=name, required=False, max_length=100)
        hint = _("Spans such as %(example)s; empty is closed.") % {"example": OPEN_DAY}
        self.fields["day_0"].help_text = hint
        names = ("from_date", *(f"day_{day}" for day in WEEKDAYS), "seasons", "zone", "reason")
        self.order_fields(names)

    def draft(self, seen: int) -> HoursDraft:
        """What was drafted, following the version `seen`; InvalidCalendar for a bad season."""
        said = self.cleaned_data
        week = [spans_from(said[f"day_{day}"]) for day in WEEKDAYS]
        lines = [line.split(maxsplit=2) for line in said["seasons"].splitlines() if line.strip()]
        seasons = tuple(_season(parts) for parts in lines)
        return HoursDraft(said["from_date"], said["zone"], week, said["reason"], seasons, seen)


def _season(parts: Sequence[str]) -> SeasonDraft:
    if len(parts) != SEASON_PARTS:
        sentence = _("A season needs its first day, its last day and its hours.")
        raise InvalidCalendar("season", sentence)
    week: Week = [spans_from(parts[2])] * WORKING_DAYS
    return SeasonDraft(parts[0], parts[1], week)


def hours_as_typed(plan: OfficeHours | None, zone: str, on: dt.date) -> Mapping[str, object]:
    """The form filled in with the newest plan of an office, or the province's usual hours."""
    if plan is None:
        days = {f"day_{day}": OPEN_DAY for day in range(WORKING_DAYS)}
        return {"from_date": on, "zone": zone, **days}
    days = {f"day_{day}": text_of(spans) for day, spans in enumerate(plan.week)}
    lines = [f"{one['start']} {one['end']} {text_of(one['week'][0])}" for one in plan.seasons]
    return {"from_date": on, "zone": plan.zone, "seasons": "\n".join(lines), **days}


class PromiseForm(PlainForm):
    """Another amount for a kind of ticket, perhaps for one category or office only."""

    amount = forms.DecimalField(label=_("Amount"), max_digits=7, decimal_places=2)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    category = forms.ChoiceField(label=_("Only for this category"), required=False)
    office = forms.ChoiceField(label=_("Only at this office and under it"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_SENTENCE, widget=forms.Textarea({"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        categories: list[tuple[str, str]],
        offices: list[Office],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.code: office for office in offices}
        for name, choices in (
            ("category", categories),
            ("office", [(office.code, str(office)) for office in offices]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type alone
            field.choices = [("", _("All")), *choices]

    def draft(self, base: Promise, seen: int) -> PromiseDraft:
        """What was drafted for the kind of ticket of `base`, following the version `seen`."""
        said, kind = self.cleaned_data, base.promised
        office = self.offices.get(said["office"])
        return PromiseDraft(
            Clock(kind.clock),
            Unit(said["unit"]),
            said["amount"],
            said["reason"],
            Track(kind.track) if kind.track else None,
            Urgency(kind.urgency) if kind.urgency else None,
            kind.ordinal,
            said["category"] or None,
            office.pk if office else None,
            seen,
        )
