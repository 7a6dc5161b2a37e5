"""Notices (通知书): the templates in versions, and each document that was issued."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from tickets.models import database
from tickets.models.outbox import OutboxMessage
from tickets.models.ticket import Ticket
from tickets.rules import notices, numbers
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.classification import Track
from tickets.rules.notices import CHINESE, Blank, Fact, NoticeKind, numbered
from tickets.rules.serving import Way
from tickets.rules.wording import name_of


class NoticeTemplates(models.QuerySet["NoticeTemplate"]):
    """Templates, by whether they count."""

    def in_force(self) -> "NoticeTemplates":
        """The newest version of each kind."""
        return self.filter(replaced_at=None)


class NoticeTemplate(models.Model):
    """One version of the template of one kind of notice; its words by language."""

    issued: int  # how many notices cite it, where that was counted

    kind = models.CharField(_("Kind"), max_length=12, choices=NoticeKind)
    version = models.PositiveSmallIntegerField(_("Version"))
    words = models.JSONField(_("Words"))
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)
    published_at = models.DateTimeField(_("Published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField(_("Replaced"), null=True)

    objects = NoticeTemplates.as_manager()

    class Meta:
        verbose_name = _("Template of notices")
        ordering = ["kind", "version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_template_per_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(replaced_at=None), name="one_template_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class NoticeCount(models.Model):
    """How many notices an office has issued in a year: its row is locked until the next is kept."""

    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Year"))
    last = models.PositiveIntegerField(_("Last number"))

    class Meta:
        verbose_name = _("Count of notices")
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="one_count_per_office_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.year}: {self.last}"


class Notices(models.QuerySet["Notice"]):
    """Notices as they were issued."""

    def issue(self, notice: "Notice") -> "Notice":
        """Keep a notice under the next number of its office and year, without gaps; one statement.

        The next one at this office waits until this transaction ends.
        """
        names = ("id", "ticket_id", "kind", "template_id", "office_id", "year", "mark", "language")
        row = {name: getattr(notice, name) for name in (*names, "issued_at", "issued_by_id")}
        row |= {"words": notice.words, "stream": notice.ticket.stream}
        notice.ordinal, position, digest = database.issue_notice(row)
        notice.end_of_history = (position, digest)
        return notice

    def for_page(self) -> "Notices":
        """With the people and the office they name, and when the mail that told of each left."""
        told = OutboxMessage.objects.that_told_of_a_notice().filter(
            ticket=OuterRef("ticket"), queued_at=OuterRef("issued_at")
        )
        first = told.order_by().values("ticket").annotate(first=Min("sent_at")).values("first")
        left = {"sent_at": Subquery(first)}
        named = ("office", "issued_by", "opened_by", "handed_over_by", "template")
        return self.select_related(*named).annotate(**left)


class Notice(models.Model):
    """One document: what it says was fixed when it was issued, how it was served comes later."""

    end_of_history: tuple[int, str]  # of its ticket when it was issued, by issue()
    sent_at: dt.datetime | None  # when the first mail that told of it left, by for_page()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="notices")
    kind = models.CharField(_("Kind"), max_length=12, choices=NoticeKind)
    template = models.ForeignKey(NoticeTemplate, models.PROTECT, related_name="notices")
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Year"))
    ordinal = models.PositiveIntegerField(_("Running number"))
    mark = models.CharField(_("Mark of the office"), max_length=40)
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)
    words = models.JSONField(_("Words"))
    issued_at = models.DateTimeField(_("Issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("Opened"), null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    handed_over_at = models.DateTimeField(_("Handed over"), null=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    way = models.CharField(_("How"), max_length=12, choices=Way, blank=True)
    recipient = models.CharField(_("Who received it"), max_length=200, blank=True)

    objects = Notices.as_manager()

    class Meta:
        verbose_name = _("Notice")
        ordering = ["issued_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "ordinal"], name="one_notice_per_number"
            ),
            models.CheckConstraint(
                name="a_notice_is_opened_by_somebody",
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_notice_is_handed_over_to_somebody",
                condition=Q(handed_over_at=None, way="", recipient="")
                | Q(handed_over_at__isnull=False) & ~Q(way="") & ~Q(recipient=""),
            ),
            models.CheckConstraint(
                name="a_notice_is_served_after_it_is_issued",
                condition=Q(opened_at=None) | Q(opened_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number, such as 大外管诉〔2026〕12号."""
        return numbered(self.mark, self.year, self.ordinal)

    @property
    def title(self) -> str:
        """Its title in the reader's language, in Chinese where it has no other."""
        said: Mapping[str, str] = self.words.get(get_language() or CHINESE, self.words[CHINESE])
        return said["title"]


def known_of(ticket: Ticket, kind: NoticeKind) -> dict[Blank, Fact]:
    """What every notice may say of its ticket, each language in its own words."""
    track, assignee = Track(ticket.track), ticket.assignee
    return {
        Blank.ENTERPRISE: name_of(ticket.enterprise),
        Blank.TICKET: numbers.in_groups(ticket.number),
        Blank.TITLE: ticket.title,
        Blank.MATTER: notices.matter_of(track),
        Blank.SUBMITTED: ticket.submitted_at,
        Blank.BASIS: notices.basis_of(kind, track),
        Blank.OFFICE: name_of(ticket.office),
        Blank.CONCIERGE: name_of(assignee or ticket.office),
        Blank.PHONE: (assignee and assignee.phone) or ticket.office.phone or "—",
    }
