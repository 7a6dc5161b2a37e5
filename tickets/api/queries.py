"""What may stand behind the question mark: named parameters, each once; anything else is a 400."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.access.requests import narrowed
from tickets.api.problems import Fault, Unreadable
from tickets.models import Tag, Ticket
from tickets.models.ticket import Tickets
from tickets.rules.classification import Nature, Track, Urgency
from tickets.rules.clocks import Light
from tickets.rules.states import PublicState, State

LARGEST = 2**63 - 1  # an id the database can hold


def fault(name: str, code: str, sentence: str) -> Fault:
    """Something that is not right with one parameter."""
    return Fault("query", name, code, sentence)


def check(query: QueryDict, known: Collection[str]) -> None:
    """Raise Unreadable, with all its faults, for a parameter nobody knows or one sent twice."""
    unknown = [
        fault(name, "unknown_parameter", _("There is no such parameter here."))
        for name in sorted(set(query) - set(known))
    ]
    twice = [
        fault(name, "sent_twice", _("Send each parameter once."))
        for name, sent in query.lists()
        if len(sent) > 1
    ]
    if unknown or twice:
        raise Unreadable(*unknown, *twice)


class MomentField(forms.Field):
    """A moment with its zone, as RFC 3339 writes it."""

    default_error_messages = {
        "invalid": gettext_lazy("Write a moment with its zone: 2026-11-18T02:00:00Z.")
    }

    def to_python(self, value: Any) -> Any:
        """The moment; None where nothing was sent."""
        if value in self.empty_values:
            return None
        try:
            moment = parse_datetime(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return _in_utc(moment)


FIRST, LAST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)


def _in_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment as the database can read it; beyond the calendar's ends, the end itself."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return FIRST if moment.year == dt.MINYEAR else LAST


class MomentFilter(django_filters.Filter):  # type: ignore[misc]  # ships no types
    """Narrows by a moment with its zone."""

    field_class = MomentField


def _choice(choices: Any, **more: Any) -> Any:
    return django_filters.ChoiceFilter(choices=choices.choices, **more)


class PortalFilter(django_filters.FilterSet):  # type: ignore[misc]  # ships no types
    """What a requester may narrow by: nothing internal, for a filter tells what it hides."""

    public_state = _choice(PublicState, method="publicly")
    nature = _choice(Nature)
    category = django_filters.CharFilter(field_name="category_id")
    submitted_from = MomentFilter(field_name="submitted_at", lookup_expr="gte")
    submitted_before = MomentFilter(field_name="submitted_at", lookup_expr="lt")

    class Meta:
        model = Ticket
        fields = ("public_state", "nature", "category", "submitted_from", "submitted_before")

    def publicly(self, tickets: Tickets, name: str, value: str) -> QuerySet[Ticket]:
        """Those that stand there in the requester's words."""
        return narrowed(tickets, PublicState(value), "")


class LeaderFilter(PortalFilter):
    """What a leader may narrow by."""

    state = _choice(State)
    light = _choice(Light)
    office = django_filters.CharFilter(field_name="office__code")


class DeskFilter(LeaderFilter):
    """What staff may narrow by."""

    track = _choice(Track)
    urgency = _choice(Urgency)
    tag = django_filters.NumberFilter(
        method="tagged", min_value=1, max_value=LARGEST, decimal_places=0
    )

    def tagged(self, tickets: Tickets, name: str, value: Decimal) -> QuerySet[Ticket]:
        """Those with the tag of this id, or one merged into it."""
        return tickets.tagged(Tag(pk=int(value)))


def narrow(
    filters: type[django_filters.FilterSet], query: QueryDict, tickets: Tickets
) -> QuerySet[Ticket]:
    """The tickets these parameters ask for. Raises Unreadable, naming each that is not right."""
    asked = filters(query, queryset=tickets)
    if asked.is_valid():
        found: QuerySet[Ticket] = asked.qs
        return found
    wrong = asked.form.errors.get_json_data().items()
    raise Unreadable(
        *(fault(n, each["code"], each["message"]) for n, all_ in wrong for each in all_)
    )
