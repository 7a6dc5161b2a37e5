"""All open work of somebody who leaves goes to others at once, and comes back."""

import datetime as dt
from functools import partial

import pytest

from accounts.models import Absence, Grant, Office
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.stage import Stage, again, events
from tests.conftest import Invite
from tickets.access import hand_overs as access
from tickets.access.successors import lines_back, lines_of_plan, seal_of
from tickets.actions import assignments, hand_overs, recusals
from tickets.errors import Because, Refused
from tickets.models import Clock, Event, HandOver, Named, OutboxMessage, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.hand_overs import Plan, Way
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
TO_DEPUTY = Plan(Way.DEPUTY, "年假")


def _sealed(stage: Stage, plan: Plan, by: str = "li_min", giver: str = "li_min") -> str:
    person, reader = stage.cast[giver], stage.cast[by]
    tickets = list(access.work_of(person, reader, stage.now).order_by("pk"))
    return seal_of(lines_of_plan(person, tickets, plan, stage.now))


def _begin(
    stage: Stage, plan: Plan = TO_DEPUTY, by: str = "li_min", giver: str = "li_min"
) -> HandOver:
    seen = _sealed(stage, plan, by, giver)
    now = stage.later()
    return hand_overs.begin(stage.cast[giver], plan, seen, by=stage.cast[by], now=now)


def _hand_over(stage: Stage, plan: Plan = TO_DEPUTY, by: str = "li_min") -> HandOver:
    begun = _begin(stage, plan, by)
    while hand_overs.carry_on(by=None, now=stage.now):
        pass
    begun.refresh_from_db()
    return begun


def _back(stage: Stage, was: HandOver, by: str = "li_min") -> HandOver:
    seen = seal_of(lines_back(was, stage.now))
    given = hand_overs.give_back(was, seen, by=stage.cast[by], now=stage.later())
    hand_overs.carry_on(by=None, now=stage.now)
    return given


def _how_often(ticket: Ticket, kind: str) -> int:
    return [event.kind for event in events(ticket)].count(kind)


def _kept(hand_over: HandOver) -> dict[str, str]:
    kept = hand_over.lines.filter(outcome="kept").select_related("ticket")
    return {line.ticket.number: line.kept for line in kept}


def test_all_open_work_goes_to_the_deputy_with_one_event_for_each_and_one_for_all(
    stage: Stage,
) -> None:
    held, asked = stage.ticket_in(State.HANDLING), stage.ticket_in(State.SUPPLEMENT)
    closed = stage.ticket_in(State.CLOSED)
    done = _hand_over(stage)
    assert [again(one).assignee for one in (held, asked, closed)] == [
        *[stage.deputy] * 2,
        stage.li_min,
    ]
    assert [_how_often(one, "handed_over") for one in (held, asked, closed)] == [1, 1, 0]
    hop = held.hops.last()
    assert hop
    assert (hop.kind, hop.assignee, hop.signed_at, hop.reason) == (
        "handed_over", stage.deputy, None, "年假",
    )  # fmt: skip
    assert [str(one["code"]) for one in hop.reasons] == ["deputy_of_enterprise"]
    [event] = Event.objects.of(stage.li_min.stream)
    assert (event.kind, event.facts["tickets"], event.facts["kept"]) == ("work_handed_over", 2, 0)
    assert done.finished_at == stage.now


def test_an_absence_names_the_deputy_before_the_enterprise_does(
    stage: Stage, officer: Invite, dalian: Office
) -> None:
    third = officer("Lin Shu", "林舒", Role.CONCIERGE, dalian)
    ticket = stage.ticket_in(State.HANDLING)
    soon, later = stage.now + dt.timedelta(days=1), stage.now + dt.timedelta(days=9)
    Absence.objects.create(user=stage.li_min, deputy=third, starts_at=soon, ends_at=later)
    _hand_over(stage)
    assert again(ticket).assignee == third


def test_a_transfer_without_its_receipt_goes_too(stage: Stage) -> None:
    ticket = stage.ticket_in(State.TRANSFERRED)
    _hand_over(stage)
    assert again(ticket).assignee == stage.deputy


