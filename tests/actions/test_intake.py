"""Staff file what a requester tells them by phone, at the counter, at a meeting."""

from dataclasses import replace

import pytest

from accounts.models import Enterprise, Grant, Office, User
from accounts.roles import Role
from tests.actions.stage import FILING, Stage, events
from tests.conftest import Invite
from tickets.access import intake
from tickets.access.tickets import tickets_for
from tickets.actions import filing
from tickets.errors import Because, Refused
from tickets.models import Draft, OutboxMessage, Ticket
from tickets.rules.filing import Filing, Source

pytestmark = pytest.mark.django_db
CALLED = replace(
    FILING, source=Source.PHONE, contact_name="陈曦", contact_phone="0411-1", consented=True
)


def _take_in(stage: Stage, said: Filing = CALLED, by: str = "intake_officer") -> Ticket:
    return stage.file(said, by=by)


def test_the_ticket_is_the_enterprises_and_the_event_says_who_filed_for_whom(
    stage: Stage,
) -> None:
    ticket = _take_in(stage)
    assert (ticket.enterprise, ticket.source) == (stage.enterprise, Source.PHONE)
    assert ticket.taken_in_by == ticket.filed_by == stage.intake_officer
    assert ticket.assignee == stage.li_min
    [event] = events(ticket)
    assert event.by == stage.intake_officer
    assert event.facts["on_behalf_of"] == str(stage.enterprise.pk)
    assert event.facts["consented"] is True


def test_a_concierge_takes_in_too(stage: Stage) -> None:
    assert _take_in(stage, by="li_min").taken_in_by == stage.li_min


def test_the_owners_are_told_and_see_it(stage: Stage) -> None:
    ticket = _take_in(stage)
    told = OutboxMessage.objects.filter(kind="ticket_filed", channel="in_app")
    assert [message.recipient for message in told] == [stage.owner]
    assert tickets_for(stage.owner, stage.now).get() == ticket
    assert not tickets_for(stage.member, stage.now).exists()


def test_a_colleague_named_as_the_contact_follows_it(stage: Stage) -> None:
    _take_in(stage, replace(CALLED, colleagues=(stage.member.pk,)))
    assert tickets_for(stage.member, stage.now).exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(CALLED, source=Source.PORTAL), "source"),
        (replace(CALLED, contact_name=" "), "contact_name"),
        (replace(CALLED, consented=False), "consented"),
        (replace(CALLED, title=""), "title"),
    ],
)
def test_what_is_missing_is_named(stage: Stage, said: Filing, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _take_in(stage, said)
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("by", ["shenyang_concierge", "dalian_lead", "leader", "stranger"])
def test_nobody_else_files_for_them(stage: Stage, by: str) -> None:
    with pytest.raises(Refused) as refused:
        _take_in(stage, by=by)
    assert refused.value.because is Because.ROLE
    assert not Draft.objects.exists()


def test_whoever_lost_the_role_meanwhile_is_refused_at_the_end(stage: Stage) -> None:
    draft = stage.draft("intake_officer")
    Grant.objects.filter(user=stage.intake_officer).update(ended_at=stage.now)
    with pytest.raises(Refused) as refused:
        filing.submit(draft, CALLED, by=User.objects.get(name="马宁"), now=stage.now)
    assert refused.value.because is Because.ROLE


def test_sent_twice_it_is_one_ticket(stage: Stage) -> None:
    draft = stage.draft("intake_officer")
    twice = [
        filing.submit(draft, CALLED, by=stage.intake_officer, now=stage.now) for _each in range(2)
    ]
    assert twice[0] == twice[1]
    assert Ticket.objects.count() == 1


def test_the_office_that_took_it_in_reads_what_the_province_holds(stage: Stage) -> None:
    Enterprise.objects.update(is_key=True)
    stage.enterprise.refresh_from_db()
    ticket = _take_in(stage)
    assert ticket.office.parent is None
    assert tickets_for(stage.intake_officer, stage.now).get() == ticket
    assert not tickets_for(stage.shenyang_concierge, stage.now).exists()


@pytest.fixture
def top_intake(officer: Invite, province: Office) -> User:
    return officer("Yu Qing", "于晴", Role.INTAKE, province)


def test_the_province_takes_in_for_all_and_alone_for_institutions(
    stage: Stage, top_intake: User, consulate: Enterprise, rheinhammer: Enterprise
) -> None:
    for user, reach in (
        (top_intake, {stage.enterprise, consulate, rheinhammer}),
        (stage.intake_officer, {stage.enterprise}),
        (stage.shenyang_concierge, {rheinhammer}),
        (stage.dalian_lead, set()),
    ):
        assert set(intake.requesters_in_reach(user, stage.now)) == reach
        for one in (stage.enterprise, consulate, rheinhammer):
            assert bool(intake.offices_taking_in(one, user, stage.now)) == (one in reach)


@pytest.mark.parametrize(
    "words", ["樱川", "sakuragawa", "桜川軸受", "9121 0200 MA0X KRG1 9W", "轴承"]
)
def test_a_caller_is_found_by_any_name_or_the_code(stage: Stage, words: str) -> None:
    found = intake.requesters_called(words, stage.intake_officer, stage.now)
    assert list(found) == [stage.enterprise]


def test_nothing_typed_finds_nobody(stage: Stage) -> None:
    assert not intake.requesters_called("  ", stage.intake_officer, stage.now).exists()
