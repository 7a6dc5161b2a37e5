"""Categories and grounds: by the policy editor alone, one Event each, raced without harm."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import refusal
from tickets.actions import categories, grounds
from tickets.errors import Because
from tickets.models import Category, Event, Ground
from tickets.rules.categories import Words
from tickets.rules.grounds import Wording

pytestmark = pytest.mark.usefixtures("handbook")
WORDS = Words("低空经济", "Low-altitude economy", "无人机航线", "发改", "coordinate")
WORDING = Wording("新的理由", "Another ground", "示例文件第1条")
FIRST = dt.date(2026, 12, 1)


def deeds(by: User, now: dt.datetime) -> dict[str, Callable[[], object]]:
    """Every deed of the two rooms."""
    category, ground = Category.objects.get(code="T01"), Ground.objects.earliest("id")
    unsure = Ground.objects.filter(to_be_confirmed=True).earliest("id")
    listed = (Ground.List.REFUSE_SERVICE.value, "R9")
    return {
        "add a category": lambda: categories.add("T23", WORDS, FIRST, by=by, now=now),
        "mend it": lambda: categories.mend(category, WORDS, by=by, now=now),
        "end it": lambda: categories.end(category, FIRST, by=by, now=now),
        "add a ground": lambda: grounds.add(listed, WORDING, FIRST, by=by, now=now),
        "word it anew": lambda: grounds.reword(ground, WORDING, FIRST, by=by, now=now),
        "confirm a ground": lambda: grounds.confirm(unsure, by=by, now=now),
        "end the ground": lambda: grounds.end(ground, FIRST, by=by, now=now),
    }


@pytest.mark.parametrize("visitor", ["li_min", "dalian_lead", "system_admin", "leader", "owner"])
def test_nobody_else_edits_them(
    visitor: str, request: pytest.FixtureRequest, province_lead: User, now: dt.datetime
) -> None:
    by = request.getfixturevalue(visitor)
    before = Event.objects.count()
    for name, deed in deeds(by, now).items():
        assert refusal(deed)[0] == Because.ROLE, name
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "name",
    [
        *("add a category", "mend it", "end it"),
        *("add a ground", "word it anew", "confirm a ground", "end the ground"),
    ],
)
def test_two_at_once_do_it_once(
    name: str, transactional_db: None, policy_editor: User, now: dt.datetime
) -> None:
    before = Event.objects.count()
    deed = deeds(policy_editor, now)[name]
    first, second = at_once(deed, deed)
    assert DONE in {first, second}
    assert {first, second} != {DONE}
    assert Event.objects.count() == before + 1
    for ground in Ground.objects.filter(list="refuse_complaint"):
        same = Ground.objects.filter(list=ground.list, code=ground.code)
        assert sum(1 for one in same if one.valid_to is None or one.valid_to > FIRST) <= 1


def test_a_ground_keeps_its_last_day_when_it_is_worded_anew(
    policy_editor: User, now: dt.datetime
) -> None:
    ground = Ground.objects.earliest("id")
    last = dt.date(2027, 1, 31)
    ended = grounds.end(ground, last, by=policy_editor, now=now)
    made = grounds.reword(ended, WORDING, FIRST, by=policy_editor, now=now)
    ground.refresh_from_db()
    assert (ground.valid_to, made.valid_to) == (FIRST - dt.timedelta(days=1), last)
    in_force = Ground.objects.filter(list=ground.list, code=ground.code).in_force
    assert [one.name_zh for one in in_force(FIRST)] == ["新的理由"]
    assert [one.name_zh for one in in_force(FIRST - dt.timedelta(days=1))] == [ground.name_zh]
