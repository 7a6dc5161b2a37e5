"""Credit codes are checked exactly as GB 32100-2015 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import credit_code
from accounts.credit_code import ALPHABET

PUBLISHED = ("91350100M000100Y43", "91110000600037341L")  # licence specimen; python-stdnum's manual


@st.composite
def valid_codes(draw: st.DrawFn) -> str:
    any_character = st.sampled_from(ALPHABET)
    head = "".join(draw(st.lists(any_character, min_size=2, max_size=2)))
    place = draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    subject = "".join(draw(st.lists(any_character, min_size=9, max_size=9)))
    first17 = head + place + subject
    return first17 + credit_code.check_character(first17)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_examples_are_valid(code: str) -> None:
    assert credit_code.is_valid(code)


def test_another_check_character_is_not_valid() -> None:
    right = PUBLISHED[0]
    assert [c for c in ALPHABET if credit_code.is_valid(right[:-1] + c)] == ["3"]


@given(valid_codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(code: str, place: int, other: str) -> None:
    mistyped = code[:place] + other + code[place + 1 :]
    assert credit_code.is_valid(mistyped) == (other == code[place])


@given(valid_codes(), st.integers(0, 16))
def test_any_two_neighbours_changed_over_are_found(code: str, place: int) -> None:
    a, b = code[place], code[place + 1]
    mistyped = code[:place] + b + a + code[place + 2 :]
    assert credit_code.is_valid(mistyped) == (a == b)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_not_of_the_alphabet(letter: str) -> None:
    assert not credit_code.is_valid(letter + PUBLISHED[0][1:])


@pytest.mark.parametrize(
    "code", ["", "9", PUBLISHED[0][:-1], PUBLISHED[0] + "0", PUBLISHED[0] + "\n"]
)
def test_another_length_is_not_valid(code: str) -> None:
    assert not credit_code.is_valid(code)


def test_the_place_is_six_digits() -> None:
    first17 = "91A50100M000100Y4"
    assert not credit_code.is_valid(first17 + credit_code.check_character(first17))


@pytest.mark.parametrize(
    "typed",
    [
        "91350100m000100y43",
        " 9135 0100 M000 100Y 43 ",
        "91350100-M000100Y-4-3",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100\u2011M000100Y\u201343",
        "\u200b91350100\u00a0M000100Y43\t\r\n",
    ],
)
def test_spaces_dashes_width_and_case_are_tidied(typed: str) -> None:
    assert credit_code.normalised(typed) == "91350100M000100Y43"


@given(st.text())
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert isinstance(credit_code.is_valid(credit_code.normalised(typed)), bool)
