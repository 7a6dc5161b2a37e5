"""Tickets (工单): one request of one requester, from filing to archive."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from accounts.models import Enterprise, User
from accounts.models.enterprise import FtzArea
from accounts.roles import May, RequesterRole
from accounts.standing import memberships_of, offices_where
from tickets.models import tag as tags
from tickets.models.attachment import Attachment, as_told
from tickets.models.clock import Clock
from tickets.models.translation import Translation, read_back
from tickets.rules import numbers
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT
from tickets.rules.classification import Level, Nature, Track, Urgency
from tickets.rules.clocks import Light
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.confirmations import Rating
from tickets.rules.endings import Solved
from tickets.rules.filing import LONGEST_TITLE, Source
from tickets.rules.states import ENDED, PublicState, State, public_state

OPEN_MODES = (Enterprise.Visibility.ALL_READ, Enterprise.Visibility.ALL_ANSWER)
TAGGED = "told_tags"  # by with_tags()
TRANSLATED = "told_translations"  # by with_translations()
ATTACHED = "told_attachments"  # by with_attachments()
FIRST_REWORK = 2  # the filing began the first generation
READERS = (May.READ_TICKETS, May.READ_REPORTS)


def in_hand(of: str = "") -> Q:
    """What still needs an assignee: whatever is open, and a transfer without its receipt."""
    ended, without_receipt = Q((f"{of}state__in", ENDED)), Q((f"{of}receipt_no", ""))
    return ~ended | Q((f"{of}state", State.TRANSFERRED)) & without_receipt


class Tickets(models.QuerySet["Ticket"]):
    """Tickets, by who may see them and what is left to do."""

    def open(self) -> "Tickets":
        """Not ended."""
        return self.exclude(state__in=ENDED)

    def ended(self) -> "Tickets":
        """Ended, the last one first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-id")

    def visible_to(self, user: User, on: dt.date) -> "Tickets":
        """The tickets this person may know of on this day; every reader goes through here."""
        return self.filter(_as_requester(user, on) | _as_staff(user, on))

    def asked_by(self, user: User, on: dt.date) -> "Tickets":
        """The tickets this person sees as one of the requester's people, not as staff."""
        return self.filter(_as_requester(user, on))

    def read_by_staff(self, user: User, on: dt.date, what: May) -> "Tickets":
        """The tickets this person reads through an office by this right, not as a requester."""
        return self.filter(_as_staff(user, on, (what,)))

    def for_page(self) -> "Tickets":
        """With everything a row or a page names, and whether its next due moment is provisional."""
        next_due = Clock.objects.running().filter(
            ticket=OuterRef("pk"), due_at=OuterRef("next_due_at"), is_provisional=True
        )
        named = self.select_related("enterprise", "category", "office", "assignee")
        return named.annotate(next_is_provisional=Exists(next_due))

    def with_translations(self) -> "Tickets":
        """With what staff translated on each; for `Ticket.translated`."""
        return self.annotate(**{TRANSLATED: Translation.objects.all().of_tickets()})

    def with_tags(self) -> "Tickets":
        """With the tags on each; for `Ticket.tags`, and for staff alone."""
        return self.annotate(**{TAGGED: tags.Tagging.objects.all().of_tickets()})

    def tagged(self, tag: tags.Tag) -> "Tickets":
        """Those on which this tag stands, or one merged into it."""
        standing = tags.Tagging.objects.standing().counting_as(tag)
        return self.filter(Exists(standing.filter(ticket=OuterRef("pk"))))

    def with_attachments(self, reader: User) -> "Tickets":
        """With the files on each; for `Ticket.attached`, and `Ticket.chosen` by this person."""
        return self.annotate(**{ATTACHED: Attachment.objects.all().of_tickets(reader)})

    def queue_order(self) -> "Tickets":
        """Next due first; what has no clock comes last."""
        return self.order_by(models.F("next_due_at").asc(nulls_last=True), "id")


def _as_requester(user: User, on: dt.date) -> Q:
    """DOMAIN §7: agents see what they filed; others by the enterprise's own mode."""
    mine = memberships_of(user, on)
    spoken_for = [one.enterprise_id for one in mine]
    staff = [one.enterprise_id for one in mine if one.role != RequesterRole.AGENT]
    owned = [one.enterprise_id for one in mine if one.role == RequesterRole.OWNER]
    by_mode = Q(enterprise__visibility__in=OPEN_MODES) | (
        Q(enterprise__visibility=Enterprise.Visibility.NAMED) & Q(pk__in=_named(user))
    )
    return (
        Q(filed_by=user, enterprise__in=spoken_for)
        | Q(enterprise__in=owned)
        | Q(enterprise__in=staff) & by_mode
    )


