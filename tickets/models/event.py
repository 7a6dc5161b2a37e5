"""Events: everything that happened, in order, for good. The database refuses to change them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.rules import chain


class Events(models.QuerySet["Event"]):
    """Events, by the stream they belong to."""

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
        facts: Mapping[str, Any],
    ) -> "Event":
        """Write the next event of a stream. The caller holds the lock on the row it is about.

        `by` None is the system itself. Raises IntegrityError where two writers held no such lock.
        """
        last = self.of(stream).last()
        position, previous = (last.position + 1, last.hash) if last else (1, chain.GENESIS)
        link = chain.Link(stream, position, kind, str(by.pk) if by else "", now, dict(facts))
        return self.create(
            stream=stream,
            position=position,
            kind=kind,
            by=by,
            at=now,
            facts=link.facts,
            hash=chain.hash_of(link, previous),
        )


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


class Seal(models.Model):
    """A nightly hash over the heads of all streams: a cut-off tail becomes visible too."""

    at = models.DateTimeField(_("When"))
    last_event_id = models.BigIntegerField(_("Last event"))
    streams = models.PositiveIntegerField(_("Streams"))
    hash = models.CharField(_("Hash"), max_length=64)

    class Meta:
        verbose_name = _("Seal")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.hash[:12]}"
