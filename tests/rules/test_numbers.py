"""Ticket numbers can be read out, mistyped and found out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.numbers import CHOICES, LENGTH, check_digit, is_valid, normalised, number_of

LATE_EVENING_UTC = dt.datetime(2026, 11, 21, 16, 30, tzinfo=dt.UTC)
NUMBERS = st.builds(
    number_of,
    st.integers(0, 40_000).map(lambda hours: LATE_EVENING_UTC + dt.timedelta(hours=hours)),
    st.integers(0, CHOICES - 1),
)


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("079", "2")])
def test_the_check_digit_is_that_of_the_standard(digits: str, check: str) -> None:
    """0794 → 5 is the example of ISO 7064; 079 → 2 was worked out by hand."""
    assert check_digit(digits) == check


def test_the_day_of_a_number_is_the_day_in_shenyang() -> None:
    assert number_of(LATE_EVENING_UTC, 42).startswith("26112200042")


@given(NUMBERS)
def test_every_number_made_is_valid_however_it_is_typed(number: str) -> None:
    assert len(number) == LENGTH
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    for typed in (number, f" {number[:6]} {number[6:]}\t", wide, f"{number[:6]}-{number[6:]}"):
        assert is_valid(normalised(typed))


@given(NUMBERS, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_every_single_mistyped_digit_is_found_out(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_valid(number[:place] + wrong + number[place + 1 :])


def test_nearly_every_two_neighbours_changed_about_are_found_out() -> None:
    numbers = [number_of(LATE_EVENING_UTC, chance) for chance in range(0, CHOICES, 97)]
    changed = [
        number[:n] + number[n + 1] + number[n] + number[n + 2 :]
        for number in numbers
        for n in range(LENGTH - 1)
        if number[n] != number[n + 1]
    ]
    assert sum(map(is_valid, changed)) < len(changed) / 50


@pytest.mark.parametrize(
    "filler", ["\u2014", "\u2212", "\u2011", "\u3000", "\xa0", "\u200b", "\r\n"]
)
def test_what_word_processors_put_between_digits_is_dropped(filler: str) -> None:
    number = number_of(LATE_EVENING_UTC, 42)
    assert normalised(filler.join([number[:6], number[6:]]) + filler) == number


@pytest.mark.parametrize("typed", ["", "2611210004", "26112100042x", "²61121000421", "1" * 13])
def test_what_is_no_number_is_not_valid(typed: str) -> None:
    assert not is_valid(typed)
