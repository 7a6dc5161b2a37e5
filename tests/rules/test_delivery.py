"""When a message is tried again."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.delivery import ATTEMPTS, FIRST_WAIT, LONGEST_WAIT, wait_after

attempts = st.integers(1, ATTEMPTS - 1)
chances = st.floats(0, 1, exclude_max=True)


def _wait(attempt: int, chance: float) -> dt.timedelta:
    wait = wait_after(attempt, chance)
    assert wait is not None
    return wait


@given(attempts, chances)
def test_a_wait_is_between_half_and_all_of_its_step(attempt: int, chance: float) -> None:
    full = min(FIRST_WAIT * 4 ** (attempt - 1), LONGEST_WAIT)
    assert full / 2 <= _wait(attempt, chance) <= full


@given(st.integers(1, ATTEMPTS - 2), chances)
def test_waits_never_get_shorter(attempt: int, chance: float) -> None:
    assert _wait(attempt, chance) <= _wait(attempt + 1, chance)


def test_the_last_attempt_is_followed_by_none() -> None:
    assert wait_after(ATTEMPTS, 0.5) is None
    assert wait_after(ATTEMPTS + 1, 0.5) is None


def test_a_message_is_tried_for_most_of_a_day_and_a_third_at_most() -> None:
    shortest = sum((_wait(n, 0) for n in range(1, ATTEMPTS)), dt.timedelta())
    longest = sum((_wait(n, 0.999) for n in range(1, ATTEMPTS)), dt.timedelta())
    assert dt.timedelta(hours=15) < shortest < longest < dt.timedelta(hours=32)
