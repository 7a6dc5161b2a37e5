"""Events: everything that happened, in order, for good. The database refuses to change them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import bulk, database
from tickets.rules import chain

Head = tuple[str, int, str]  # stream, position, hash


class Events(models.QuerySet["Event"]):
    """Events, by the stream they belong to."""

    known_end: tuple[int, str] | None = None

    def continuing(self, end: tuple[int, str]) -> "Events":
        """The same, for who holds the lock and knows the end of the stream: it is not asked."""
        known = self.all()
        known.known_end = end
        return known

    def of(self, stream: str) -> "Events":
        """The events of one stream, oldest first."""
        return self.filter(stream=stream).order_by("position")

    def append(
        self,
        stream: str,
        kind: str,
        *,
        by: User | None,
        now: dt.datetime,
        facts: Mapping[str, object],
    ) -> "Event":
        """Write the next event of a stream. The caller holds the lock on the row it is about.

        `by` None is the system itself. What may stand in `facts` says `chain.plain`, which raises
        ValueError for the rest. Raises IntegrityError where two writers held no such lock.
        """
        event = self.next(stream, kind, by=by, now=now, facts=facts)
        event.save(force_insert=True)
        return event

    def next(
        self,
        stream: str,
        kind: str,
        *,
        by: User | None,
        now: dt.datetime,
        facts: Mapping[str, object],
    ) -> "Event":
        """What `append` would write, unwritten: it fits until somebody else appends."""
        position, previous = self._end_of(stream)
        link = chain.Link(
            stream, position + 1, kind, str(by.pk) if by else "", now, chain.plain(facts)
        )
        return self.model(
            stream=link.stream,
            position=link.position,
            kind=link.kind,
            by=by,
            at=link.at,
            facts=link.facts,
            hash=chain.hash_of(link, previous),
        )

    def append_all(
        self, kind: str, told: Sequence[tuple[str, Mapping[str, object]]], *, now: dt.datetime
    ) -> None:
        """Write events of the system itself, each the next of its stream, in this order.

        The caller holds the locks on the rows they are about, as for `append`.
        """
        ends = self._ends_of({stream for stream, _facts in told})
        rows = []
        for stream, facts in told:
            position, previous = ends.get(stream, (0, chain.GENESIS))
            link = chain.Link(stream, position + 1, kind, "", now, chain.plain(facts))
            ends[stream] = link.position, chain.hash_of(link, previous)
            rows.append({**vars(link), "by_id": None, "hash": ends[stream][1]})
        bulk.insert(Event, rows)

    def _ends_of(self, streams: Collection[str]) -> dict[str, tuple[int, str]]:
        last = self.filter(stream__in=streams).order_by("stream", "-position").distinct("stream")
        found = last.values_list("stream", "position", "hash")
        return {stream: (position, digest) for stream, position, digest in found}

    def _end_of(self, stream: str) -> tuple[int, str]:
        if self.known_end is not None:
            return self.known_end
        ends = self.of(stream).reverse().values_list("position", "hash")
        return ends.first() or (0, chain.GENESIS)

    def complete_upto(self) -> int:
        """The id up to which history is complete: nothing at or before it is still being written.

        Raises OperationalError when the writers under way take longer than half a second.
        """
        with database.no_event_being_written():
            return self.aggregate(last=Max("id"))["last"] or 0

    def heads(self, after: int, upto: int) -> Iterator[Head]:
        """The last event of each stream that grew between these ids, by stream."""
        grown = self.filter(id__gt=after, id__lte=upto)
        ends = grown.order_by("stream", "-position").distinct("stream")
        return ends.values_list("stream", "position", "hash").iterator(chunk_size=2000)

    def whole_history(self) -> Iterator["Event"]:
        """Every event, stream by stream, oldest first, without holding them all in memory."""
        return self.order_by("stream", "position").iterator(chunk_size=2000)


class Event(models.Model):
    """One thing that happened. A stream is the history of one thing, e.g. `ticket:26112212345`."""

    stream = models.CharField(_("Stream"), max_length=60)
    position = models.PositiveIntegerField(_("Position"))
    kind = models.CharField(_("Kind"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("When"))
    facts = models.JSONField(_("Facts"), default=dict, encoder=DjangoJSONEncoder)
    hash = models.CharField(_("Hash"), max_length=64)

    objects = Events.as_manager()

    class Meta:
        verbose_name = _("Event")
        constraints = [
            models.UniqueConstraint(fields=["stream", "position"], name="one_event_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.stream} #{self.position} {self.kind}"

    def is_slipped_in(self, ticket_id: uuid.UUID) -> bool:
        """Write this next event of a ticket, locking the ticket for that alone; one statement.

        No, and nothing is written, where somebody else appended in between.
        """
        columns = ("stream", "position", "kind", "by_id", "at", "facts", "hash")
        event = {column: getattr(self, column) for column in columns}
        self.pk = database.append_under_lock(ticket_id, event)
        return self.pk is not None

    def expected_hash(self, previous: str) -> str:
        """The hash this event must have if it and all before it are as they were written."""
        by = str(self.by_id or "")
        link = chain.Link(self.stream, self.position, self.kind, by, self.at, self.facts)
        return chain.hash_of(link, previous)


class Seals(models.QuerySet["Seal"]):
    """Seals, in order."""

    def newest(self) -> "Seal | None":
        """The last seal set, if any."""
        return self.order_by("-id").first()

    def in_order(self) -> Iterator["Seal"]:
        """Every seal, oldest first."""
        return self.order_by("id").iterator(chunk_size=500)


class Seal(models.Model):
    """A nightly hash over the heads of all streams: a cut-off tail becomes visible too.

    Each covers the streams that grew since the one before, whose hash it contains; so the newest
    seal vouches for all history up to its last event.
    """

    at = models.DateTimeField(_("When"))
    last_event_id = models.BigIntegerField(_("Last event"))
    streams = models.PositiveIntegerField(_("Streams"))
    hash = models.CharField(_("Hash"), max_length=64)

    objects = Seals.as_manager()

    class Meta:
        verbose_name = _("Seal")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.hash[:12]}"
