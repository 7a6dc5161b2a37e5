"""Bring what every installation starts with: places, offices, categories and the like."""

import csv
import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Region, User
from tickets.access import permits
from tickets.errors import Because, Refused
from tickets.models import (
    Category,
    Decree,
    Event,
    Ground,
    Measure,
    NoticeTemplate,
    Promise,
    RoutingRules,
    SpecialDay,
)
from tickets.rules.promises import DEFAULTS
from tickets.rules.routing_rules import SHIPPED

COUNTRY = "CN"
FOLDER = Path(__file__).resolve().parent.parent / "data"
STREAM = "house"
FROM_THE_START = dt.date(2020, 1, 1)  # as the working days that are shipped


@dataclass(frozen=True)
class Sheet:
    """One file of tickets/data: its columns are the fields of a table, `key` tells rows apart."""

    name: str
    table: models.Manager[Any]
    key: tuple[str, ...]

    def missing(self) -> Iterator[dict[str, str]]:
        """The rows that the table does not have yet; an empty cell leaves the field's default."""
        kept = {tuple(map(str, row)) for row in self.table.values_list(*self.key)}
        for row in _rows_of(self.name):
            if tuple(row[column] for column in self.key) not in kept:
                yield {column: cell for column, cell in row.items() if cell}


def _rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one file of tickets/data."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


SHEETS = (
    Sheet("regions", Region.objects, ("code",)),
    Sheet("offices", Office.objects, ("code",)),
    Sheet("categories", Category.objects, ("code",)),
    Sheet("grounds", Ground.objects, ("list", "code")),
    Sheet("measures", Measure.objects, ("code",)),
)


@transaction.atomic
def load(*, by: User | None, now: dt.datetime) -> dict[str, int]:
    """Add the rows of tickets/data that are missing; change none that is there.

    Returns how many were added of each sheet. Writes one Event if any was, none otherwise. Raises
    Refused for anybody but the house, and while somebody else is loading.
    """
    permits.only_the_house(by)
    try:
        with transaction.atomic():
            added = {sheet.name: _add(sheet) for sheet in SHEETS}
            added |= {"workdays": _workdays(now), "promises": _promises(now)}
            added |= {"routing_rules": _routing_rules(now), "notices": _notices(now)}
            facts = {name: count for name, count in added.items() if count}
            if facts:
                Event.objects.append(STREAM, "base_data_loaded", by=by, now=now, facts=facts)
    except IntegrityError as why:
        busy = _("Somebody else is loading the base data just now. Try again.")
        raise Refused(Because.STATE, "busy", busy) from why
    return added


def _add(sheet: Sheet) -> int:
    rows = list(sheet.missing())
    fresh = (
        _offices(rows)
        if sheet.table is Office.objects
        else [sheet.table.model(**row) for row in rows]
    )
    sheet.table.bulk_create(fresh)
    return len(fresh)


def _workdays(now: dt.datetime) -> int:
    """The years of which no notice was ever published, each as its first version; how many days."""
    kept = set(Decree.objects.filter(jurisdiction=COUNTRY).values_list("year", flat=True))
    fresh = [row for row in _rows_of("workdays") if int(row["date"][:4]) not in kept]
    titles: dict[int, str] = {}
    for row in fresh:
        titles.setdefault(int(row["date"][:4]), row["source"])
    facts = {"jurisdiction": COUNTRY, "published_at": now}
    made = Decree.objects.bulk_create(
        Decree(year=year, title=title, source=title, **facts) for year, title in titles.items()
    )
    made_of = {decree.year: decree for decree in made}
    columns = ("date", "kind", "name_zh", "name_en", "source")
    days = [
        SpecialDay(decree=made_of[int(row["date"][:4])], **{name: row[name] for name in columns})
        for row in fresh
    ]
    return len(SpecialDay.objects.bulk_create(days))


def _promises(now: dt.datetime) -> int:
    """The defaults of clocks and kinds of ticket for which nothing was ever promised."""
    scope = ("clock", "ordinal", "track", "urgency")
    kept = set(Promise.objects.filter(category=None, office=None).values_list(*scope))
    fresh = [
        Promise(
            **{name: getattr(row, name) for name in scope},
            unit=row.promise.unit,
            amount=row.promise.amount,
            published_at=now,
        )
        for row in DEFAULTS
        if (row.clock, row.ordinal, row.track, row.urgency) not in kept
    ]
    return len(Promise.objects.bulk_create(fresh))


def _routing_rules(now: dt.datetime) -> int:
    """The rules as shipped, as their first version, where none was ever published; how many."""
    if RoutingRules.objects.exists():
        return 0
    rules = [rule.kept() for rule in SHIPPED]
    RoutingRules.objects.create(version=1, rules=rules, valid_from=FROM_THE_START, published_at=now)
    return len(rules)


def _notices(now: dt.datetime) -> int:
    """The template of each kind of notice of which none was ever published; how many."""
    kept = set(NoticeTemplate.objects.values_list("kind", flat=True))
    shipped = tomllib.loads((FOLDER / "notices.toml").read_text(encoding="utf-8"))
    fresh = [
        NoticeTemplate(kind=kind, version=1, words=words, published_at=now)
        for kind, words in shipped.items()
        if kind not in kept
    ]
    return len(NoticeTemplate.objects.bulk_create(fresh))


def _offices(rows: list[dict[str, str]]) -> list[Office]:
    """Offices from rows in which a parent stands before its children."""
    known = {office.code: office for office in Office.objects.all()} if rows else {}
    for row in rows:
        parent = known.get(row.pop("parent_code", ""))
        office = Office(parent=parent, **row)
        office.lineage = [*(parent.lineage if parent else ()), office.id]
        known[office.code] = office
    return [known[row["code"]] for row in rows]
