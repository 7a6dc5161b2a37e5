"""Clocks (计时): one promise running on one ticket, and the pauses in it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.models.outbox import OutboxMessage
from tickets.models.overlay import Extension, Ruling, Suspension
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Light, Outcome, Unit
from tickets.rules.ladder import Rung as RungName
from tickets.rules.ladder import ladder_of
from tickets.rules.promises import Promise as Promised

SWEEP_IS_LATE = dt.timedelta(minutes=1)  # it comes every ten seconds


class Clocks(models.QuerySet["Clock"]):
    """Clocks, by whether they run."""

    def running(self) -> "Clocks":
        """Neither stopped nor void."""
        return self.filter(stopped_at=None)

    def served_by_mail(self) -> "Clocks":
        """Those of written results still awaited that a mail has told, and when it left."""
        told = OutboxMessage.objects.that_told_a_result().filter(ticket=OuterRef("ticket"))
        told = told.filter(queued_at__gte=OuterRef("started_at"))
        first = {"told_by": "pk", "left_at": "sent_at"}
        facts = {name: Subquery(told.values(of)[:1]) for name, of in first.items()}
        awaited = self.running().filter(Exists(told), name=Name.WRITTEN_RESULT)
        return awaited.annotate(**facts)

    def with_stops(self) -> "Clocks":
        """With the beginnings, ends and reasons of their pauses, in order; no question more."""
        pauses = Pause.objects.filter(clock=OuterRef("pk")).order_by("started_at")
        told = {"stop_starts": "started_at", "stop_ends": "ended_at", "stop_reasons": "reason"}
        arrays = {name: ArraySubquery(pauses.values(field)) for name, field in told.items()}
        return self.annotate(**arrays).select_related("office", "promise", "assist__unit")

    def with_asked(self) -> "Clocks":
        """With the more time that is asked for on their ticket, if any; no question more."""
        asked = {
            "extension_asked": _waiting(Extension.objects.all(), "amount"),
            "suspension_asked": _waiting(Suspension.objects.all(), "legal_ground", "until_date"),
        }
        return self.annotate(**asked)

    def to_look_at(self, now: dt.datetime) -> "Clocks":
        """Those whose light has changed by now, in order; at its due moment nothing is late yet."""
        return self.running().filter(check_at__lt=now).order_by("check_at", "id")

    def ticking_on(self, now: dt.datetime) -> "QuerySet[Clock, tuple[UUID, str, dt.datetime]]":
        """What a sweep need not look at: of each ticket the light of those, and the first due."""
        rest = self.running().filter(paused_at=None).exclude(check_at__lt=now).order_by()
        return rest.values_list("ticket", "light").annotate(first_due=Min("due_at"))


def _waiting(overlays: "QuerySet[Any]", *asked: str) -> Subquery:
    """What of these awaits a ruling on a clock's ticket, as JSON values."""
    waiting = overlays.filter(ticket=OuterRef("ticket"), ruling=Ruling.WAITING)
    person = {name: f"asked_by__{name}" for name in ("name", "name_latin", "email")}
    facts = {name: name for name in ("reason", "asked_at", *asked)}
    return Subquery(waiting.values(told=JSONObject(**facts, asked_by=JSONObject(**person)))[:1])


