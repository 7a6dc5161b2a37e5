"""What the office promises by default, clock by clock (DOMAIN §4)."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock, Unit
from tickets.rules.promises import DEFAULTS, Case, Promise, Promised, promise_for


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
    case = Case(Track(track), Urgency(urgency))
    assert promise_for(Clock(clock), case).promise == expected


ORDINARY = Case(Track.SERVICE, Urgency.ORDINARY)


@pytest.mark.parametrize(("clock", "amounts"), [("interim", "355"), ("rating_followup", "1 15 15")])
def test_what_repeats_has_its_first_and_its_later_promise(clock: str, amounts: str) -> None:
    turns = [promise_for(Clock(clock), ORDINARY, ordinal=turn).promise for turn in (1, 2, 3)]
    assert turns == [of(amount) for amount in (amounts.split() if " " in amounts else amounts)]


def test_a_clock_that_does_not_repeat_keeps_its_one_promise() -> None:
    assert promise_for(Clock.REVIEW, ORDINARY, ordinal=3) == promise_for(Clock.REVIEW, ORDINARY)


def test_every_clock_has_a_promise_but_the_one_set_on_request() -> None:
    for clock in set(Clock) - {Clock.ASSIST}:
        for urgency in Urgency:
            assert promise_for(clock, Case(Track.COMPLAINT, urgency)).promise.amount > 0
    with pytest.raises(LookupError, match="assist"):
        promise_for(Clock.ASSIST, ORDINARY)


PROVINCE, CITY, OTHER = (UUID(int=n) for n in (1, 2, 3))
AT_CITY = Case(Track.SERVICE, Urgency.ORDINARY, "T11", (PROVINCE, CITY))


def row(amount: str, *kind: Track | Urgency | None, **scope: object) -> Promised:
    return Promised(Clock.HANDLING, of(amount), *kind, **scope)  # type: ignore[arg-type]  # short


@pytest.mark.parametrize(
    "weaker_first",
    [
        [row("9"), row("8", office=PROVINCE), row("7", office=CITY)],
        [row("9", office=PROVINCE, category="T11"), row("8", office=CITY)],
        [row("9", office=CITY), row("8", office=CITY, category="T11")],
        [row("9", office=CITY, category="T11"), row("8", None, Urgency.ORDINARY)],
        [row("9", None, Urgency.ORDINARY, office=CITY), row("8", Track.SERVICE)],
    ],
)
def test_the_most_particular_promise_counts_wherever_it_stands(
    weaker_first: list[Promised],
) -> None:
    for table in (weaker_first, weaker_first[::-1]):
        assert promise_for(Clock.HANDLING, AT_CITY, table) == weaker_first[-1]


def test_what_is_promised_elsewhere_does_not_count() -> None:
    elsewhere = [row("1", office=OTHER), row("2", category="T12"), row("3", Track.COMPLAINT)]
    assert promise_for(Clock.HANDLING, AT_CITY, [*elsewhere, row("5")]) == row("5")


def test_a_citys_general_promise_undoes_no_complaint_and_no_emergency() -> None:
    table = [*DEFAULTS, Promised(Clock.FIRST_CONTACT, of("90", MINUTES), office=CITY)]
    urgent = replace(AT_CITY, urgency=Urgency.EMERGENCY)
    given = promise_for(Clock.FIRST_CONTACT, urgent, table).promise
    assert given == of("0.5", Unit.HOURS)
