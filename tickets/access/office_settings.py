"""What counts at an office: its own value, else that of the nearest office above, else ours."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Enterprise, Office, User
from tickets.access.calendars import offices_edited_by
from tickets.models import OfficeSetting, Ticket
from tickets.rules.office_settings import KINDS, Key, Kind
from tickets.rules.states import OPEN, State


@dataclass(frozen=True)
class Shown:
    """One key at one office: what counts there, what it set itself, and else whose counts."""

    key: Key
    office: Office
    value: str
    own: OfficeSetting | None
    taken_from: Office | None  # None: the value every house begins with

    @property
    def kind(self) -> Kind:
        """What it may be."""
        return KINDS[self.key]

    @property
    def words(self) -> str:
        """What counts, as it is read."""
        return self.kind.words(self.value)


WAITING = {  # the requests to which a value is applied next
    Key.REOPENING_DAYS: Q(state__in=OPEN - {State.REPLIED}),
    Key.FAILED_CONTACTS: Q(state=State.REPLIED),
    Key.MOST_SUPPLEMENTS: Q(state__in=OPEN, accepted_at__isnull=False, supplements__gt=0),
}


@dataclass(frozen=True)
class Touched:
    """What a change of a value reaches: offices below that have none of their own, and how much."""

    offices: list[str]
    waiting: int


def value_at(office: Office, key: Key) -> str:
    """What counts at an office (one question)."""
    kept = OfficeSetting.objects.nearest(office.lineage, key).first()
    return kept.value if kept else KINDS[key].default


def number_at(office: Office, key: Key) -> int:
    """What counts at an office, for a key that is a number (one question)."""
    return int(value_at(office, key))


def settings_edited_by(user: User, now: dt.datetime) -> list[Shown]:
    """Every key at every office whose policy this person edits (three questions)."""
    mine = offices_edited_by(user, now)
    lines = {each for office in mine for each in office.lineage}
    rows = OfficeSetting.objects.along(lines).select_related("office", "changed_by")
    known = {(row.office_id, row.key): row for row in rows}
    return [_shown(key, office, known) for key in Key for office in mine]


def setting_at(office: Office, key: Key) -> Shown:
    """One key at one office."""
    rows = OfficeSetting.objects.along(office.lineage).select_related("office", "changed_by")
    return _shown(key, office, {(row.office_id, row.key): row for row in rows})


def _shown(key: Key, office: Office, known: Mapping[tuple[uuid.UUID, str], OfficeSetting]) -> Shown:
    line = [known[each, key] for each in reversed(office.lineage) if (each, key) in known]
    nearest = line[0] if line else None
    own = nearest if nearest and nearest.office_id == office.pk else None
    value = nearest.value if nearest else KINDS[key].default
    return Shown(key, office, value, own, nearest.office if nearest else None)


def touched(office: Office, key: Key) -> Touched:
    """What a change of this value would reach: the offices that take it, and what waits there.

    Confidential requests are counted too, never named.
    """
    below = Office.objects.nodes().under(office).exclude(pk=office.pk)
    keeping = list(below.filter(settings__key=key).values_list("pk", flat=True))
    taking = Office.objects.under(office).exclude(lineage__overlap=keeping)
    names = [str(one) for one in taking.nodes().exclude(pk=office.pk)]
    if key == Key.VISIBILITY:
        return Touched(names, Enterprise.objects.in_places_of([office.pk]).count())
    held = Ticket.objects.filter(office__in=taking)
    return Touched(names, held.filter(WAITING[key]).count())