class Clock(models.Model):
    """A promise counted from `started_at`. `first_due_at` stays; `due_at` follows the pauses."""

    stop_starts: list[dt.datetime]  # of its pauses, by with_stops(): begun, ended, why
    stop_ends: list[dt.datetime | None]
    stop_reasons: list[str]
    told_by: UUID  # the mail that told the result, by served_by_mail(), and when it left
    left_at: dt.datetime
    extension_asked: dict[str, Any] | None  # on its ticket, by with_asked()
    suspension_asked: dict[str, Any] | None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="clocks")
    assist = models.ForeignKey(
        "tickets.Assist", models.PROTECT, null=True, related_name="clocks", db_index=False
    )  # which one, of several that run at once
    name = models.CharField(_("Clock"), max_length=20, choices=Name)
    generation = models.PositiveSmallIntegerField(_("Generation"))
    ordinal = models.PositiveSmallIntegerField(_("Place in its series"), default=1)
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    amount = models.DecimalField(_("Amount"), max_digits=7, decimal_places=2)
    extended = models.DecimalField(_("Extended by"), max_digits=7, decimal_places=2, default=0)
    promise = models.ForeignKey(
        "tickets.Promise", models.PROTECT, null=True, related_name="+"
    )  # none where it was set on request
    calendar_version = models.CharField(_("Calendar"), max_length=30, blank=True)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("Started"))
    due_at = models.DateTimeField(_("Due"))
    first_due_at = models.DateTimeField(_("First due"))
    is_provisional = models.BooleanField(_("Provisional"), default=False)
    half_at = models.DateTimeField(_("Half used"))
    yellow_at = models.DateTimeField(_("Yellow from"))
    late_at = models.DateTimeField(_("First escalation"))
    very_late_at = models.DateTimeField(_("Second escalation"))
    climbed = models.PositiveSmallIntegerField(_("Rungs climbed"), default=0)
    paused_at = models.DateTimeField(_("Paused since"), null=True)
    stopped_at = models.DateTimeField(_("Stopped"), null=True)
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Outcome, blank=True)
    light = models.CharField(_("Light"), max_length=6, choices=Light, default=Light.GREEN)
    check_at = models.DateTimeField(_("Look again"), null=True)

    objects = Clocks.as_manager()

    class Meta:
        verbose_name = _("Clock")
        indexes = [
            models.Index(
                fields=["check_at", "id"],
                name="clocks_to_look_at_next",
                condition=Q(stopped_at=None, check_at__isnull=False),
            ),
            models.Index(
                fields=["ticket"],
                name="written_results_awaited",
                condition=Q(stopped_at=None, name=Name.WRITTEN_RESULT),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "name", "assist"],
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                name="one_running_clock_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["assist"],
                condition=Q(assist__isnull=False),
                name="one_clock_of_an_assist",
            ),
            models.CheckConstraint(
                name="the_clock_of_an_assist_knows_it",
                condition=Q(name=Name.ASSIST, assist__isnull=False)
                | ~Q(name=Name.ASSIST) & Q(assist=None),
            ),
            models.UniqueConstraint(
                fields=["ticket", "name", "generation"], name="one_clock_per_generation"
            ),
            models.CheckConstraint(
                name="a_stopped_clock_has_an_outcome",
                condition=Q(stopped_at=None, outcome="")
                | Q(stopped_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.ticket_id}"

    @property
    def title(self) -> str:
        """Its name; of an assist also whose it is."""
        name = str(self.get_name_display())
        return f"{name} · {self.assist.unit}" if self.assist else name

    @property
    def counted(self) -> Promised:
        """What is counted: the promise, with what a lead granted on top."""
        return Promised(Unit(self.unit), self.amount + self.extended)

    @property
    def ladder(self) -> dict[RungName, dt.datetime]:
        """When each rung of its ladder is reached, lowest first."""
        return ladder_of(self)


class Pauses(models.QuerySet["Pause"]):
    """Pauses, by whether they last."""

    def open_at(self, now: dt.datetime) -> "Pauses":
        """Not over yet at this moment."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now))


class Pause(models.Model):
    """A period in which a clock does not run; one that ends by itself knows its end beforehand."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    reason = models.CharField(_("Reason"), max_length=12)
    started_at = models.DateTimeField(_("From"))
    ended_at = models.DateTimeField(_("Until"), null=True)

    objects = Pauses.as_manager()

    class Meta:
        verbose_name = _("Pause")
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at=None), name="one_pause_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at:%Y-%m-%d %H:%M}"

    def is_open_at(self, now: dt.datetime) -> bool:
        """Whether it is not over yet."""
        return self.ended_at is None or self.ended_at > now


class Rung(models.Model):
    """One rung that a clock reached: when that was, and when the house noted it. Never changed."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="rungs")
    rung = models.CharField(_("Rung"), max_length=9, choices=RungName)
    reached_at = models.DateTimeField(_("Reached"))
    noted_at = models.DateTimeField(_("Noted"))

    class Meta:
        verbose_name = _("Rung")
        ordering = ["reached_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock", "rung"], name="a_rung_fires_once")]

    def __str__(self) -> str:
        return f"{self.rung} {self.reached_at:%Y-%m-%d %H:%M}"

    @property
    def was_noted_late(self) -> bool:
        """Whether the sweep came by long after the rung was reached, as after an outage."""
        return self.noted_at - self.reached_at > SWEEP_IS_LATE
