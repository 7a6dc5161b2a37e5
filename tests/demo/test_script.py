"""How the stories are read, how time goes by in them, and what becomes of one that is cut off."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from tickets.access.policy import WEEK
from tickets.actions import deliveries
from tickets.demo import everyday, play, script, sheets, teller
from tickets.demo.pace import Pace
from tickets.models import Event, OutboxMessage, Ticket
from tickets.rules.worktime import WorkTime

MONDAY = dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PACE = Pace(WorkTime("Asia/Shanghai", WEEK), MONDAY)


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ("+1h", "2026-11-16 11:00"),
        ("+2h", "2026-11-16 13:30"),
        ("+1d", "2026-11-17 10:00"),
        ("+5d30m", "2026-11-23 10:30"),
        ("~26h", "2026-11-17 12:00"),
        ("+1d@20:15", "2026-11-17 20:15"),
        ("+1h@08:00", "2026-11-16 10:00"),
    ],
)
def test_time_goes_by_in_office_hours(told: str, then: str) -> None:
    assert f"{PACE.after(MONDAY, told):%Y-%m-%d %H:%M}" == then


@pytest.mark.parametrize("told", ["2h", "+", "+2w", "+1d@25", "soon"])
def test_a_time_that_cannot_be_read_is_named(told: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        PACE.after(MONDAY, told)


def test_a_filing_in_the_evening_lies_before_the_telling() -> None:
    assert PACE.filed("30m", "20:40") == dt.datetime(2026, 11, 15, 12, 40, tzinfo=dt.UTC)
    assert PACE.filed("~4h", "") == MONDAY - dt.timedelta(hours=4)


def test_every_story_can_be_read_and_names_whom_it_is_about() -> None:
    requesters = {
        row["name_zh"] for name in ("enterprises", "institutions") for row in sheets.rows(name)
    }
    told = everyday.stories()
    assert {story.who for story in told} <= requesters
    assert len({story.title for story in told}) == len(told)


def test_the_everyday_is_dealt_the_same_in_every_telling() -> None:
    first, second = (list(everyday.Dealer().stories()) for _telling in range(2))
    assert first == second
    assert "{" not in "".join(f"{one.title}{one.text}{one.lines}" for one in first)


def test_nobody_is_dealt_much_more_than_others() -> None:
    dealer = everyday.Dealer()
    assert list(dealer.stories())
    firms = {row["name_zh"] for row in sheets.rows("enterprises")}
    assert firms <= set(dealer.burden)
    assert max(dealer.burden.values()) < 10


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="call him"):
        list(script.lines_of("+1h accept\ncall him"))


def test_a_text_goes_on_after_a_bar() -> None:
    (line,) = script.lines_of("+1h reply yes self | inside\n| outside")
    assert (line.deed, line.words, line.texts) == ("reply", ("yes", "self"), ("inside", "outside"))


# --- Cut off in the middle ---------------------------------------------------------------------


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example with one enterprise and one story, so that it can be told again and again."""
    whole, first = sheets.rows, script.stories()[0]

    def few(name: str) -> Iterator[dict[str, str]]:
        most = {"enterprises": 1, "institutions": 0, "members": 0}.get(name, 100)
        yield from list(whole(name))[:most]

    monkeypatch.setattr(sheets, "rows", few)
    monkeypatch.setattr(teller, "stories", lambda: [first])


class Interrupted(BaseException):
    """What a signal or a crash is to the telling."""


@pytest.mark.django_db
@pytest.mark.usefixtures("short")
def test_an_interrupted_telling_leaves_nothing_and_the_next_one_tells_it_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deliver = deliveries.count_as_delivered

    def stop(**at: Any) -> None:
        if Ticket.objects.filter(state="closed").exists():
            raise Interrupted
        deliver(**at)

    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "count_as_delivered", stop)
        with pytest.raises(Interrupted):
            play.play(now=MONDAY)
    for table in (User, Ticket, OutboxMessage, Event):
        assert not table.objects.exists()
    play.play(now=MONDAY)
    assert Ticket.objects.get().state == "closed"
    assert not OutboxMessage.objects.waiting().exists()
