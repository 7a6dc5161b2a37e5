"""Who speaks for a requester: brought in by its owners, gone at once, never nobody's owner left."""

import datetime as dt
from functools import partial

import pytest

from accounts.models import Enterprise, Invitation, Membership, User
from accounts.roles import RequesterRole
from accounts.standing import memberships_of
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.conftest import Invite
from tickets.actions import members, people
from tickets.errors import Because
from tickets.models import Event, OutboxMessage
from tickets.rules.days import day_of
from tickets.rules.members import NewMember, Part
from tickets.rules.people import Newcomer

MEMBER = Part(RequesterRole.MEMBER)


def somebody(email: str = "yamada@example.test", part: Part = MEMBER) -> NewMember:
    return NewMember(Newcomer(email, "山田葵", "Yamada Aoi", "en"), part)


def test_an_owner_adds_a_colleague_who_is_invited(
    sakuragawa: Enterprise, owner: User, now: dt.datetime
) -> None:
    membership = members.add(sakuragawa, somebody(), by=owner, now=now)
    assert (membership.role, membership.from_date) == ("member", day_of(now))
    assert not membership.user.is_active
    invitation = Invitation.objects.get()
    assert (invitation.user, invitation.invited_by) == (membership.user, owner)
    mail = OutboxMessage.objects.get()
    assert (mail.address, mail.kind, mail.language) == ("yamada@example.test", "invitation", "en")
    assert "Sakuragawa Bearings" in mail.subject


def test_one_event_on_the_requesters_history_without_names(
    sakuragawa: Enterprise, owner: User, now: dt.datetime
) -> None:
    membership = members.add(sakuragawa, somebody(), by=owner, now=now)
    event = Event.objects.get()
    assert (event.stream, event.kind, event.by) == (sakuragawa.stream, "member_added", owner)
    assert event.facts == {
        "person": str(membership.user_id),
        "role": "member",
        "until_date": None,
    }


def test_somebody_who_has_an_account_is_told_not_invited(
    sakuragawa: Enterprise, owner: User, stranger: User, now: dt.datetime
) -> None:
    membership = members.add(sakuragawa, somebody(stranger.email.upper()), by=owner, now=now)
    assert membership.user == stranger
    assert not Invitation.objects.exists()
    told = OutboxMessage.objects.filter(recipient=stranger, kind="membership_given")
    assert told.count() == 2
    stranger.refresh_from_db()
    assert stranger.name == "Katrin Vogt"


def test_who_adds_cannot_tell_whether_an_account_existed(
    sakuragawa: Enterprise, owner: User, stranger: User, now: dt.datetime
) -> None:
    known = members.add(sakuragawa, somebody(stranger.email), by=owner, now=now)
    unknown = members.add(sakuragawa, somebody(), by=owner, now=now)
    facts = [event.facts.keys() for event in Event.objects.of(sakuragawa.stream)]
    assert facts[0] == facts[1]
    assert (known.role, known.from_date) == (unknown.role, unknown.from_date)


def test_staff_who_register_add_members_too(
    sakuragawa: Enterprise, li_min: User, now: dt.datetime
) -> None:
    membership = members.add(sakuragawa, somebody(), by=li_min, now=now)
    assert membership.enterprise == sakuragawa


@pytest.mark.parametrize(
    "visitor", ["member", "agent", "stranger", "consul", "shenyang_concierge", "leader", "liaison"]
)
def test_nobody_else_adds_changes_or_ends(
    visitor: str,
    sakuragawa: Enterprise,
    owner: User,
    request: pytest.FixtureRequest,
    now: dt.datetime,
) -> None:
    by = request.getfixturevalue(visitor)
    kept = Membership.objects.get(user=owner)
    for deed in (
        lambda: members.add(sakuragawa, somebody(), by=by, now=now),
        lambda: members.change_role(kept, MEMBER, by=by, now=now),
        lambda: members.end(kept, by=by, now=now),
    ):
        assert refusal(deed)[0] is Because.ROLE
    assert not Event.objects.exists()


