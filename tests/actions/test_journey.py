"""A ticket lives: from filing to closing, told through the actions."""

import datetime as dt

import pytest

from accounts.models import User
from tests.conftest import REQUEST
from tickets.access import tickets as access
from tickets.actions import (
    acceptance,
    confirmations,
    endings,
    filing,
    messages,
)
from tickets.errors import Because, Refused
from tickets.models import Clock, Event, OutboxMessage, Ticket
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Outcome
from tickets.rules.confirmations import Confirmation, Rating
from tickets.rules.endings import Closing, HandlingType, Solved, Truth
from tickets.rules.messages import Writing
from tickets.rules.states import PublicState, State

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

REPLY = Closing(
    internal_result="已出具邀请函。",
    public_reply="招聘状を発行しました。",
    truth=Truth.TRUE,
    solved=Solved.YES,
    handling_type=HandlingType.SELF,
    contact_evidence="11月18日电话沟通",
    none_fits=True,
    gap="目录中尚无口岸查验方面的举措",
)


def test_a_request_reaches_the_enterprises_own_concierge_with_reasons(
    filed: Ticket, li_min: User
) -> None:
    assert filed.assignee == li_min
    assert filed.state == State.SUBMITTED
    codes = [reason["code"] for reason in filed.hops.get().reasons]
    assert codes == [
        "track_service", "category", "registered_there", "own_concierge", "deputy_not_needed",
    ]  # fmt: skip


def test_it_is_promised_a_first_word_within_the_hour_and_acceptance_by_tomorrows_close(
    filed: Ticket, now: dt.datetime
) -> None:
    due = {clock.name: clock.due_at for clock in filed.clocks.all()}
    assert due[Name.FIRST_CONTACT] == now + HOUR
    assert due[Name.ACCEPTANCE] == (now + DAY).replace(hour=17)
    assert filed.next_due_at == now + HOUR


def test_both_sides_are_told(filed: Ticket, owner: User, li_min: User) -> None:
    told = OutboxMessage.objects.filter(channel="in_app").values_list("recipient", "kind")
    assert set(told) == {(owner.pk, "ticket_filed"), (li_min.pk, "ticket_given")}


def test_the_whole_way(
    filed: Ticket, owner: User, li_min: User, dalian_lead: User, now: dt.datetime
) -> None:
    messages.write(
        filed, Writing("ご連絡ありがとうございます。", "ja"), by=li_min, now=now + HOUR / 2
    )
    acceptance.accept(filed, by=li_min, now=now + HOUR)
    endings.propose(filed, REPLY, by=li_min, now=now + 2 * HOUR)
    endings.approve(filed, by=dalian_lead, now=now + 3 * HOUR)
    assert filed.public_state is PublicState.RESOLVED
    confirmations.confirm(filed, Confirmation(Rating.VERY_SATISFIED), by=owner, now=now + 4 * HOUR)
    assert (filed.state, filed.rating) == (State.CLOSED, 5)
    kinds = list(Event.objects.of(filed.stream).values_list("kind", flat=True))
    assert kinds == ["submit", "write", "accept", "propose", "approve", "confirm"]
    assert dict(Clock.objects.values_list("name", "outcome")) == dict.fromkeys(
        (
            *(Name.FIRST_CONTACT, Name.ACCEPTANCE, Name.HANDLING),
            *(Name.INTERIM, Name.REVIEW, Name.WRITTEN_RESULT, Name.CALLBACK),
        ),
        Outcome.MET,
    )
    assert (filed.next_due_at, filed.light) == (None, "")


def test_submitting_twice_gives_one_ticket_and_the_same_number(
    filed: Ticket, owner: User, now: dt.datetime
) -> None:
    draft = access.draft_for(owner, filed.draft.pk, now)
    again = filing.submit(draft, REQUEST, by=owner, now=now + HOUR)
    assert again.number == filed.number
    assert Ticket.objects.count() == 1
    assert Event.objects.of(filed.stream).count() == 1


def test_the_handler_cannot_end_it_alone(filed: Ticket, li_min: User, now: dt.datetime) -> None:
    acceptance.accept(filed, by=li_min, now=now)
    endings.propose(filed, REPLY, by=li_min, now=now)
    with pytest.raises(Refused) as refused:
        endings.approve(filed, by=li_min, now=now)
    assert refused.value.because is Because.ROLE


def test_a_ticket_that_changed_meanwhile_is_not_overwritten(
    filed: Ticket, li_min: User, now: dt.datetime
) -> None:
    stale = Ticket.objects.get(pk=filed.pk)
    acceptance.accept(filed, by=li_min, now=now)
    with pytest.raises(Refused) as refused:
        acceptance.accept(Ticket.objects.get(pk=filed.pk), by=li_min, now=now)
    assert refused.value.because is Because.STATE
    with pytest.raises(Refused) as refused:
        messages.note(stale, Writing("已联系海关"), by=li_min, now=now)
    assert refused.value.because is Because.STALE


def test_another_enterprise_does_not_find_it(
    filed: Ticket, stranger: User, owner: User, now: dt.datetime
) -> None:
    assert access.ticket_for(owner, filed.number, now) == filed
    for number in (filed.number, "261118000000"):
        with pytest.raises(Refused) as refused:
            access.ticket_for(stranger, number, now)
        assert str(refused.value) == "There is no ticket with this number." or refused.value.code
        assert refused.value.because is Because.UNSEEN