def test_clocks_do_not_jump(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    facts = ("name", "started_at", "due_at", "stopped_at", "light", "generation")
    before = list(Clock.objects.filter(ticket=ticket).order_by("pk").values(*facts))
    due = again(ticket).next_due_at
    _hand_over(stage)
    assert list(Clock.objects.filter(ticket=ticket).order_by("pk").values(*facts)) == before
    assert again(ticket).next_due_at == due


def test_requesters_hear_who_has_it_and_the_deputy_hears_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    stage.ticket_in(State.HANDLING)
    OutboxMessage.objects.all().delete()
    stage.member.language = "en"
    stage.member.save()
    _hand_over(stage)
    told = OutboxMessage.objects.filter(channel="in_app")
    theirs = told.filter(kind="ticket_handed_over", ticket=ticket)
    assert {one.recipient for one in theirs} == {stage.member}
    assert "Zhou Kai" in theirs.get().subject
    [received] = told.filter(kind="work_received")
    assert received.recipient == stage.deputy
    assert "2" in received.subject
    assert not told.filter(kind="work_handed_over").exists()  # they did it themselves


def test_a_lead_hands_over_for_a_colleague_who_is_told(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    _hand_over(stage, Plan(Way.COLLEAGUE, "离职", stage.deputy.pk), by="dalian_lead")
    assert again(ticket).assignee == stage.deputy
    assert OutboxMessage.objects.filter(kind="work_handed_over", recipient=stage.li_min).exists()


@pytest.mark.parametrize("by", ["deputy", "callback_officer", "supervisor", "owner"])
def test_nobody_hands_over_for_another_who_does_not_plan_the_staffing(
    stage: Stage, by: str
) -> None:
    stage.ticket_in(State.HANDLING)
    with pytest.raises(Refused) as refused:
        _begin(stage, by=by)
    assert refused.value.because is Because.ROLE
    assert not HandOver.objects.exists()


def test_another_offices_lead_finds_nothing_to_move(stage: Stage) -> None:
    stage.ticket_in(State.HANDLING)
    with pytest.raises(Refused) as refused:
        _begin(stage, by="province_lead")
    assert refused.value.code == "nothing_to_move"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(Way.DEPUTY, " "), "reason"),
        (Plan(Way.COLLEAGUE, "年假"), "receiver"),
        (Plan(Way.BACK, "年假"), "way"),
    ],
)
def test_a_plan_is_whole(stage: Stage, plan: Plan, field: str) -> None:
    with pytest.raises(Refused) as refused:
        hand_overs.begin(stage.li_min, plan, "", by=stage.li_min, now=stage.now)
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)


def test_what_cannot_go_stays_and_says_why(stage: Stage, dalian: Office) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    secret = stage.ticket_in(State.HANDLING)
    Ticket.objects.filter(pk=secret.pk).update(confidentiality="secret")
    done = _hand_over(stage)
    assert _kept(done) == {secret.number: "not_named"}
    assert again(ticket).assignee == stage.deputy
    assert again(secret).assignee == stage.li_min


def test_a_secret_goes_to_whoever_is_named_on_it(stage: Stage) -> None:
    secret = stage.ticket_in(State.HANDLING)
    Ticket.objects.filter(pk=secret.pk).update(confidentiality="secret")
    Named.objects.create(
        ticket=secret, user=stage.deputy, named_at=stage.now, named_by=stage.li_min
    )
    was = _hand_over(stage)
    assert again(secret).assignee == stage.deputy
    OutboxMessage.objects.all().delete()
    _back(stage, was)
    assert again(secret).assignee == stage.li_min
    assert all(secret.title not in one.text for one in OutboxMessage.objects.all())


def test_conflict_of_interest_absence_and_another_office_keep_a_ticket(
    stage: Stage, shenyang: Office
) -> None:
    stage.ticket_in(State.HANDLING)
    for name, kept in (("shenyang_concierge", "not_there"), ("deputy", "")):
        plan = Plan(Way.COLLEAGUE, "年假", stage.cast[name].pk)
        tickets = list(access.work_of(stage.li_min, stage.li_min, stage.now))
        [line] = lines_of_plan(stage.li_min, tickets, plan, stage.now)
        assert (line.kept or "") == kept
    recusals.declare(stage.deputy, stage.enterprise, "亲属", by=stage.deputy, now=stage.now)
    [line] = lines_of_plan(stage.li_min, tickets, TO_DEPUTY, stage.now)
    assert line.kept == "recused"
    away = {"starts_at": stage.now, "ends_at": stage.now + dt.timedelta(days=3)}
    Absence.objects.create(user=stage.deputy, **away)
    [line] = lines_of_plan(stage.li_min, tickets, TO_DEPUTY, stage.now)
    assert line.kept == "away"


