"""Many requests and many concierges at the same moment: one owner each, nobody overloaded."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Enterprise, Grant, Office, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import FILING, Stage, again
from tickets.actions import claims, filing
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
ROOM, MANY = 3, 12


@pytest.fixture
def little_room(stage: Stage) -> None:
    """Nobody's own concierge, and each of the two at Dalian has room for three tickets."""
    Enterprise.objects.filter(pk=stage.enterprise.pk).update(concierge=None, deputy=None)
    Grant.objects.filter(role=Role.CONCIERGE).update(capacity=ROOM)


def _submissions(stage: Stage, enterprises: list[Enterprise]) -> list[Callable[[], object]]:
    drafts = [(stage.draft("member", one), "member") for one in enterprises]
    return [
        partial(filing.submit, draft, FILING, by=stage.cast[who], now=stage.now)
        for draft, who in drafts
    ]


@pytest.mark.usefixtures("little_room")
def test_of_many_requests_at_once_nobody_gets_more_than_there_is_room_for(stage: Stage) -> None:
    stage.enterprise.refresh_from_db()
    assert at_once(*_submissions(stage, [stage.enterprise] * MANY)) == [DONE] * MANY
    given = Counter(Ticket.objects.values_list("assignee", flat=True))
    assert given == {stage.li_min.pk: ROOM, stage.deputy.pk: ROOM, None: MANY - 2 * ROOM}
    for ticket in Ticket.objects.all():
        assert [hop.assignee_id for hop in ticket.hops.all()] == [ticket.assignee_id]


@pytest.mark.usefixtures("little_room")
def test_who_works_at_two_offices_is_given_work_at_one_after_the_other(
    stage: Stage, shenyang: Office, rheinhammer: Enterprise, grant: Callable[..., Grant]
) -> None:
    Enterprise.objects.update(concierge=None, deputy=None)
    Grant.objects.filter(user__in=[stage.deputy, stage.shenyang_concierge]).delete()
    grant(stage.li_min, Role.CONCIERGE, shenyang)
    Grant.objects.filter(role=Role.CONCIERGE).update(capacity=ROOM)
    here = _submissions(stage, [Enterprise.objects.get(pk=stage.enterprise.pk)] * 4)
    enterprise = Enterprise.objects.get(pk=rheinhammer.pk)
    drafts = [filing.begin(enterprise, by=stage.stranger, now=stage.now) for _ in range(4)]
    there = [
        partial(filing.submit, draft, FILING, by=stage.stranger, now=stage.now) for draft in drafts
    ]
    assert at_once(*here, *there) == [DONE] * 8
    given = Counter(Ticket.objects.values_list("assignee", flat=True))
    assert given == {stage.li_min.pk: ROOM, None: 8 - ROOM}


@pytest.mark.usefixtures("little_room")
def test_claims_and_requests_at_once_leave_one_owner_each(
    stage: Stage, officer: Callable[..., User], dalian: Office
) -> None:
    Grant.objects.filter(role=Role.CONCIERGE).update(capacity=0)
    stage.enterprise.refresh_from_db()
    free = [stage.file() for _ in range(3)]
    people = [officer(f"C {n}", f"专员{n}", Role.CONCIERGE, dalian) for n in range(4)]
    Grant.objects.filter(user__in=people).update(capacity=1)
    raced = [
        partial(claims.claim, again(ticket), by=one, now=stage.now)
        for ticket in free
        for one in people
    ]
    told = at_once(*raced, *_submissions(stage, [stage.enterprise] * 3))
    assert told.count(DONE) == len(free) + 3, "one winner each, and every request came in"
    for ticket in Ticket.objects.all():
        owners = [hop.assignee_id for hop in ticket.hops.all() if hop.assignee_id]
        assert owners == ([ticket.assignee_id] if ticket.assignee_id else [])
        assert Event.objects.of(ticket.stream).filter(kind="claim").count() == (ticket in free)