def test_an_agent_has_a_last_day_and_none_in_the_past(
    sakuragawa: Enterprise, owner: User, now: dt.datetime
) -> None:
    yesterday = day_of(now) - dt.timedelta(days=1)
    for until in (None, yesterday):
        wrong = somebody(part=Part(RequesterRole.AGENT, until))
        deed = partial(members.add, sakuragawa, wrong, by=owner, now=now)
        assert field_of(deed) == "until_date"
    part = Part(RequesterRole.AGENT, day_of(now))
    membership = members.add(sakuragawa, somebody(part=part), by=owner, now=now)
    assert membership.until_date == day_of(now)


def test_an_agents_word_counts_until_the_last_day(
    sakuragawa: Enterprise, owner: User, stranger: User, now: dt.datetime
) -> None:
    last = day_of(now) + dt.timedelta(days=3)
    part = Part(RequesterRole.AGENT, last)
    members.add(sakuragawa, somebody(stranger.email, part), by=owner, now=now)
    speaks = [
        sakuragawa.pk in {m.enterprise_id for m in memberships_of(stranger, last + dt.timedelta(n))}
        for n in (0, 1)
    ]
    assert speaks == [True, False]


def test_the_same_person_twice_is_refused_in_words(
    sakuragawa: Enterprise, owner: User, member: User, now: dt.datetime
) -> None:
    deed = refusal(lambda: members.add(sakuragawa, somebody(member.email), by=owner, now=now))
    assert deed == (Because.STATE, "one_membership_at_a_time")


def test_whoever_was_shut_out_cannot_be_brought_back_by_a_company(
    sakuragawa: Enterprise, owner: User, stranger: User, now: dt.datetime
) -> None:
    people.deactivate(stranger, by=None, now=now)
    deed = refusal(lambda: members.add(sakuragawa, somebody(stranger.email), by=owner, now=now))
    assert deed == (Because.STATE, "deactivated")


def test_a_member_ends_at_once_and_is_told(
    sakuragawa: Enterprise, owner: User, member: User, now: dt.datetime
) -> None:
    ended = members.end(Membership.objects.get(user=member), by=owner, now=now)
    assert ended.ended_at == now
    assert memberships_of(ended.user, day_of(now)) == ()
    assert Event.objects.get().kind == "member_ended"
    assert OutboxMessage.objects.filter(recipient=member, kind="membership_ended").exists()
    again = refusal(lambda: members.end(ended, by=owner, now=now))
    assert again == (Because.STATE, "ended")


def test_a_role_is_changed_once(
    sakuragawa: Enterprise, owner: User, member: User, now: dt.datetime
) -> None:
    membership = Membership.objects.get(user=member)
    promoted = members.change_role(membership, Part(RequesterRole.OWNER), by=owner, now=now)
    assert promoted.role == RequesterRole.OWNER
    again = refusal(
        lambda: members.change_role(membership, Part(RequesterRole.OWNER), by=owner, now=now)
    )
    assert again == (Because.STATE, "unchanged")


def test_the_last_owner_cannot_leave_but_staff_may_end_them(
    sakuragawa: Enterprise, owner: User, li_min: User, now: dt.datetime
) -> None:
    last = Membership.objects.get(user=owner)
    for deed in (
        lambda: members.end(last, by=owner, now=now),
        lambda: members.change_role(last, MEMBER, by=owner, now=now),
    ):
        assert refusal(deed) == (Because.STATE, "last_owner")
    assert members.end(last, by=li_min, now=now).ended_at == now


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays(
    sakuragawa: Enterprise, owner: User, person: Invite, now: dt.datetime
) -> None:
    other = person("Mori Ken", "森健")
    members.add(sakuragawa, somebody(other.email, Part(RequesterRole.OWNER)), by=owner, now=now)
    mine, theirs = (Membership.objects.get(user=one) for one in (owner, other))
    said = at_once(
        lambda: members.end(mine, by=owner, now=now),
        lambda: members.end(theirs, by=other, now=now),
    )
    assert said == [DONE, "last_owner"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_person_at_once_one_does(
    sakuragawa: Enterprise, owner: User, li_min: User, now: dt.datetime
) -> None:
    said = at_once(
        lambda: members.add(sakuragawa, somebody(), by=owner, now=now),
        lambda: members.add(sakuragawa, somebody(), by=li_min, now=now),
    )
    assert said == [DONE, "one_membership_at_a_time"]
    assert Invitation.objects.count() == 1
