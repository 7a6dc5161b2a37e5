"""Papers: documents as PDF that somebody wished for, and what a worker made of the wish."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import User
from tickets.models.assist import Assist
from tickets.rules.papers import LEASE, MOST_TRIES, Failure, Fate


class Papers(models.QuerySet["Paper"]):
    """Papers, by what is left to do."""

    def visible_to(self, user: User) -> "Papers":
        """What this person wished for, and nobody else."""
        return self.filter(asked_by=user)

    def waiting(self) -> "Papers":
        """Neither made nor given up."""
        return self.filter(made_at=None, failed_at=None)

    def due(self, now: dt.datetime) -> "Papers":
        """What is to be made now, longest waiting first."""
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "id")

    def lease(self, now: dt.datetime) -> "Paper | None":
        """Take the next one for two minutes; other workers skip it. Call inside a transaction."""
        paper = self.due(now).select_for_update(skip_locked=True, of=("self",)).first()
        if paper is not None:
            taken = {"next_try_at": now + LEASE, "tries": F("tries") + 1}
            self.filter(pk=paper.pk).update(**taken)
            paper.tries += 1
        return paper

    def worn_out(self, now: dt.datetime) -> "Papers":
        """Due once more although it was tried often enough: every worker that tried it died."""
        return self.due(now).filter(tries__gte=MOST_TRIES)

    def made_before(self, moment: dt.datetime) -> "Papers":
        """Made before this moment, and still kept; a notice stays."""
        return self.filter(made_at__lt=moment, notice=None).exclude(content=b"")


class Paper(models.Model):
    """The order of an assist, kept for a day, or a notice, kept for good; its row stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assist = models.ForeignKey("tickets.Assist", models.PROTECT, null=True, related_name="papers")
    notice = models.OneToOneField("tickets.Notice", models.PROTECT, null=True, related_name="paper")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("Asked"))
    next_try_at = models.DateTimeField(_("Next try"))
    tries = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    made_at = models.DateTimeField(_("Made"), null=True)
    content = models.BinaryField(_("Content"), default=b"")
    failed_at = models.DateTimeField(_("Given up"), null=True)
    failure = models.CharField(_("Last error"), max_length=10, choices=Failure, blank=True)

    objects = Papers.as_manager()

    class Meta:
        verbose_name = _("Document")
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="papers_to_be_made_next",
                condition=Q(made_at=None, failed_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_paper_is_of_one_thing",
                condition=Q(assist=None, notice__isnull=False)
                | Q(assist__isnull=False, notice=None),
            ),
            models.CheckConstraint(
                name="a_paper_is_made_or_given_up", condition=Q(made_at=None) | Q(failed_at=None)
            ),
            models.CheckConstraint(
                name="only_a_paper_that_was_made_has_content",
                condition=Q(content=b"") | Q(made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assist_id or self.notice_id} · {self.fate.label}"

    @property
    def order(self) -> Assist:
        """The assist that it is the order of. Raises LookupError where it is a notice."""
        if self.assist is None:
            raise LookupError("a notice is no order")
        return self.assist

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.failed_at:
            return Fate.FAILED
        if self.made_at is None:
            return Fate.WAITING
        return Fate.MADE if self.content else Fate.GONE
