"""What a change of calendar or promise would do, shown before anybody publishes it."""

import tomllib
from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Office
from tickets.access.people import offices_by_code
from tickets.errors import Refused
from tickets.reports import previews
from tickets.reports.previews import Shift
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.decrees import DecreeDraft, read_days
from tickets.rules.hours import InvalidCalendar
from tickets.rules.moments import said
from tickets.rules.plans import draft_from
from tickets.rules.promise_drafts import PromiseDraft

DRAFT = "draft"  # stands for title, source and reason, which move no clock


class Command(BaseCommand):
    """`manage.py promises preview --notice 2027.csv --year 2027`."""

    help = "Show which due moments a notice, office hours or a promise would move. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is to be tried."""
        parser.add_argument("what", choices=["preview"])
        tried = parser.add_mutually_exclusive_group(required=True)
        tried.add_argument("--notice", type=Path, help="CSV file: date,kind,name")
        tried.add_argument("--hours", type=Path, help="TOML file: from_date, zone, week, seasons")
        tried.add_argument("--promise", choices=Clock.values, help="the clock to be promised for")
        parser.add_argument("--year", type=int, help="of the notice; else that of its first day")
        parser.add_argument("--office", default="", help="code of the office, e.g. 210200")
        parser.add_argument("--track", choices=Track.values)
        parser.add_argument("--urgency", choices=Urgency.values)
        parser.add_argument("--category", help="code of the category, e.g. T11")
        parser.add_argument("--turn", type=int, default=1, help="2: of a clock that starts again")
        parser.add_argument("--amount", help="of the promise")
        parser.add_argument("--unit", choices=Unit.values, default=Unit.WORK_DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the preview; CommandError with the reason for a draft that cannot be."""
        try:
            for line in self._lines(options):
                self.stdout.write(line)
        except (Refused, InvalidCalendar, tomllib.TOMLDecodeError, OSError) as why:
            raise CommandError(str(why)) from why

    def _lines(self, options: dict[str, Any]) -> list[str]:
        if options["notice"]:
            return _moved(previews.of_decree(_decree(options), now=timezone.now()))
        if options["hours"]:
            kept = tomllib.loads(options["hours"].read_text("utf-8"))
            draft = draft_from({"reason": DRAFT} | kept)
            return _moved(previews.of_hours(_office(options), draft, now=timezone.now()))
        found = previews.of_promise(_promise(options), now=timezone.now())
        return [
            "No running clock is moved: tickets keep what they were promised.",
            (
                f"Of {found.count} clocks started in the last 90 days {found.late} were late;"
                f" under this promise {found.would_be_late} would have been."
            ),
        ]


def _decree(options: dict[str, Any]) -> DecreeDraft:
    days = read_days(options["notice"].read_bytes())
    year = options["year"] or (days[-1].date.year if days else 0)
    return DecreeDraft(year, DRAFT, DRAFT, days)


def _office(options: dict[str, Any]) -> Office:
    try:
        return offices_by_code()[options["office"]]
    except KeyError as why:
        raise CommandError("Name the office by its code: --office 210200") from why


def _promise(options: dict[str, Any]) -> PromiseDraft:
    try:
        amount = Decimal(options["amount"] or "")
    except InvalidOperation as why:
        raise CommandError("Give the amount: --amount 5") from why
    return PromiseDraft(
        Clock(options["promise"]),
        Unit(options["unit"]),
        amount,
        DRAFT,
        Track(options["track"]) if options["track"] else None,
        Urgency(options["urgency"]) if options["urgency"] else None,
        options["turn"],
        options["category"],
        _office(options).pk if options["office"] else None,
    )


def _moved(shifts: list[Shift]) -> list[str]:
    rows = [
        f"{one.number or '(secret)':<14} {one.clock.label}: {said(one.before)} → {said(one.after)}"
        + ("  no longer overdue" if one.is_saved else "")
        for one in shifts
    ]
    return [*rows, f"{len(rows)} running clocks would move."]
