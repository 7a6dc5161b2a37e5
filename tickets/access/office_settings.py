"""What counts at an office: its own value, else that of the nearest office above, else ours."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Office, User
from tickets.access.calendars import offices_edited_by
from tickets.models import OfficeSetting
from tickets.rules.office_settings import BOUNDS, Bounds, Key


@dataclass(frozen=True)
class Shown:
    """One key at one office: what counts there, what it set itself, and else whose counts."""

    key: Key
    office: Office
    value: int
    own: OfficeSetting | None
    taken_from: Office | None  # None: the value every house begins with

    @property
    def bounds(self) -> Bounds:
        """What it may be."""
        return BOUNDS[self.key]


def value_at(office: Office, key: Key) -> int:
    """What counts at an office (one question)."""
    rows = OfficeSetting.objects.along(office.lineage).filter(key=key)
    set_there = dict(rows.values_list("office", "value"))
    nearest = (set_there[each] for each in reversed(office.lineage) if each in set_there)
    return next(nearest, BOUNDS[key].default)


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
    value = nearest.value if nearest else BOUNDS[key].default
    return Shown(key, office, value, own, nearest.office if nearest else None)
