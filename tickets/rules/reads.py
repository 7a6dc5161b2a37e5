"""Looks into a ticket that are kept (DOMAIN §7): by which door, and how they are told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

LIST_READ = "list_read"  # what an Event of a look at the requests behind a figure is called
FOLD_TIME = dt.timedelta(minutes=5)


class Entrance(TextChoices):
    """By which door somebody came to the ticket."""

    PAGE = "page", pgettext_lazy("door", "Ticket page")
    STEP = "step", pgettext_lazy("door", "Form of a step")
    CLOCKS = "clocks", pgettext_lazy("door", "Clocks")
    HISTORY = "history", pgettext_lazy("door", "History")
    CONFIDENTIALITY = "confidentiality", pgettext_lazy("door", "Who may know of it")
    FILED = "filed", pgettext_lazy("door", "Confirmation of the filing")
    NOTICES = "notices", pgettext_lazy("door", "Notices")
    ASSIST = "assist", pgettext_lazy("door", "Assist, redacted")
    ORDER = "order", pgettext_lazy("door", "Assist order, redacted")
    FILE = "file", pgettext_lazy("door", "File taken")
    API = "api", pgettext_lazy("door", "API")


@dataclass(frozen=True)
class Look:
    """Reads of one person, each at most five minutes after the one before; all are counted."""

    person: UUID
    who: str
    first_at: dt.datetime
    last_at: dt.datetime
    entrances: tuple[Entrance, ...]
    times: int = 1

    @property
    def labels(self) -> list[str]:
        """By which doors, in words."""
        return [str(each.label) for each in self.entrances]


def folded(reads: Iterable[Look]) -> list[Look]:
    """Single reads, the newest first, with those of one person in a row told as one look."""
    looks: list[Look] = []
    newest: dict[UUID, int] = {}
    for read in reads:
        place = newest.get(read.person)
        if place is not None and looks[place].first_at - read.last_at <= FOLD_TIME:
            looks[place] = _joined(looks[place], read)
            continue
        newest[read.person] = len(looks)
        looks.append(read)
    return looks


def _joined(later: Look, earlier: Look) -> Look:
    entrances = dict.fromkeys((*later.entrances, *earlier.entrances))
    times = later.times + earlier.times
    return replace(later, first_at=earlier.first_at, entrances=tuple(entrances), times=times)
