"""The ladder of a clock on the Chinese calendar; each moment was worked out by hand.

The office is open 08:30–11:30 and 13:00–17:00, seven hours a working day.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_promises import OFFICE, at, of, stops
from tickets.rules import ladder
from tickets.rules.clocks import Unit
from tickets.rules.ladder import LADDER, Rung
from tickets.rules.promises import Promise

FIVE_DAYS = ("2026-11-18 10:00", of("5"))


def _told(start: str, promise: Promise, *spans: str) -> list[dt.datetime]:
    found = ladder.moments(at(start), promise, OFFICE, stops(*spans))
    return [found[rung] for rung in LADDER]


@pytest.mark.parametrize(
    ("start", "promise", "moments"),
    [
        (
            "2026-11-18 10:00",
            of("60", Unit.WORK_MINUTES),
            ["18 10:30", "18 10:48", "18 11:00", "19 11:00", "23 11:00"],
        ),
        (
            # 1.5 h + 4 h on the 18th, 7 h on each of the 19th, 20th, 23rd, 24th, 25th: 40.5 h
            *FIVE_DAYS,
            ["23 09:15", "24 15:54", "25 17:00", "26 17:00", "30 17:00"],
        ),
        (
            "2026-11-20 16:00",
            of("24", Unit.HOURS),
            ["21 04:00", "21 11:12", "21 16:00", "21 22:00", "22 16:00"],
        ),
    ],
)
def test_each_rung_has_its_moment(start: str, promise: Promise, moments: list[str]) -> None:
    assert _told(start, promise) == [at(f"2026-11-{moment}") for moment in moments]


def test_a_stop_moves_every_rung_that_is_still_ahead() -> None:
    plain, stopped = _told(*FIVE_DAYS), _told(*FIVE_DAYS, "2026-11-24 09:00 > 2026-11-24 17:00")
    assert stopped[0] == plain[0]
    assert [rung > before for rung, before in zip(stopped, plain, strict=True)][1:] == [True] * 4


def test_a_stop_after_the_due_moment_moves_only_what_comes_after_it() -> None:
    plain, stopped = _told(*FIVE_DAYS), _told(*FIVE_DAYS, "2026-11-26 09:00 > 2026-11-26 17:00")
    assert stopped[:3] == plain[:3]
    assert stopped[3] > plain[3]


def test_at_its_due_moment_nothing_is_late_yet() -> None:
    start, promise = "2026-11-18 10:00", of("60", Unit.WORK_MINUTES)
    found = ladder.moments(at(start), promise, OFFICE)
    due_at, tick = found[Rung.DUE], dt.timedelta(microseconds=1)
    assert ladder.reached(found, 0, due_at) == [Rung.HALF, Rung.YELLOW]
    assert ladder.reached(found, 2, due_at + tick) == [Rung.DUE]
    assert ladder.looks_again_at(found, 2) == due_at + tick


def test_what_was_climbed_is_not_climbed_again() -> None:
    found = ladder.moments(at("2026-11-18 10:00"), of("60", Unit.WORK_MINUTES), OFFICE)
    long_after = at("2026-12-18 10:00")
    assert ladder.reached(found, 0, long_after) == list(LADDER)
    assert ladder.reached(found, 5, long_after) == []
    assert ladder.looks_again_at(found, 5) is None


@given(
    minutes=st.integers(0, 60 * 24 * 60),
    unit=st.sampled_from(list(Unit)),
    amount=st.integers(1, 60),
)
def test_the_rungs_are_reached_in_their_order(minutes: int, unit: Unit, amount: int) -> None:
    start = at("2026-01-05 00:00") + dt.timedelta(minutes=minutes)
    found = ladder.moments(start, of(str(amount), unit), OFFICE)
    moments = [found[rung] for rung in LADDER]
    assert moments == sorted(moments)
    assert moments[0] >= start