def _named(user: User) -> QuerySet[Any, Any]:
    return Named.objects.filter(user=user).values("ticket")


def _as_staff(user: User, on: dt.date, rights: tuple[May, ...] = READERS) -> Q:
    """An office reads what it holds or held, its ancestors too; a secret needs one's own name."""
    offices = {office for may in rights for office in offices_where(user, may, on)}
    if not offices:
        return Q(pk=None)
    trusted = ~Q(confidentiality=Confidentiality.SECRET) | Q(assignee=user) | Q(pk__in=_named(user))
    return Q(reading_offices__overlap=list(offices)) & trusted


class Ticket(models.Model):
    """One request. Its state moves only through the actions and the STEPS table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("Number"), max_length=12, unique=True)
    version = models.PositiveIntegerField(_("Version"), default=1)
    enterprise = models.ForeignKey("accounts.Enterprise", models.PROTECT, related_name="tickets")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="filed")
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(_("Came in"), max_length=10, choices=Source)
    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES)

    contact_name = models.CharField(_("Contact person"), max_length=100, blank=True)
    contact_phone = models.CharField(_("Phone of the contact"), max_length=40, blank=True)

    nature = models.CharField(_("Nature"), max_length=16, choices=Nature)
    track = models.CharField(_("Track"), max_length=12, choices=Track)
    category = models.ForeignKey("tickets.Category", models.PROTECT, related_name="tickets")
    urgency = models.CharField(_("Urgency"), max_length=10, choices=Urgency)
    title = models.CharField(_("Title"), max_length=LONGEST_TITLE)
    text = models.TextField(_("What happened"), max_length=LONGEST_TEXT)
    complained_organ = models.CharField(_("Complained-of organ"), max_length=200, blank=True)
    complained_level = models.CharField(
        _("Level of that organ"), max_length=10, choices=Level, blank=True
    )
    region = models.ForeignKey("accounts.Region", models.PROTECT, related_name="+")
    places: "ArrayField[Iterable[str], list[str]]" = ArrayField(
        models.CharField(max_length=8), default=list, verbose_name=_("Places concerned")
    )
    ftz_area = models.CharField(
        _("Free-trade zone area"), max_length=2, choices=FtzArea, blank=True
    )

    state = models.CharField(_("State"), max_length=12, choices=State)
    origin_state = models.CharField(_("Came from"), max_length=12, choices=State, blank=True)
    office = models.ForeignKey("accounts.Office", models.PROTECT, related_name="held")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="assigned"
    )
    reading_offices: "ArrayField[Iterable[uuid.UUID], list[uuid.UUID]]" = ArrayField(
        models.UUIDField(), verbose_name=_("Offices that read it")
    )
    confidentiality = models.CharField(
        _("Confidentiality"), max_length=10, choices=Confidentiality, default="ordinary"
    )
    named = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="tickets.Named",
        through_fields=("ticket", "user"),
        related_name="named_on",
    )

    generation = models.PositiveSmallIntegerField(_("Generation"), default=1)
    supplements = models.PositiveSmallIntegerField(_("Supplements asked"), default=0)
    return_ruled = models.BooleanField(_("A return was ruled on"), default=False)
    supervision_level = models.PositiveSmallIntegerField(_("Supervision level"), default=0)
    failed_contacts = models.PositiveSmallIntegerField(_("Failed contacts"), default=0)

    submitted_at = models.DateTimeField(_("Submitted"))
    first_contact_at = models.DateTimeField(_("First contact"), null=True)
    accepted_at = models.DateTimeField(_("Accepted"), null=True)
    replied_at = models.DateTimeField(_("Answered"), null=True)
    closed_at = models.DateTimeField(_("Ended"), null=True)
    reopening_ends_at = models.DateTimeField(_("May be reopened until"), null=True)
    receipt_no = models.CharField(_("Receipt"), max_length=100, blank=True)
    suspension_ends_at = models.DateTimeField(_("Suspended until"), null=True)
    served_at = models.DateTimeField(_("Written result served"), null=True)
    receipt_at = models.DateTimeField(_("Receipt of"), null=True)
    archived_at = models.DateTimeField(_("Archived"), null=True)
    next_due_at = models.DateTimeField(_("Next due"), null=True)
    light = models.CharField(_("Light"), max_length=6, choices=Light, blank=True)

    solved = models.CharField(_("Solved"), max_length=6, choices=Solved, blank=True)
    rating = models.PositiveSmallIntegerField(_("Rating"), choices=Rating, null=True)
    rating_text = models.CharField(
        _("Comment on the rating"), max_length=LONGEST_SENTENCE, blank=True
    )
    rated_at = models.DateTimeField(_("Rated"), null=True)
    rating_called_at = models.DateTimeField(_("Called about the rating"), null=True)
    rating_settled_at = models.DateTimeField(_("Rating answered for"), null=True)

    objects = Tickets.as_manager()

    class Meta:
        verbose_name = _("Ticket")
        indexes = [
            GinIndex(fields=["reading_offices"], name="tickets_an_office_reads"),
            models.Index(
                fields=["next_due_at", "id"],
                name="open_tickets_by_next_due",
                condition=~Q(state__in=sorted(ENDED)),
            ),
            models.Index(fields=["enterprise", "-submitted_at"], name="tickets_of_an_enterprise"),
            models.Index(
                fields=["assignee", "next_due_at"],
                name="open_tickets_of_an_assignee",
                condition=~Q(state__in=sorted(ENDED)),
            ),
            models.Index(fields=["assignee", "-submitted_at"], name="last_ticket_of_an_assignee"),
            models.Index(
                fields=["-closed_at", "-id"],
                name="ended_tickets_last_first",
                condition=Q(closed_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="ended_exactly_when_closed_at_says_so",
                condition=Q(state__in=sorted(ENDED), closed_at__isnull=False)
                | ~Q(state__in=sorted(ENDED)) & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="a_rating_has_its_moment",
                condition=Q(rating=None, rated_at=None)
                | Q(rating__gte=1, rating__lte=5, rated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def translated(self) -> list[Translation]:
        """What staff translated on it, the newest of each language; by with_translations()."""
        found = [read_back(told) for told in getattr(self, TRANSLATED)]
        newest = {(one.message_id, one.attachment_id, one.language): one for one in found}
        return sorted(newest.values(), key=lambda one: one.language)

    @cached_property
    def attached(self) -> list[Attachment]:
        """The files that were sent on it, in the order chosen, each with what staff made of it; by
        with_attachments() and with_translations().
        """
        sent = [one for one in self._files if one.sent_at]
        for one in sent:
            one.renderings = [each for each in self.translated if each.attachment_id == one.pk]
        return sent

    @property
    def chosen(self) -> list[Attachment]:
        """What its reader chose for it and has not sent yet; by with_attachments()."""
        return [one for one in self._files if not one.sent_at]

    @cached_property
    def _files(self) -> list[Attachment]:
        return [as_told(told) for told in getattr(self, ATTACHED)]

    @property
    def tags(self) -> list[tags.Tag]:
        """The tags on it, each once, in the order they were put on; by with_tags()."""
        found = [tags.read_back(told) for told in getattr(self, TAGGED)]
        return list({one.pk: one for one in found}.values())

    @property
    def stream(self) -> str:
        """The name of its history."""
        return numbers.stream_of(self.number)

    @property
    def public_state(self) -> PublicState:
        """Where it stands in the requester's words."""
        return public_state(State(self.state), ever_accepted=self.accepted_at is not None)

    @property
    def is_reworked_again(self) -> bool:
        """Whether it came back to work more than once."""
        return self.generation > FIRST_REWORK

    @property
    def has_bad_rating(self) -> bool:
        """Whether the requester was dissatisfied and nobody has answered for it yet."""
        bad = self.rating is not None and Rating(self.rating).is_bad
        return bad and self.rating_settled_at is None

    @property
    def is_in_hand(self) -> bool:
        """Whether it still needs an assignee: it is open, or was transferred without a receipt."""
        return self.is_open or (self.state == State.TRANSFERRED and not self.receipt_no)

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return State(self.state) not in ENDED


class Named(models.Model):
    """A person named on a ticket: a colleague who reads it, or staff trusted with a secret."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="names")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(_("Named"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=LONGEST_SENTENCE, blank=True)

    class Meta:
        verbose_name = _("Named person")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user"], name="named_once_on_a_ticket")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.ticket_id}"
