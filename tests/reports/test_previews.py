"""What a change would do is what it then does: to the clock, to the moment."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Office, User
from tests.actions.conftest import stage as stage  # noqa: PLC0414  # the same stage
from tests.actions.stage import ACCEPT, ASKED, WRITTEN, Stage
from tests.actions.test_calendars import DRAFT, HOURS, at
from tests.actions.test_promises import ORDINARY
from tickets.actions import calendars, ladders, rungs
from tickets.models import Clock, Decree, Event
from tickets.reports import previews
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.decrees import Decreed
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
SPRING = replace(
    DRAFT,
    days=(*DRAFT.days, Decreed(dt.date(2027, 2, 4), "holiday", "春节", "Spring Festival")),
)


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """Tickets of many kinds around the Spring Festival of 2027."""
    for day in ("2026-12-30", "2027-01-20", "2027-01-27", "2027-01-29", "2027-02-03"):
        stage.now = at(f"{day} 09:00")
        for state in (State.SUBMITTED, State.HANDLING, State.SUPPLEMENT, State.REPLIED):
            stage.ticket_in(state)
    ladders.climb(now=stage.later())
    return stage


def due() -> dict[tuple[str, str], dt.datetime]:
    running = Clock.objects.running().select_related("ticket")
    return {(clock.ticket.number, clock.name): clock.due_at for clock in running}


def moved(before: dict[tuple[str, str], dt.datetime]) -> dict[tuple[str, str], dt.datetime]:
    return {key: at_ for key, at_ in due().items() if at_ != before[key]}


def shown(shifts: list[previews.Shift]) -> dict[tuple[str, str], dt.datetime]:
    return {(one.number, one.clock.value): one.after for one in shifts}


def test_an_import_moves_exactly_what_was_previewed(busy: Stage, policy_editor: User) -> None:
    now, before = busy.later(), due()
    preview = shown(previews.of_decree(SPRING, now=now))
    assert len(preview) > 5
    calendars.publish_decree(SPRING, by=policy_editor, now=now)
    ladders.climb(now=busy.later())
    assert moved(before) == preview
    told = Event.objects.filter(kind=rungs.RECALCULATED)
    assert sum(len(event.facts["moved"]) for event in told) == len(preview)


def test_hours_move_exactly_what_was_previewed(
    busy: Stage, policy_editor: User, dalian: Office
) -> None:
    now, before = busy.later(), due()
    preview = shown(previews.of_hours(dalian, HOURS, now=now))
    assert len(preview) > 5
    calendars.publish_hours(dalian, HOURS, by=policy_editor, now=now)
    ladders.climb(now=busy.later())
    assert moved(before) == preview


def test_a_preview_changes_nothing(busy: Stage) -> None:
    before = (due(), Decree.objects.count(), Event.objects.count())
    previews.of_decree(SPRING, now=busy.now)
    previews.of_promise(ORDINARY, now=busy.now)
    assert (due(), Decree.objects.count(), Event.objects.count()) == before


def test_what_is_overdue_may_be_saved_and_a_secret_has_no_number(stage: Stage) -> None:
    stage.now = at("2027-01-27 10:00")
    ticket = stage.play(stage.file(), ACCEPT, ("write", "li_min", WRITTEN))
    late = at("2027-02-03 17:01")
    holiday = replace(DRAFT, days=(Decreed(dt.date(2027, 2, 2), "holiday", "春节"),))
    shift, *_report = previews.of_decree(holiday, now=late)  # the interim report moves too
    assert (shift.number, shift.is_saved, shift.moved_time.days) == (ticket.number, True, 1)
    ticket.confidentiality = Confidentiality.SECRET
    ticket.save()
    assert previews.of_decree(holiday, now=late)[0].number == ""


def test_a_promise_says_what_the_last_ninety_days_would_have_been(stage: Stage) -> None:
    ticket = stage.play(stage.file(), ACCEPT)
    stage.play(stage.file(), ACCEPT, ("ask_supplement", "li_min", ASKED))
    after_five = Clock.objects.get(ticket=ticket, name="handling").due_at
    shorter = replace(ORDINARY, amount=Decimal(2))
    found = previews.of_promise(shorter, now=after_five)
    assert (found.count, found.late, found.would_be_late) == (2, 0, 1)
    elsewhere = replace(shorter, category="T01")
    assert previews.of_promise(elsewhere, now=after_five).count == 0


def test_the_command_prints_the_preview(
    busy: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = tmp_path / "2027.csv"
    notice.write_text("date,kind,name\n2027-02-05,holiday,春节\n2027-02-08,holiday,春节\n", "utf-8")
    call_command("promises", "preview", "--notice", str(notice))
    assert "running clocks would move." in capsys.readouterr().out
    hours = tmp_path / "hours.toml"
    hours.write_text('from_date = "2026-01-01"\nweek = ["09:00-12:00 13:00-17:30"]\n', "utf-8")
    call_command("promises", "preview", "--hours", str(hours), "--office", "210200")
    assert "→" in capsys.readouterr().out
    words = ("--promise", "handling", "--urgency", "ordinary", "--amount", "4")
    call_command("promises", "preview", *words)
    assert "No running clock is moved" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("--notice", "nowhere.csv"),
        ("--hours", "nowhere.toml", "--office", "210200"),
        ("--promise", "handling", "--urgency", "ordinary"),
        ("--promise", "acceptance", "--track", "complaint", "--amount", "9"),
        ("--promise", "handling", "--amount", "3", "--office", "000000"),
    ],
)
def test_the_command_says_what_is_wrong(stage: Stage, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("promises", "preview", *words)
