"""What the requester reads of a ticket's state."""

import pytest

from tickets.rules.states import ENDED, OPEN, PUBLIC, PublicState, State, public_state


def test_every_state_has_its_public_word() -> None:
    assert set(PUBLIC) == set(State)
    assert set(PUBLIC.values()) == set(PublicState)


@pytest.mark.parametrize(
    ("state", "accepted", "public"),
    [
        ("draft", False, "draft"),
        ("submitted", False, "submitted"),
        ("supplement", False, "waiting_for_you"),
        ("supplement", True, "waiting_for_you"),
        ("returning", False, "submitted"),
        ("returning", True, "in_progress"),
        ("handling", True, "in_progress"),
        ("reviewing", False, "submitted"),
        ("reviewing", True, "in_progress"),
        ("replied", True, "resolved"),
        ("closed", True, "closed"),
        ("refused", False, "not_accepted"),
        ("transferred", True, "referred"),
        ("terminated", True, "closed"),
        ("withdrawn", False, "withdrawn"),
    ],
)
def test_the_requester_reads(state: str, *, accepted: bool, public: str) -> None:
    assert public_state(State(state), ever_accepted=accepted) is PublicState(public)


def test_every_state_is_open_or_ended_except_the_draft() -> None:
    assert OPEN | ENDED | {State.DRAFT} == set(State)
    assert not OPEN & ENDED
