"""Assists (协办): what a handling unit was asked on a ticket, and what came of it."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from accounts.roles import May
from accounts.standing import offices_where
from tickets.models.clock import Clock
from tickets.rules.assists import Progress
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT

NAMED = ("unit", "asked_by", "answered_by", "signed_off_by", "recalled_by")
_RUNS = {"due_at": "due_at", "light": "light", "runs": "id", "is_provisional": "is_provisional"}


class Assists(models.QuerySet["Assist"]):
    """Assists, by how far they are and whose they are."""

    def open(self) -> "Assists":
        """Neither answered nor recalled."""
        return self.filter(answered_at=None, recalled_at=None)

    def to_sign_off(self) -> "Assists":
        """Answered, and nobody has signed the answer off."""
        return self.filter(answered_at__isnull=False, signed_off_at=None)

    def over(self) -> "Assists":
        """Answered or recalled, the one asked last first."""
        ended = Q(answered_at__isnull=False) | Q(recalled_at__isnull=False)
        return self.filter(ended).order_by("-id")

    def of_units(self, units: Collection[uuid.UUID]) -> "Assists":
        """What these units were asked."""
        return self.filter(unit__in=units)

    def visible_to(self, user: User, on: dt.date) -> "Assists":
        """What the units were asked for which this person answers on this day, and no others."""
        return self.of_units(offices_where(user, May.ANSWER_ASSIST, on))

    def for_page(self) -> "Assists":
        """With everybody it names, and what its clock says."""
        clock = {name: F(f"clocks__{field}") for name, field in _RUNS.items()}
        return self.select_related(*NAMED).annotate(**clock)


class Assist(models.Model):
    """One request to one unit. It ends by its answer, or is recalled; both for good."""

    due_at: dt.datetime  # of its clock, by for_page(): due, light, which one it is
    light: str
    runs: uuid.UUID
    is_provisional: bool
    place: int  # among the assists of its ticket, by access.papers

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="assists")
    generation = models.PositiveSmallIntegerField(_("Generation"))
    unit = models.ForeignKey("accounts.Office", models.PROTECT, related_name="assists")
    summary = models.CharField(_("What is asked"), max_length=LONGEST_SENTENCE)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Asked"))
    answer = models.TextField(_("Answer"), max_length=LONGEST_TEXT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("Answered"), null=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(_("Signed off"), null=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recalled_at = models.DateTimeField(_("Recalled"), null=True)
    recall_reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)

    objects = Assists.as_manager()

    class Meta:
        verbose_name = _("Assist")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "unit"],
                condition=Q(answered_at=None, recalled_at=None),
                name="one_open_assist_of_a_unit",
            ),
            models.CheckConstraint(
                name="an_assist_is_answered_or_recalled",
                condition=Q(answered_at=None) | Q(recalled_at=None),
            ),
            models.CheckConstraint(
                name="only_an_answer_is_signed_off",
                condition=Q(signed_off_at=None) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.progress.label}"

    def timed_by(self, clock: Clock) -> "Assist":
        """The same, knowing what its clock says; as for_page() does for many."""
        self.due_at, self.light = clock.due_at, clock.light
        self.runs, self.is_provisional = clock.pk, clock.is_provisional
        return self

    @property
    def is_open(self) -> bool:
        """Neither answered nor recalled."""
        return self.progress is Progress.OPEN

    @property
    def progress(self) -> Progress:
        """How far it is."""
        if self.recalled_at:
            return Progress.RECALLED
        if self.signed_off_at:
            return Progress.SIGNED_OFF
        return Progress.ANSWERED if self.answered_at else Progress.OPEN