def test_capacity_is_respected_but_not_for_an_emergency(stage: Stage) -> None:
    tickets = [stage.ticket_in(State.HANDLING) for _each in range(3)]
    Ticket.objects.filter(pk=tickets[2].pk).update(urgency="emergency")
    Grant.objects.filter(user=stage.deputy).update(capacity=1)
    done = _hand_over(stage)
    assert list(_kept(done).values()) == ["full"]
    assert again(tickets[2]).assignee == stage.deputy


def test_the_rules_give_each_ticket_to_whoever_has_least_and_say_why(
    stage: Stage, dalian: Office, officer: Invite
) -> None:
    third = officer("Lin Shu", "林舒", Role.CONCIERGE, dalian)
    tickets = [stage.ticket_in(State.HANDLING) for _each in range(4)]
    stage.enterprise.deputy = None
    stage.enterprise.save()
    _hand_over(stage, Plan(Way.RULES, "离职"))
    got = [again(one).assignee for one in tickets]
    assert stage.li_min not in got
    assert {got.count(stage.deputy), got.count(third)} == {2}
    hop = tickets[0].hops.get(kind="handed_over")
    assert {one["code"] for one in hop.reasons} & {"least_load", "first_of_equals"}
    assert tickets[0].office == dalian


def test_the_rules_find_nobody_where_all_are_recused_or_a_secret_has_no_other_name(
    stage: Stage,
) -> None:
    first, second = (stage.ticket_in(State.HANDLING) for _each in range(2))
    Ticket.objects.filter(pk=first.pk).update(confidentiality="secret")
    done = _hand_over(stage, Plan(Way.RULES, "离职"))
    assert _kept(done) == {first.number: "nobody"}
    assert again(second).assignee == stage.deputy


