"""Who may know of a ticket: by enterprise, by office, by name; for others it does not exist."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import Enterprise, Grant, Membership, Office
from accounts.roles import Role
from accounts.standing import forget
from tests.actions.stage import FILING, Stage
from tickets.access.readings import worlds_for
from tickets.access.tickets import draft_for, ticket_for, tickets_for
from tickets.errors import Because, Refused
from tickets.models import Named, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
Mode = Enterprise.Visibility
NOBODYS = {"stranger", "shenyang_concierge", "consul", "liaison", "counsel", "policy_editor"}
STAFF = {
    *("li_min", "deputy", "dalian_lead", "dalian_dispatcher", "callback_officer"),
    *("intake_officer", "province_lead", "other_province_lead", "dispatcher", "supervisor"),
    "leader",
}


def _who_sees(stage: Stage, ticket: Ticket, among: Collection[str]) -> set[str]:
    """Who finds it in their list; the door and the list must agree."""
    seeing = set()
    for name in among:
        user = stage.cast[name]
        if tickets_for(user, stage.now).filter(pk=ticket.pk).exists():
            seeing.add(name)
            assert ticket_for(user, ticket.number, stage.now) == ticket
            continue
        with pytest.raises(Refused) as refused:
            ticket_for(user, ticket.number, stage.now)
        assert refused.value.because is Because.UNSEEN
    return seeing


def test_the_holding_office_and_its_ancestors_read_and_nobody_elsewhere(stage: Stage) -> None:
    ticket = stage.file()
    requesters = {"member", "owner", "agent"}
    assert _who_sees(stage, ticket, stage.cast) == STAFF | {"member", "owner"}
    assert set(stage.cast) == STAFF | NOBODYS | requesters


def test_a_day_ends_in_beijing_wherever_the_reader_sits(stage: Stage) -> None:
    """In Los Angeles it is still the day before: that lengthens and shortens no right."""
    stage.file()
    last_day = stage.now.date()
    over_at = stage.now.replace(hour=23, minute=59) + dt.timedelta(minutes=1)
    Membership.objects.filter(user=stage.owner).update(until_date=last_day)
    Grant.objects.filter(user=stage.li_min).update(until_date=last_day)
    Grant.objects.filter(user=stage.deputy).update(from_date=last_day + dt.timedelta(days=1))
    ends = {stage.owner: (True, False), stage.li_min: (True, False), stage.deputy: (False, True)}
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        with timezone.override(zone):
            for user, seen in ends.items():
                before, after = over_at - dt.timedelta(minutes=1), over_at + dt.timedelta(minutes=1)
                found = tuple(tickets_for(user, now).exists() for now in (before, after))
                assert found == seen, (zone, user)
                assert tuple(bool(worlds_for(user, now)) for now in (before, after)) == seen


def test_an_unknown_number_and_a_hidden_one_are_refused_in_the_same_words(stage: Stage) -> None:
    ticket = stage.file()
    said = set()
    for number in (ticket.number, "261118000000", "", "x", "１２"):
        with pytest.raises(Refused) as refused:
            ticket_for(stage.stranger, number, stage.now)
        said.add((refused.value.code, str(refused.value)))
    assert len(said) == 1


def test_an_office_that_held_it_still_reads_and_the_new_one_does_too(
    stage: Stage, shenyang: Office
) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    given = Assignment(stage.shenyang_concierge.pk, shenyang.pk, "货物在沈阳")
    stage.do(ticket, "assign", "dispatcher", given)
    assert _who_sees(stage, ticket, STAFF | NOBODYS) == STAFF | {"shenyang_concierge"}


def test_a_city_does_not_read_what_the_province_holds(stage: Stage) -> None:
    stage.enterprise.is_key = True
    stage.enterprise.save()
    ticket = stage.file()
    province = {"province_lead", "other_province_lead", "dispatcher", "supervisor", "leader"}
    assert _who_sees(stage, ticket, STAFF | NOBODYS) == province


@pytest.mark.parametrize(
    ("mode", "seeing"),
    [
        (Mode.FILER, {"member", "owner"}),
        (Mode.NAMED, {"member", "owner", "named"}),
        (Mode.ALL_READ, {"member", "owner", "named", "other"}),
        (Mode.ALL_ANSWER, {"member", "owner", "named", "other"}),
    ],
)
def test_the_enterprise_decides_which_colleagues_read(
    stage: Stage, person: object, mode: str, seeing: set[str]
) -> None:
    for name in ("named", "other"):
        user = person(name.title())  # type: ignore[operator]  # the fixture makes people
        Membership.objects.create(
            user=user, enterprise=stage.enterprise, role="member", from_date=dt.date.min
        )
        stage.cast[name] = user
    stage.enterprise.visibility = mode
    stage.enterprise.save()
    ticket = stage.file(replace(FILING, colleagues=(stage.named.pk,)))
    assert _who_sees(stage, ticket, {"member", "owner", "named", "other", "agent"}) == seeing


def test_an_agent_sees_what_they_filed_while_their_power_of_attorney_lasts(stage: Stage) -> None:
    theirs, other = stage.file(by="agent"), stage.file()
    assert _who_sees(stage, theirs, {"agent"}) == {"agent"}
    assert _who_sees(stage, other, {"agent"}) == set()
    Membership.objects.filter(user=stage.agent).update(until_date=stage.now.date())
    forget(stage.agent)
    assert _who_sees(stage, theirs, {"agent"}) == {"agent"}
    stage.now += dt.timedelta(days=1)
    assert _who_sees(stage, theirs, {"agent"}) == set()


def test_who_left_the_enterprise_or_the_office_sees_nothing(stage: Stage) -> None:
    ticket = stage.file()
    yesterday = stage.now.date() - dt.timedelta(days=1)
    Membership.objects.filter(user=stage.member).update(until_date=yesterday)
    Grant.objects.filter(user=stage.li_min).update(until_date=yesterday)
    for person in (stage.member, stage.li_min):
        forget(person)
    assert _who_sees(stage, ticket, {"member", "li_min", "owner"}) == {"owner"}


def test_a_secret_is_for_those_named_and_the_assignee(stage: Stage) -> None:
    ticket = stage.file()
    Ticket.objects.filter(pk=ticket.pk).update(confidentiality="secret")
    Named.objects.create(
        ticket=ticket, user=stage.dalian_lead, named_at=stage.now, named_by=stage.li_min
    )
    assert _who_sees(stage, ticket, STAFF | NOBODYS) == {"li_min", "dalian_lead"}
    assert _who_sees(stage, ticket, {"member", "owner"}) == {"member", "owner"}


def test_being_named_on_a_secret_opens_nothing_to_people_of_other_offices(stage: Stage) -> None:
    """A name is trusted inside the offices that read the ticket, not beyond them."""
    ticket = stage.file()
    Ticket.objects.filter(pk=ticket.pk).update(confidentiality="secret")
    Named.objects.create(
        ticket=ticket, user=stage.stranger, named_at=stage.now, named_by=stage.li_min
    )
    assert _who_sees(stage, ticket, NOBODYS) == set()


def test_a_ticket_is_listed_once_however_many_ways_lead_to_it(stage: Stage, dalian: Office) -> None:
    stage.file()
    for role in (Role.LEAD, Role.SUPERVISOR):
        Grant.objects.create(
            user=stage.li_min, office=dalian, role=role, side=0, from_date=dt.date.min
        )
    assert tickets_for(stage.li_min, stage.now).count() == 1


def test_a_draft_exists_for_its_author_only(stage: Stage) -> None:
    draft = stage.draft()
    assert draft_for(stage.member, draft.pk, stage.now) == draft
    for name in ("owner", "li_min", "stranger"):
        with pytest.raises(Refused) as refused:
            draft_for(stage.cast[name], draft.pk, stage.now)
        assert refused.value.because is Because.UNSEEN
