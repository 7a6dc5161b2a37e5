"""Assists: those on a ticket, for whoever reads it; and what a liaison's own unit is asked."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, Office, Recusal, User
from accounts.roles import May
from accounts.standing import offices_where
from tickets.access.calendars import calendar_of
from tickets.access.tickets import handling_of
from tickets.errors import Because, Refused
from tickets.models import Assist, Clock, Ticket
from tickets.models.assist import NAMED, Assists
from tickets.rules import assists
from tickets.rules.days import day_of


def assists_on(ticket: Ticket) -> Assists:
    """Every assist asked on a ticket, the last one first; for staff who read the ticket."""
    return ticket.assists.all().for_page().order_by("-id")


def clocks_and_assists(ticket: Ticket) -> tuple[list[Clock], list[Assist]]:
    """What clocks_of() gives, and every assist on the ticket, the last one first; at once."""
    named = [f"assist__{one}" for one in NAMED]
    told = ticket.clocks.filter(Q(stopped_at=None) | Q(assist__isnull=False))
    found = list(told.with_asked().select_related(*named).order_by("due_at"))
    asked = [clock.assist.timed_by(clock) for clock in found if clock.assist]
    asked.sort(key=lambda one: one.asked_at, reverse=True)
    return [clock for clock in found if clock.stopped_at is None], asked


def open_assists(ticket: Ticket) -> Assists:
    """Those that still await an answer."""
    return assists_on(ticket).open()


def answers_to_sign_off(ticket: Ticket) -> Assists:
    """Those answered that nobody has signed off."""
    return assists_on(ticket).to_sign_off()


def answers_assists(user: User, now: dt.datetime) -> bool:
    """Whether this person is a liaison of any unit."""
    return bool(offices_where(user, May.ANSWER_ASSIST, day_of(now)))


def assists_for(user: User, now: dt.datetime) -> Assists:
    """What the units of this liaison were asked, whatever became of it."""
    seen = Assist.objects.visible_to(user, day_of(now)).for_page()
    return seen.select_related("ticket__category", "ticket__office", "unit", "asked_by")


def waiting_for(user: User, now: dt.datetime) -> Assists:
    """What this liaison is to answer, the next due first."""
    return assists_for(user, now).open().order_by("clocks__due_at", "id")


def over_for(user: User, now: dt.datetime) -> Assists:
    """What was answered or recalled, the last one first."""
    return assists_for(user, now).over()


def assist_for(user: User, assist_id: uuid.UUID, now: dt.datetime) -> Assist:
    """One of them. Raises Refused(UNSEEN): the ticket itself stays unseen."""
    found = assists_for(user, now).select_related("answered_by").filter(pk=assist_id).first()
    if found is None:
        raise Refused(Because.UNSEEN, "no_such_assist", _("There is no such assist."))
    return found


def units_to_ask(ticket: Ticket, now: dt.datetime) -> QuerySet[Office]:
    """The units that could be asked now: somebody answers for them, and nothing is open there.

    Whoever has an interest in the requester answers for nobody on its tickets.
    """
    answering = Grant.objects.in_force(day_of(now)).that(May.ANSWER_ASSIST)
    answering = answering.filter(user__is_active=True).exclude(
        user__in=Recusal.objects.from_enterprise(ticket.enterprise_id).people()
    )
    asked = Assist.objects.filter(ticket=ticket.pk).open().values("unit")
    units = Office.objects.filter(kind=Office.Kind.UNIT, pk__in=answering.values("office"))
    return units.exclude(pk__in=asked).order_by("code")


def usual_days(ticket: Ticket, now: dt.datetime) -> int:
    """The working days that an assist asked now has, where no others are named."""
    handling = handling_of(ticket)
    return days_until(ticket, handling.due_at if handling else now, now)


def days_until(ticket: Ticket, due_at: dt.datetime, now: dt.datetime) -> int:
    """The same for handling that is due at this moment."""
    return assists.usual_days(calendar_of(ticket.office).worktime.days_between(now, due_at))