def test_repeating_moves_nothing_twice(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    seen = _sealed(stage, TO_DEPUTY)
    hand_overs.begin(stage.li_min, TO_DEPUTY, seen, by=stage.li_min, now=stage.later())
    with pytest.raises(Refused) as refused:
        hand_overs.begin(stage.li_min, TO_DEPUTY, seen, by=stage.li_min, now=stage.later())
    assert refused.value.because is Because.STATE
    for _twice in range(2):
        hand_overs.carry_on(by=None, now=stage.later())
    assert ticket.hops.filter(kind="handed_over").count() == 1
    with pytest.raises(Refused) as refused:
        hand_overs.begin(stage.li_min, TO_DEPUTY, seen, by=stage.li_min, now=stage.later())
    assert refused.value.code == "nothing_to_move"


def test_what_was_shown_and_is_different_by_now_is_not_confirmed(stage: Stage) -> None:
    stage.ticket_in(State.HANDLING)
    seen = _sealed(stage, TO_DEPUTY)
    stage.ticket_in(State.HANDLING)
    with pytest.raises(Refused) as refused:
        hand_overs.begin(stage.li_min, TO_DEPUTY, seen, by=stage.li_min, now=stage.later())
    assert refused.value.because is Because.STALE


def test_whoever_was_faster_wins_and_is_listed(stage: Stage, dalian: Office) -> None:
    first, second = (stage.ticket_in(State.HANDLING) for _each in range(2))
    begun = _begin(stage)
    stage.do(first, "assign", "dalian_lead", stage.give_to_deputy(dalian))
    stage.play(second, ("withdraw", "member", None))
    hand_overs.carry_on(by=None, now=stage.later())
    assert _kept(begun) == {first.number: "gone", second.number: "ended"}
    assert first.hops.filter(kind="handed_over").count() == 0


def test_a_long_hand_over_that_is_cut_off_goes_on_where_it_stood(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [stage.ticket_in(State.HANDLING) for _each in range(3)]
    begun = _begin(stage)
    monkeypatch.setattr(hand_overs, "AT_ONCE", 1)
    assert hand_overs.carry_on(by=None, now=stage.later()) == 1
    assert HandOver.objects.under_way().get() == begun
    assert begun.lines.waiting().count() == 2
    while hand_overs.carry_on(by=None, now=stage.later()):
        pass
    begun.refresh_from_db()
    assert begun.finished_at
    assert {again(one).assignee for one in tickets} == {stage.deputy}
    assert OutboxMessage.objects.filter(kind="work_received", channel="in_app").count() == 1


def test_what_breaks_on_one_ticket_stops_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (stage.ticket_in(State.HANDLING) for _each in range(2))
    begun = _begin(stage)
    really = hand_overs._move

    def breaks(line: object, ticket: Ticket, now: dt.datetime) -> object:
        if ticket.pk == first.pk:
            raise RuntimeError("disk full")
        return really(line, ticket, now)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(hand_overs, "_move", breaks)
    hand_overs.carry_on(by=None, now=stage.later())
    assert _kept(begun) == {first.number: "failed"}
    assert [again(one).assignee for one in (first, second)] == [stage.li_min, stage.deputy]
    assert not first.hops.filter(kind="handed_over").exists()


def test_the_same_comes_back_but_for_what_ended_or_was_moved_since(
    stage: Stage, dalian: Office
) -> None:
    same, moved, ended, own = (stage.ticket_in(State.HANDLING) for _each in range(4))
    was = _hand_over(stage)
    give = Assignment(stage.li_min.pk, dalian.pk, "仍由李敏办")
    stage.do(again(moved), "assign", "dalian_lead", give)
    stage.play(again(ended), ("withdraw", "member", None))
    stage.do(again(own), "assign", "dalian_lead", give)
    stage.do(again(own), "assign", "dalian_lead", stage.give_to_deputy(dalian))
    given = _back(stage, was)
    assert [line.ticket for line in given.lines.all()] == [same]
    assert again(same).assignee == stage.li_min
    assert again(own).assignee == stage.deputy  # somebody gave it to the deputy since
    hop = same.hops.last()
    assert hop
    assert hop.kind == "given_back"
    assert [_how_often(same, kind) for kind in ("handed_over", "given_back")] == [1, 1]


def test_it_is_given_back_once_and_by_whom_it_concerns(stage: Stage) -> None:
    stage.ticket_in(State.HANDLING)
    was = _hand_over(stage)
    for by in ("deputy", "province_lead"):
        with pytest.raises(Refused) as refused:
            _back(stage, was, by=by)
        assert refused.value.because is Because.ROLE
    given = _back(stage, was, by="dalian_lead")
    with pytest.raises(Refused):
        _back(stage, was)
    with pytest.raises(Refused):
        _back(stage, given)


def test_whoever_got_it_signs_for_all_at_once(stage: Stage) -> None:
    tickets = [stage.ticket_in(State.HANDLING) for _each in range(2)]
    done = _hand_over(stage)
    assert hand_overs.sign_all(done, by=stage.deputy, now=stage.later()) == 2
    assert all(one.hops.get(kind="handed_over").signed_at == stage.now for one in tickets)
    for name in ("deputy", "li_min"):
        with pytest.raises(Refused):
            hand_overs.sign_all(done, by=stage.cast[name], now=stage.later())


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_move_it_once(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    seen = _sealed(stage, TO_DEPUTY)
    lead = _sealed(stage, TO_DEPUTY, by="dalian_lead")
    assert seen == lead
    now = stage.later()
    confirm = partial(hand_overs.begin, stage.li_min, TO_DEPUTY, seen, now=now)
    came = at_once(partial(confirm, by=stage.li_min), partial(confirm, by=stage.dalian_lead))
    assert came == [DONE, "one_hand_over_under_way_of_a_person"]
    at_once(*[partial(hand_overs.carry_on, by=None, now=now)] * 3)
    assert ticket.hops.filter(kind="handed_over").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hand_over_raced_with_an_assignment_leaves_one_assignee(
    stage: Stage, dalian: Office, officer: Invite
) -> None:
    third = officer("Lin Shu", "林舒", Role.CONCIERGE, dalian)
    ticket = stage.ticket_in(State.HANDLING)
    begun = _begin(stage)
    give = Assignment(third.pk, dalian.pk, "熟悉海关")
    now = stage.later()
    came = at_once(
        partial(hand_overs.carry_on, by=None, now=now),
        partial(assignments.assign, ticket, give, by=stage.dalian_lead, now=now),
    )
    kinds = list(ticket.hops.values_list("kind", flat=True))
    if came == [DONE, DONE]:
        assert _kept(begun) == {ticket.number: "gone"}
        assert again(ticket).assignee == third
    else:
        assert came == ["changed_meanwhile", DONE]
        assert again(ticket).assignee == stage.deputy
    assert len({"handed_over", "assigned"} & set(kinds)) == 1
