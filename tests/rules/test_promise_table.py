"""What the office promises by default, clock by clock (DOMAIN §4)."""

from decimal import Decimal

import pytest

from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.promises import BAD_RATING, INTERIM, Promise, promise_for


def of(amount: str, unit: Unit = Unit.WORK_DAYS) -> Promise:
    return Promise(unit, Decimal(amount))


MINUTES, WORK_DAYS = Unit.WORK_MINUTES, Unit.WORK_DAYS


@pytest.mark.parametrize(
    ("clock", "track", "urgency", "expected"),
    [
        ("first_contact", "service", "ordinary", of("60", MINUTES)),
        ("first_contact", "complaint", "complex", of("60", MINUTES)),
        ("first_contact", "complaint", "emergency", of("0.5", Unit.HOURS)),
        ("acceptance", "service", "emergency", of("1")),
        ("acceptance", "institution", "ordinary", of("1")),
        ("acceptance", "complaint", "ordinary", of("7")),
        ("supplement", "complaint", "urgent", of("15")),
        ("dispatch", "service", "emergency", of("1", Unit.HOURS)),
        ("dispatch", "service", "urgent", of("2", Unit.HOURS)),
        ("dispatch", "service", "complex", of("1")),
        ("return_ruling", "service", "ordinary", of("1")),
        ("handling", "service", "emergency", of("24", Unit.HOURS)),
        ("handling", "institution", "urgent", of("3")),
        ("handling", "service", "ordinary", of("5")),
        ("handling", "service", "complex", of("15")),
        ("handling", "complaint", "urgent", of("60")),
        ("review", "service", "ordinary", of("1")),
        ("written_result", "service", "ordinary", of("3")),
        ("receipt", "complaint", "ordinary", of("5")),
        ("callback", "service", "ordinary", of("2")),
        ("long_run", "complaint", "ordinary", of("365", Unit.DAYS)),
    ],
)
def test_the_office_promises_by_default(
    clock: str, track: str, urgency: str, expected: Promise
) -> None:
    assert promise_for(Clock(clock), Track(track), Urgency(urgency)) == expected


def test_what_repeats_has_its_first_and_its_later_promise() -> None:
    assert (of("3"), of("5")) == INTERIM
    assert (of("1"), of("15")) == BAD_RATING


def test_every_clock_has_a_promise_or_says_why_not() -> None:
    without = {Clock.INTERIM, Clock.RATING_FOLLOWUP, Clock.ASSIST}  # two promises; set on request
    for clock in set(Clock) - without:
        for urgency in Urgency:
            assert promise_for(clock, Track.COMPLAINT, urgency).amount > 0
    for clock in without:
        with pytest.raises(LookupError, match=clock):
            promise_for(clock, Track.SERVICE, Urgency.ORDINARY)
