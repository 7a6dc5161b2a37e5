"""Hand-overs (交接): all open work of one person given to others at once, and what became of it."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from tickets.models.hop import Hop
from tickets.models.ticket import in_hand
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.hand_overs import Kept, Way
from tickets.rules.traces import read_back, said


class HandOvers(models.QuerySet["HandOver"]):
    """Hand-overs, by whom they concern."""

    def under_way(self) -> "HandOvers":
        """Those with tickets that still wait to be moved."""
        return self.filter(finished_at=None)

    def seen_by(self, user: User, offices: frozenset[UUID]) -> "HandOvers":
        """Those of this person, by or to them, or of tickets held where they plan the staffing."""
        lines = HandOverLine.objects.filter(hand_over=OuterRef("pk"))
        held = Exists(lines.filter(ticket__office__in=offices))
        to_them = Exists(lines.filter(receiver=user))
        return self.filter(Q(person=user) | Q(handed_by=user) | to_them | held)


class HandOver(models.Model):
    """All open work of `person` handed over at once; or given back to them (`gives_back`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    way = models.CharField(_("Who gets it"), max_length=10, choices=Way)
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)
    handed_at = models.DateTimeField(_("Handed over"))
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("Finished"), null=True)
    gives_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="given_back")

    objects = HandOvers.as_manager()

    class Meta:
        verbose_name = _("Hand-over")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(finished_at=None),
                name="one_hand_over_under_way_of_a_person",
            ),
            models.CheckConstraint(
                name="what_is_given_back_was_handed_over",
                condition=Q(gives_back=None) & ~Q(way=Way.BACK)
                | Q(gives_back__isnull=False, way=Way.BACK),
            ),
        ]
        indexes = [
            models.Index(
                fields=["handed_at"], name="hand_overs_under_way", condition=Q(finished_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.handed_at:%Y-%m-%d %H:%M}"

    @property
    def is_return(self) -> bool:
        """Whether it gives work back to who had it."""
        return self.gives_back_id is not None


class HandOverLines(models.QuerySet["HandOverLine"]):
    """Lines, by what became of them."""

    def waiting(self) -> "HandOverLines":
        """Not moved yet, the first one first."""
        return self.filter(outcome=HandOverLine.Outcome.WAITING).order_by("pk")

    def moved(self) -> "HandOverLines":
        """Moved."""
        return self.filter(outcome=HandOverLine.Outcome.MOVED)

    def still_there(self) -> "HandOverLines":
        """Moved, and nobody has moved the ticket since or ended it."""
        later = Hop.objects.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("hop"))
        here = self.moved().filter(in_hand("ticket__"), ticket__assignee=F("receiver"))
        return here.filter(~Exists(later))

    def for_page(self) -> "HandOverLines":
        """With everything a row names."""
        return self.select_related("ticket__enterprise", "ticket__office", "receiver", "hop")


class HandOverLine(models.Model):
    """One ticket of a hand-over: from whom to whom, why, and what became of it."""

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Still to be moved")
        MOVED = "moved", _("Moved")
        KEPT = "kept", _("Not moved")

    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="lines")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    why = models.JSONField(_("Reasons of the rules"), default=list)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING)
    kept = models.CharField(_("Why it stays"), max_length=10, choices=Kept, blank=True)
    hop = models.OneToOneField("tickets.Hop", models.PROTECT, null=True, related_name="+")

    objects = HandOverLines.as_manager()

    class Meta:
        verbose_name = _("Ticket of a hand-over")
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "ticket"], name="a_ticket_is_handed_over_once"
            ),
            models.CheckConstraint(
                name="a_line_says_what_became_of_it",
                condition=Q(outcome="waiting", kept="", hop=None, receiver__isnull=False)
                | Q(outcome="moved", kept="", hop__isnull=False, receiver__isnull=False)
                | Q(outcome="kept", hop=None) & ~Q(kept=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.outcome}"

    @property
    def reasons(self) -> str:
        """Why this one gets it, in the reader's language."""
        return said(read_back(one) for one in self.why)

    @property
    def is_waiting(self) -> bool:
        """Whether it still is to be moved."""
        return self.outcome == self.Outcome.WAITING

    @property
    def is_unsigned(self) -> bool:
        """Whether whoever got it has not signed for it."""
        return self.hop is not None and self.hop.signed_at is None
