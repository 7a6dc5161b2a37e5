"""Which requests look like one another, and why."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from tickets.rules.duplicates import WITHIN, Traits, Why, likeness, why_alike

AT = dt.datetime(2026, 11, 18, 2, 0, tzinfo=dt.UTC)
ONE = Traits(UUID(int=1), "T11", "轴承在大连港滞留", "", AT)
OTHER = Traits(UUID(int=2), "T12", "退税未到账", "", AT)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({}, ()),
        ({"enterprise": UUID(int=1)}, ()),
        ({"enterprise": UUID(int=1), "category": "T11"}, (Why.SAME_MATTER,)),
        ({"title": "轴承滞留在大连港"}, (Why.SAME_TITLE,)),
        ({"title": "ＢＥＡＲＩＮＧＳ"}, ()),
        ({"organ": "大连市某局"}, ()),
    ],
)
def test_what_two_requests_have_in_common(
    changed: dict[str, object], because: tuple[Why, ...]
) -> None:
    assert why_alike(ONE, replace(OTHER, **changed)) == because  # type: ignore[arg-type]  # any field


def test_the_same_organ_is_known_however_it_is_written() -> None:
    complaint = replace(ONE, organ="大连市 某局")
    assert why_alike(complaint, replace(OTHER, organ="大连市某局")) == (Why.SAME_ORGAN,)


def test_what_lies_too_far_apart_is_not_the_same() -> None:
    same = replace(ONE, submitted_at=AT + WITHIN)
    assert why_alike(ONE, same) == (Why.SAME_MATTER, Why.SAME_TITLE)
    assert why_alike(ONE, replace(same, submitted_at=AT + WITHIN + dt.timedelta(seconds=1))) == ()


def test_likeness_is_of_signs_in_any_script() -> None:
    assert likeness("Bearings held", "BEARINGS  held!") == 1
    assert likeness("轴承", "退税") == likeness("", "") == likeness("a", "a") == 0
    assert likeness("轴承滞留", "轴承退税") == pytest.approx(1 / 3)
