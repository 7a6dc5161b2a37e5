"""Tags: kept by the policy editor alone, put on and taken off by the holding office."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import SECRET, Stage, again, events
from tickets.access import tags as access
from tickets.access.tickets import ticket_at_desk
from tickets.actions import steps, tags
from tickets.errors import Because, Refused
from tickets.models import Event, Tag, Tagging, Ticket
from tickets.rules.days import day_of
from tickets.rules.states import State
from tickets.rules.steps import StepName
from tickets.rules.tags import TagChoice, TagWords

pytestmark = pytest.mark.django_db
FAIR = TagWords("秋季交易会", "Autumn trade fair", "在交易会上提出的诉求")
VISIT = TagWords("走访", "Visit")


@pytest.fixture
def fair(stage: Stage) -> Tag:
    """A tag of the list."""
    return tags.add(FAIR, day_of(stage.now), by=stage.policy_editor, now=stage.now)


@pytest.fixture
def visit(stage: Stage) -> Tag:
    """Another."""
    return tags.add(VISIT, day_of(stage.now), by=stage.policy_editor, now=stage.now)


@pytest.fixture
def tagged(stage: Stage, fair: Tag) -> Ticket:
    """A ticket with the first."""
    return stage.do(stage.file(), "tag", "deputy", TagChoice(fair.pk))


def names_on(stage: Stage, ticket: Ticket) -> list[str]:
    return [
        each.name_zh for each in ticket_at_desk(stage.dalian_lead, ticket.number, stage.now).tags
    ]


def deeds(stage: Stage, fair: Tag, visit: Tag, by: str) -> dict[str, Callable[[], object]]:
    """Every deed on the list."""
    today = day_of(stage.now)
    who: Any = {"by": stage.cast[by], "now": stage.now}
    new = TagWords("春季交易会", "Spring fair")
    return {
        "add": lambda: tags.add(new, today, **who),
        "mend": lambda: tags.mend(fair, new, **who),
        "end": lambda: tags.end(fair, today, **who),
        "merge": lambda: tags.merge(fair, visit, **who),
    }


@pytest.mark.parametrize("visitor", ["li_min", "province_lead", "supervisor", "leader", "owner"])
def test_nobody_else_keeps_the_list(visitor: str, stage: Stage, fair: Tag, visit: Tag) -> None:
    before = Event.objects.count()
    for name, deed in deeds(stage, fair, visit, visitor).items():
        assert refusal(deed)[0] is Because.ROLE, name
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["add", "mend", "end", "merge"])
def test_two_at_once_do_it_once(
    name: str, transactional_db: None, stage: Stage, fair: Tag, visit: Tag
) -> None:
    before = Event.objects.count()
    deed = deeds(stage, fair, visit, "policy_editor")[name]
    first, second = at_once(deed, deed)
    assert DONE in {first, second}
    assert {first, second} != {DONE}
    assert Event.objects.count() == before + 1


def test_two_tags_are_not_merged_into_one_another(
    transactional_db: None, stage: Stage, fair: Tag, visit: Tag
) -> None:
    who: Any = {"by": stage.policy_editor, "now": stage.now}
    ended = at_once(lambda: tags.merge(fair, visit, **who), lambda: tags.merge(visit, fair, **who))
    assert sorted(ended) == ["choice", DONE]
    assert Tag.objects.filter(merged_into=None).count() == 1


def test_each_deed_is_told_once_with_what_changed(stage: Stage, fair: Tag, visit: Tag) -> None:
    for deed in list(deeds(stage, fair, visit, "policy_editor").values())[1:]:
        deed()
    told = {event.kind: event.facts for event in Event.objects.of(fair.stream)}
    assert list(told) == ["tag_added", "tag_mended", "tag_ended", "tag_merged"]
    assert told["tag_mended"]["name_zh"] == ["秋季交易会", "春季交易会"]
    assert told["tag_mended"]["letters"] == ["qjjyh", "cjjyh"]
    assert told["tag_merged"]["merged_into"] == ["春季交易会", "走访"]


def test_a_name_is_taken_once_whatever_became_of_it(stage: Stage, fair: Tag, visit: Tag) -> None:
    who: Any = {"by": stage.policy_editor, "now": stage.now}
    tags.merge(fair, visit, **who)
    for words in (TagWords("秋季交易会", "Other"), TagWords("别的", "AUTUMN TRADE FAIR")):
        add = partial(tags.add, words, day_of(stage.now), **who)
        assert refusal(add)[0] is Because.STATE
    same = partial(tags.mend, visit, VISIT, **who)
    assert refusal(same) == (Because.STATE, "unchanged")
    assert refusal(partial(tags.mend, fair, VISIT, **who)) == (Because.STATE, "merged")


def test_days_in_the_past_are_refused(stage: Stage, fair: Tag) -> None:
    who: Any = {"by": stage.policy_editor, "now": stage.now}
    before = day_of(stage.now) - dt.timedelta(days=1)
    assert field_of(partial(tags.add, VISIT, before, **who)) == "valid_from"
    assert field_of(partial(tags.end, fair, before, **who)) == "valid_to"


def test_it_is_put_on_with_who_and_when_and_taken_off_without_a_trace_lost(
    stage: Stage, fair: Tag, tagged: Ticket
) -> None:
    (one,) = access.on_ticket(tagged)
    assert (one.tag, one.tagging.tagged_by, one.tagging.tagged_at) == (
        fair,
        stage.deputy,
        stage.now,
    )
    assert events(tagged)[-1].facts["tag"] == {"zh": "秋季交易会", "en": "Autumn trade fair"}
    with pytest.raises(Refused, match="周恺") as refused:
        stage.do(tagged, "tag", "li_min", TagChoice(fair.pk))
    assert refused.value.code == "tagged_already"
    stage.do(tagged, "untag", "li_min", TagChoice(fair.pk))
    assert names_on(stage, tagged) == []
    assert Tagging.objects.get().removed_by == stage.li_min
    stage.do(tagged, "tag", "li_min", TagChoice(fair.pk))
    assert names_on(stage, tagged) == ["秋季交易会"]


@pytest.mark.parametrize("by", ["supervisor", "province_lead", "shenyang_concierge", "owner"])
def test_only_staff_of_the_holding_office_tags(
    by: str, stage: Stage, fair: Tag, tagged: Ticket
) -> None:
    for step in ("tag", "untag"):
        deed = partial(stage.do, again(tagged), step, by, TagChoice(fair.pk))
        assert refusal(deed)[0] is Because.ROLE


def test_what_ended_was_merged_or_never_was_is_put_on_nothing(
    stage: Stage, fair: Tag, visit: Tag
) -> None:
    who: Any = {"by": stage.policy_editor, "now": stage.now}
    tags.merge(fair, visit, **who)
    ticket = stage.file()
    for key in (fair.pk, visit.pk + 99):
        assert field_of(partial(stage.do, ticket, "tag", "li_min", TagChoice(key))) == "tag"
    tags.end(visit, day_of(stage.now), **who)
    stage.later(24 * 60)
    assert field_of(partial(stage.do, ticket, "tag", "li_min", TagChoice(visit.pk))) == "tag"


def test_a_merged_tag_counts_as_the_other_wherever_it_stands(
    stage: Stage, fair: Tag, visit: Tag, tagged: Ticket
) -> None:
    who: Any = {"by": stage.policy_editor, "now": stage.now}
    stage.do(tagged, "tag", "li_min", TagChoice(visit.pk))
    other = stage.do(stage.file(), "tag", "li_min", TagChoice(fair.pk))
    assert access.uses(fair) == 2
    tags.merge(fair, visit, **who)
    assert (names_on(stage, tagged), names_on(stage, other)) == (["走访"], ["走访"])
    assert (access.uses(visit), access.counts_for(stage.li_min, stage.now)) == (2, {visit.pk: 2})
    third = tags.add(TagWords("春季", "Spring"), day_of(stage.now), **who)
    tags.merge(visit, third, **who)
    assert names_on(stage, other) == ["春季"], "what was merged before goes along"
    stage.do(tagged, "untag", "li_min", TagChoice(third.pk))
    assert names_on(stage, tagged) == []


def test_two_who_put_the_same_tag_on_at_once_put_it_on_once(
    transactional_db: None, stage: Stage, fair: Tag
) -> None:
    ticket, moment = stage.file(), stage.later()
    pages = [again(ticket), again(ticket)]
    ended = at_once(
        *(
            partial(steps.take, page, StepName.TAG, TagChoice(fair.pk), by=by, now=moment)
            for page, by in zip(pages, (stage.li_min, stage.deputy), strict=True)
        )
    )
    assert ended == ["changed_meanwhile", DONE]
    assert Tagging.objects.count() == 1


def test_a_secret_ticket_is_absent_from_a_tag_for_whoever_is_not_named(
    stage: Stage, fair: Tag, tagged: Ticket
) -> None:
    assert access.tickets_tagged(stage.supervisor, fair, stage.now).count() == 1
    stage.do(tagged, "mark", "dalian_lead", SECRET)
    for who, many in ((stage.supervisor, 0), (stage.deputy, 0), (stage.li_min, 1)):
        assert access.tickets_tagged(who, fair, stage.now).count() == many
        assert access.counts_for(who, stage.now) == ({fair.pk: many} if many else {})
    for outside in (stage.owner, stage.shenyang_concierge):
        assert access.tickets_tagged(outside, fair, stage.now).count() == 0


def test_what_is_typed_finds_a_tag_in_either_language_and_by_pinyin(
    stage: Stage, fair: Tag, visit: Tag
) -> None:
    today = day_of(stage.now)
    ticket = ticket_at_desk(stage.li_min, stage.file().number, stage.now)

    def found(typed: str) -> list[str]:
        return [one.name_zh for one in access.to_choose(typed, ticket, today)]

    for typed in ("交易", "trade", "QJJ", "qjjyh", " 秋季 "):
        assert (typed, found(typed)) == (typed, ["秋季交易会"])
    assert found("") == ["秋季交易会", "走访"]
    assert found("jyh") == [], "letters count from the first"
    assert found("没有") == []
    stage.do(ticket, "tag", "li_min", TagChoice(fair.pk))
    on_it = ticket_at_desk(stage.li_min, ticket.number, stage.now)
    assert [one.name_zh for one in access.to_choose("", on_it, today)] == ["走访"]


def test_an_ended_ticket_is_still_tagged(stage: Stage, fair: Tag) -> None:
    ticket = stage.ticket_in(State.WITHDRAWN)
    stage.do(ticket, "tag", "li_min", TagChoice(fair.pk))
    assert names_on(stage, ticket) == ["秋季交易会"]
