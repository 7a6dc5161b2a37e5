"""Routing rules: drafted alone, published whole, cited by what they routed, one at a time."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Office, User
from accounts.roles import Role
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import Stage
from tickets.access import routing_rules as access
from tickets.actions import routing_rules
from tickets.errors import Because
from tickets.models import Event, Hop, RoutingDraft, RoutingRules, Ticket
from tickets.rules import routing_drafts as drafts
from tickets.rules.days import day_of
from tickets.rules.routing_rules import SHIPPED, Goal, Rule, Rules
from tickets.rules.traces import read_back

pytestmark = pytest.mark.django_db
CUSTOMS = Rule(Goal.PROVINCE, categories=("T11",), nationalities=("JP",))
add = partial(drafts.added, rule=CUSTOMS)
Begin = Callable[[User], RoutingDraft]


@pytest.fixture
def begin(stage: Stage) -> Begin:
    """A draft of the newest version, with the rule for customs added."""

    def make(by: User) -> RoutingDraft:
        draft = routing_rules.begin(access.versions()[0], by=by, now=stage.now)
        return routing_rules.change(draft, add, by=by, now=stage.now)

    return make


def _published(stage: Stage, draft: RoutingDraft, by: str = "dispatcher") -> RoutingRules:
    today = day_of(stage.now)
    return routing_rules.publish(draft, today, "试行", by=stage.cast[by], now=stage.now)


def _hop(ticket: Ticket) -> Hop:
    return ticket.hops.select_related("rules").get()


def test_what_is_shipped_is_version_one_and_is_cited(stage: Stage) -> None:
    first = RoutingRules.objects.get()
    assert (first.version, first.in_order, first.published_by) == (1, SHIPPED, None)
    hop = _hop(stage.file())
    assert hop.rules == first
    assert [read_back(one).code for one in hop.trace["tried"]] == [
        *("not_tracks", "not_categories", "not_is_key", "not_several_cities", "not_tracks"),
        "fits",
    ]
    told = [read_back(one) for one in hop.trace["candidates"]]
    assert sorted(one.code for one in told) == ["not_needed", "taken"]
    assert hop.trace["facts"]["nationality"] == "JP"


def test_published_rules_route_the_next_ticket_and_not_the_last(
    stage: Stage, begin: Begin, province: Office
) -> None:
    before = stage.file()
    draft = begin(stage.dispatcher)
    assert stage.file().office != province, "a draft routes nothing"
    made = _published(stage, draft)
    after = stage.file()
    assert (after.office, _hop(after).rules) == (province, made)
    assert _hop(before).rules == RoutingRules.objects.get(version=1)
    reason = read_back(_hop(after).reasons[2])
    assert (reason.code, reason.about["rule"]) == ("by_rule", 6)


def test_one_event_tells_of_it_and_the_draft_is_gone(stage: Stage, begin: Begin) -> None:
    made = _published(stage, begin(stage.dispatcher))
    event = Event.objects.get(stream=routing_rules.STREAM)
    assert (event.kind, event.by) == ("routing_rules_published", stage.dispatcher)
    assert (event.facts["version"], event.facts["reason"]) == (2, "试行")
    assert event.facts["after"] == made.rules
    assert len(event.facts["before"]) == len(SHIPPED)
    assert access.draft_of(stage.dispatcher) is None


def test_rules_count_from_their_day_on_and_a_newer_version_outranks_them(
    stage: Stage, begin: Begin, province: Office
) -> None:
    tomorrow = day_of(stage.now) + dt.timedelta(days=1)
    draft = begin(stage.dispatcher)
    routing_rules.publish(draft, tomorrow, "明日起", by=stage.dispatcher, now=stage.now)
    assert stage.file().office != province
    stage.later(24 * 60)
    assert stage.file().office == province


def test_the_way_back_is_an_earlier_version_published_again(
    stage: Stage, begin: Begin, province: Office
) -> None:
    _published(stage, begin(stage.dispatcher))
    first = access.version(1)
    back = routing_rules.begin(first, by=stage.dispatcher, now=stage.now)
    made = _published(stage, back)
    assert (made.version, made.in_order) == (3, SHIPPED)
    assert stage.file().office != province


def test_the_policy_editor_may_publish_too(stage: Stage, begin: Begin, policy_editor: User) -> None:
    draft = begin(policy_editor)
    today = day_of(stage.now)
    made = routing_rules.publish(draft, today, "试行", by=policy_editor, now=stage.now)
    assert made.published_by == policy_editor


@pytest.mark.parametrize("who", ["dalian_dispatcher", "li_min", "province_lead", "leader", "owner"])
def test_nobody_else_drafts(stage: Stage, who: str) -> None:
    first = access.version(1)
    denied = (Because.ROLE, "edit_routing")
    begin = partial(routing_rules.begin, first, by=stage.cast[who], now=stage.now)
    assert refusal(begin) == denied


def test_a_draft_is_its_authors_alone(stage: Stage, begin: Begin, policy_editor: User) -> None:
    draft = begin(stage.dispatcher)
    unseen = (Because.UNSEEN, "no_such_draft")
    change = partial(routing_rules.change, draft, add, by=policy_editor, now=stage.now)
    throw = partial(routing_rules.discard, draft, by=policy_editor, now=stage.now)
    assert refusal(change) == unseen
    assert refusal(throw) == unseen
    assert access.draft_of(policy_editor) is None


def test_one_draft_at_a_time_and_it_can_be_thrown_away(stage: Stage, begin: Begin) -> None:
    draft = begin(stage.dispatcher)
    assert refusal(lambda: begin(stage.dispatcher)) == (Because.STATE, "draft_begun")
    routing_rules.discard(draft, by=stage.dispatcher, now=stage.now)
    begin(stage.dispatcher)


def test_two_windows_do_not_mix(stage: Stage, begin: Begin) -> None:
    draft = begin(stage.dispatcher)
    other = access.draft_for(stage.dispatcher)
    remove: Callable[[Rules], Rules] = partial(drafts.removed, number=6)
    routing_rules.change(draft, remove, by=stage.dispatcher, now=stage.now)
    late = partial(routing_rules.change, other, remove, by=stage.dispatcher, now=stage.now)
    assert refusal(late) == (Because.STALE, "changed_meanwhile")
    assert access.draft_for(stage.dispatcher).in_order == SHIPPED


def test_rules_that_cannot_work_are_refused_and_nothing_is_kept(stage: Stage, begin: Begin) -> None:
    draft = begin(stage.dispatcher)
    nowhere = Rule(Goal.OFFICE, uuid.uuid4(), nationalities=("DE",))

    def change() -> object:
        edit = partial(drafts.added, rule=nowhere)
        return routing_rules.change(draft, edit, by=stage.dispatcher, now=stage.now)

    assert refusal(change) == (Because.MISSING, "no_office")
    assert field_of(change) == "office"
    assert access.draft_for(stage.dispatcher).in_order == add(SHIPPED)


def test_a_draft_that_an_office_left_can_be_mended_but_not_published(
    stage: Stage, begin: Begin, shenyang: Office
) -> None:
    draft = begin(stage.dispatcher)
    there = partial(drafts.added, rule=Rule(Goal.OFFICE, shenyang.pk, nationalities=("DE",)))
    draft = routing_rules.change(draft, there, by=stage.dispatcher, now=stage.now)
    Office.objects.filter(pk=shenyang.pk).update(is_active=False)
    assert refusal(lambda: _published(stage, draft)) == (Because.MISSING, "no_office")
    mend = partial(drafts.removed, number=7)
    draft = routing_rules.change(draft, mend, by=stage.dispatcher, now=stage.now)
    assert _published(stage, draft).version == 2


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(-1, "试行", "valid_from"), (0, " ", "reason")]
)
def test_a_reason_and_a_day_to_come_are_asked(
    stage: Stage, begin: Begin, days: int, reason: str, field: str
) -> None:
    draft = begin(stage.dispatcher)
    day = day_of(stage.now) + dt.timedelta(days=days)

    def publish() -> object:
        return routing_rules.publish(draft, day, reason, by=stage.dispatcher, now=stage.now)

    assert refusal(publish)[0] is Because.MISSING
    assert field_of(publish) == field
    assert not Event.objects.filter(stream=routing_rules.STREAM).exists()


def test_who_was_overtaken_keeps_the_draft_and_may_follow(
    stage: Stage, begin: Begin, policy_editor: User
) -> None:
    mine, theirs = begin(stage.dispatcher), begin(policy_editor)
    today = day_of(stage.now)
    routing_rules.publish(theirs, today, "先行", by=policy_editor, now=stage.now)
    assert refusal(lambda: _published(stage, mine)) == (Because.STALE, "changed_meanwhile")
    kept = access.draft_for(stage.dispatcher)
    assert kept.in_order == mine.in_order
    kept = routing_rules.follow(kept, by=stage.dispatcher, now=stage.now)
    assert _published(stage, kept).version == 3


def test_a_second_press_publishes_nothing(stage: Stage, begin: Begin) -> None:
    draft = begin(stage.dispatcher)
    _published(stage, draft)
    again = (Because.UNSEEN, "no_such_draft")
    assert refusal(lambda: _published(stage, draft)) == again
    assert Event.objects.filter(stream=routing_rules.STREAM).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_publishes(
    stage: Stage, begin: Begin, officer: Callable[..., User], province: Office
) -> None:
    other = officer("Ning Hai", "宁海", Role.DISPATCHER, province)
    stage.cast["other"] = other
    mine, theirs = begin(stage.dispatcher), begin(other)
    deeds = [partial(_published, stage, mine), partial(_published, stage, theirs, "other")]
    assert at_once(*deeds) == ["changed_meanwhile", DONE]
    assert RoutingRules.objects.count() == 2
    assert RoutingDraft.objects.count() == 1
