"""`manage.py clocks explain NUMBER`: how the clocks of a ticket came to their due moments."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tickets.access import explanations
from tickets.access.explanations import Explanation
from tickets.errors import Refused
from tickets.rules import moments
from tickets.rules.clocks import Clock
from tickets.rules.retelling import Line

LANGUAGES = ("zh-hans", "en")


class Command(BaseCommand):
    """Tells each clock stretch by stretch; nothing of what a ticket is about is shown."""

    help = "Explain the clocks of a ticket: what was promised, what counted and what did not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to explain, of which ticket, in which language."""
        parser.add_argument("what", choices=["explain"])
        parser.add_argument("number", help="the ticket's number; spaces do not matter")
        parser.add_argument("--clock", choices=Clock.values, help="only this clock")
        parser.add_argument("--generation", type=int, help="only this run of it")
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])

    def handle(self, *args: Any, **options: Any) -> None:
        """Some lines for each clock; CommandError where there is none."""
        wanted = {"name": options["clock"], "generation": options["generation"]}
        narrowed = {key: value for key, value in wanted.items() if value is not None}
        with translation.override(options["language"]):
            try:
                told = explanations.explanations_of(options["number"], timezone.now())
            except Refused as refused:
                raise CommandError(str(refused.message)) from None
            found = [each for each in told if _fits(each, narrowed)]
            if not found:
                raise CommandError(_("The ticket has no such clock."))
            for each in found:
                self.stdout.writelines(_lines(each))


def _fits(told: Explanation, narrowed: dict[str, object]) -> bool:
    return all(getattr(told.clock, key) == value for key, value in narrowed.items())


def _lines(told: Explanation) -> Iterator[str]:
    clock = told.clock
    name = f"{clock.name}.{clock.generation}"
    outcome = clock.get_outcome_display() if clock.stopped_at else ""
    yield _line(name, clock.title, told.promised, told.versions, outcome)
    yield _line(name, _("Due"), moments.said(clock.due_at), _provisional(clock.is_provisional))
    if clock.first_due_at != clock.due_at:
        yield _line(name, _("First due"), moments.said(clock.first_due_at))
    for line in told.lines:
        yield _line(name, "…" if line.is_ahead else "", *_words(line))


def _words(line: Line) -> tuple[str, ...]:
    total = f"= {line.total}" if line.total else ""
    return line.when, line.what, line.took, total, _provisional(line.is_provisional)


def _provisional(is_provisional: bool) -> str:  # noqa: FBT001  # the mark for the fact itself
    return str(moments.PROVISIONAL) if is_provisional else ""


def _line(name: str, *parts: object) -> str:
    said = " · ".join(text for text in map(str, parts) if text)
    return f"{name} | {said}\n"
