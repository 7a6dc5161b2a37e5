"""How long each hand answered for a ticket: cuts of one line, whose sum is the whole."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.china import at, office
from tests.rules.moments import moments
from tickets.rules.shares import Handing, Share, shares

OFFICE = office()
some_moment = moments("2025-01-01", "2026-12-01")
handings = st.lists(st.builds(Handing, some_moment, st.none() | some_moment), min_size=1)
START, END = at("2026-11-18 10:00"), at("2026-11-20 10:00")


@settings(max_examples=60, deadline=None)
@given(handings, some_moment, some_moment, some_moment)
def test_the_shares_add_up_to_the_whole(
    handed: list[Handing], one: dt.datetime, other: dt.datetime, asked: dt.datetime
) -> None:
    start, end = sorted((one, other))
    waiting = [(min(asked, end), max(asked, end))]
    found = shares(handed, (start, end), OFFICE.between, waiting)
    total = sum(found, Share())
    assert len(found) == len(handed)
    assert total.gross_time == end - start
    assert total.working_time == OFFICE.between(start, end)
    assert all(share.gross_time >= share.waiting_time >= dt.timedelta() for share in found)


def test_the_first_answers_from_the_beginning_and_until_the_next_signs() -> None:
    signed = at("2026-11-19 10:00")
    first, second = shares(
        [Handing(START), Handing(at("2026-11-18 15:00"), signed)], (START, END), OFFICE.between
    )
    assert (first.from_at, first.until_at) == (START, signed)
    assert (second.from_at, second.until_at) == (signed, END)
    assert [one.part_of(first + second) for one in (first, second)] == [50, 50]


def test_whoever_never_signs_never_answers() -> None:
    first, second = shares(
        [Handing(START, START), Handing(at("2026-11-18 15:00"))], (START, END), OFFICE.between
    )
    assert (first.gross_time, second) == (END - START, Share())


def test_what_is_signed_for_late_counts_from_then_whoever_came_between() -> None:
    """Handed to a second who never signed, then to a third, and back to the second."""
    late, last = at("2026-11-19 09:00"), at("2026-11-19 15:00")
    hops = [
        Handing(START, START), Handing(START, last), Handing(START, late), Handing(late, last),
    ]  # fmt: skip
    found = shares(hops, (START, END), OFFICE.between)
    assert [one.gross_time for one in found] == [
        late - START, dt.timedelta(), last - late, END - last,
    ]  # fmt: skip


def test_waiting_for_the_requester_is_told_apart() -> None:
    asked = (at("2026-11-18 14:00"), at("2026-11-19 14:00"))
    [only] = shares([Handing(START)], (START, END), OFFICE.between, [asked])
    assert only.waiting_time == dt.timedelta(days=1)
