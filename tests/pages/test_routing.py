"""The dispatcher's rules at the desk: written, ordered, tried on past tickets, published."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Enterprise, User
from tests.actions.refusals import refusal
from tickets.access import routing_rules as access
from tickets.actions import filing
from tickets.errors import Because
from tickets.models import Event, RoutingDraft, RoutingRules, Ticket
from tickets.reports import dry_runs
from tickets.rules.classification import Nature
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.filing import Filing
from tickets.rules.routing_rules import SHIPPED, Goal, Rule

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stopped_clock", "handbook", "province", "dalian", "shenyang"),
]
Enter = Callable[[User], Client]
DRAFT, NEW, TRY = (
    "/desk/routing/draft/",
    "/desk/routing/draft/rule/",
    "/desk/routing/draft/dry-run/",
)
VISAS = {"categories": ["T01"], "nationalities": ["JP"], "goal": "province", "edits": "0"}
TODAY = {"valid_from": "2026-11-18", "reason": "集中办理邀请函"}


@pytest.fixture
def at_work(dispatcher: User, signed_in: Enter) -> Client:
    """The dispatcher's browser, in English, with a draft begun."""
    User.objects.filter(pk=dispatcher.pk).update(language="en")
    browser = signed_in(dispatcher)
    assert browser.post("/desk/routing/").status_code == 302
    return browser


def _said(answer: object) -> str:
    text: str = answer.content.decode()  # type: ignore[attr-defined]  # of the test client
    return re.sub(r"\s+", " ", text)


def _draft() -> RoutingDraft:
    return RoutingDraft.objects.get()


def test_the_rules_in_force_are_read_as_sentences(dispatcher: User, signed_in: Enter) -> None:
    shown = _said(signed_in(dispatcher).get("/desk/routing/"))
    assert "办理轨道为外国机构" in shown
    assert "办理轨道为投诉，且被投诉机关层级为国家级或省级或市级" in shown
    assert "其他全部诉求" in shown
    User.objects.filter(pk=dispatcher.pk).update(language="en")
    shown = _said(signed_in(dispatcher).get("/desk/routing/1/"))
    assert "the track is Institution" in shown
    assert "it is a key enterprise of the province" in shown


def test_a_citys_dispatcher_reads_and_does_not_write(
    dalian_dispatcher: User, signed_in: Enter
) -> None:
    browser = signed_in(dalian_dispatcher)
    shown = browser.get("/desk/routing/")
    assert shown.status_code == 200
    assert "修改规则" not in _said(shown)
    assert browser.post("/desk/routing/").status_code == 403
    assert browser.get(DRAFT).status_code == 403
    assert not RoutingDraft.objects.exists()


def test_a_rule_is_added_changed_moved_and_removed(at_work: Client) -> None:
    done = at_work.post(NEW, VISAS)
    assert done.headers["Location"] == f"{DRAFT}#rule-6"
    visas = Rule(Goal.PROVINCE, categories=("T01",), nationalities=("JP",))
    assert _draft().in_order == (*SHIPPED[:-1], visas, SHIPPED[-1])
    shown = _said(at_work.get(DRAFT))
    assert "the category is T01" in shown
    assert ", and the investor comes from Japan" in shown
    up = at_work.post(DRAFT, {"up": "1", "number": "6", "edits": "1"})
    assert up.headers["Location"] == f"{DRAFT}#rule-5"
    assert _draft().in_order[4] == visas
    form = at_work.get(f"{NEW}5/").context["form"]
    assert form.initial["categories"] == ["T01"]
    at_work.post(f"{NEW}5/", {**VISAS, "nationalities": ["KR"], "edits": "2"})
    assert _draft().in_order[4].nationalities == ("KR",)
    at_work.post(DRAFT, {"remove": "1", "number": "5", "edits": "3"})
    assert _draft().in_order == SHIPPED


def test_a_rule_that_cannot_work_is_refused_at_its_field_and_the_typed_stays(
    at_work: Client,
) -> None:
    shown = at_work.post(NEW, {**VISAS, "goal": "office", "office": ""})
    assert shown.status_code == 422
    assert "Choose an office that works" in str(shown.context["form"].errors["office"])
    assert shown.context["form"]["categories"].value() == ["T01"]
    shadowed = at_work.post(NEW, {**VISAS, "categories": ["T07"]})
    assert shadowed.status_code == 422
    assert "rule 2 takes all that fits it" in _said(shadowed)
    needed = at_work.post(DRAFT, {"remove": "1", "number": "1", "edits": "0"})
    assert needed.status_code == 422
    assert "What foreign institutions file is handled at the province only." in _said(needed)
    assert _draft().in_order == SHIPPED


def test_another_window_is_told_and_the_last_rule_stays_last(at_work: Client) -> None:
    at_work.post(NEW, VISAS)
    late = at_work.post(DRAFT, {"up": "1", "number": "6", "edits": "0"})
    assert late.status_code == 412
    assert "another window" in _said(late)
    again = at_work.post(DRAFT, {"down": "1", "number": "6", "edits": "1"})
    assert again.status_code == 409
    written = at_work.post(f"{NEW}3/", {**VISAS, "edits": "0"})
    assert written.status_code == 412
    assert 'name="edits" value="0"' in _said(written), "nobody overwrites what they have not seen"


def test_a_dry_run_shows_who_would_go_elsewhere_and_publishing_does_it(
    at_work: Client, filed: Ticket, dispatcher: User
) -> None:
    at_work.post(NEW, VISAS)
    shown = at_work.get(TRY, {"last": "1000"})
    said = _said(shown)
    assert "1 of 1 tickets would go to another office" in said
    assert f"/desk/tickets/{filed.number}/" in said
    move, line = shown.context["moves"][0]
    assert (move.before.region, move.after.region) == ("210200", "210000")
    assert (str(move.person_before), move.person_after, line.number) == ("Li Min", None, 6)
    done = at_work.post(TRY, {**TODAY, "edits": "1"}, follow=True)
    assert "Published: version 2 of the routing rules." in _said(done)
    made = RoutingRules.objects.get(version=2)
    assert (made.published_by, made.reason) == (dispatcher, TODAY["reason"])
    assert not RoutingDraft.objects.exists()
    assert "Version 2, in force" in _said(at_work.get("/desk/routing/"))


def test_what_is_missing_is_said_per_field(at_work: Client) -> None:
    shown = at_work.post(TRY, {"valid_from": "2026-11-17", "reason": "试行", "edits": "0"})
    assert shown.status_code == 422
    assert "a day that is over" in str(shown.context["form"].errors["valid_from"])
    shown = at_work.post(TRY, {"valid_from": "", "reason": "", "edits": "0"})
    assert set(shown.context["form"].errors) == {"valid_from", "reason"}


def test_who_was_overtaken_is_told_by_whom_and_keeps_what_was_typed(
    at_work: Client, policy_editor: User, signed_in: Enter
) -> None:
    at_work.post(NEW, VISAS)
    faster = signed_in(policy_editor)
    faster.post("/desk/routing/")
    faster.post(TRY, {**TODAY, "edits": "0"})
    late = at_work.post(TRY, {**TODAY, "edits": "1"})
    assert late.status_code == 412
    said = _said(late)
    assert "Lu Wei published version 2 on 2026-11-18 10:00. Your draft is kept" in said
    assert TODAY["reason"] in said
    assert len(_draft().rules) == len(SHIPPED) + 1
    at_work.post(DRAFT, {"follow": "1", "edits": "1"})
    assert at_work.post(TRY, {**TODAY, "edits": "1"}).status_code == 302
    assert access.newest_version() == 3


def test_a_second_press_finds_nothing_to_publish(at_work: Client) -> None:
    assert at_work.post(TRY, {**TODAY, "edits": "0"}).status_code == 302
    assert at_work.post(TRY, {**TODAY, "edits": "0"}).status_code == 404
    assert Event.objects.filter(kind="routing_rules_published").count() == 1


def test_a_draft_is_thrown_away_and_nobody_elses_is_seen(
    at_work: Client, policy_editor: User, signed_in: Enter
) -> None:
    assert signed_in(policy_editor).get(DRAFT).status_code == 404
    gone = at_work.post(DRAFT, {"discard": "1", "edits": "0"}, follow=True)
    assert "The draft is thrown away." in _said(gone)
    assert at_work.get(DRAFT).status_code == 404


def test_confidential_tickets_and_those_of_others_count_but_are_not_listed(
    at_work: Client, filed: Ticket, policy_editor: User, dispatcher: User
) -> None:
    at_work.post(NEW, VISAS)
    rules, now = _draft().in_order, filed.submitted_at
    blind = dry_runs.of_rules(rules, 100, policy_editor, now=now)
    assert (blind.count, len(blind.moved), blind.unseen) == (1, 1, 1)
    Ticket.objects.filter(pk=filed.pk).update(confidentiality=Confidentiality.SECRET)
    run = dry_runs.of_rules(rules, 100, dispatcher, now=now)
    assert (len(run.moved), run.seen) == (1, [])
    said = _said(at_work.get(TRY))
    assert filed.number not in said
    assert "1 of them is not listed" in said


@pytest.mark.parametrize("count", [10, 60])
def test_a_dry_run_asks_as_much_of_many_tickets_as_of_few(
    at_work: Client,
    owner: User,
    sakuragawa: Enterprise,
    stopped_clock: time_machine.Traveller,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    at_work.post(NEW, VISAS)
    asked = Filing("邀请函", "邀请工程师。", Nature.ASSISTANCE, "T01")
    draft = filing.begin(sakuragawa, by=owner, now=sakuragawa.registered_at)
    first = filing.submit(draft, asked, by=owner, now=sakuragawa.registered_at)
    for number in range(count - 1):
        first.pk, first.number = None, f"{number:012}"
        first._state.adding = True
        Ticket.objects.bulk_create([Ticket(**_facts(first, number))])
    with django_assert_max_num_queries(12):
        shown = at_work.get(TRY)
    assert len(shown.context["run"].moved) == count


def _facts(ticket: Ticket, number: int) -> dict[str, object]:
    kept = {field.attname: getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields}
    del kept["id"]
    return {**kept, "number": f"{number:012}"}


def test_the_trace_of_a_ticket_tells_every_rule_and_person(
    filed: Ticket, li_min: User, signed_in: Enter
) -> None:
    browser = signed_in(li_min)
    said = _said(browser.get(f"/desk/tickets/{filed.number}/routing/"))
    assert "第1条不适用：办理轨道不同" in said
    assert "第6条适用" in said
    assert "李敏：由其承办" in said
    assert "周恺：无需接手，已有更优先的人选" in said
    assert f"/desk/tickets/{filed.number}/routing/" in _said(
        browser.get(f"/desk/tickets/{filed.number}/")
    )
    User.objects.filter(pk=li_min.pk).update(language="en")
    said = _said(signed_in(li_min).get(f"/desk/tickets/{filed.number}/routing/"))
    assert "rule 2 does not fit: another category" in said
    assert "Zhou Kai was not needed: somebody came first" in said


def test_a_hand_over_from_before_traces_tells_its_reasons(
    filed: Ticket, li_min: User, signed_in: Enter
) -> None:
    filed.hops.update(trace={}, rules=None)
    said = _said(signed_in(li_min).get(f"/desk/tickets/{filed.number}/routing/"))
    assert "注册地在此" in said
    assert "第1条" not in said


def test_unknown_versions_are_not_there(dispatcher: User, signed_in: Enter) -> None:
    assert signed_in(dispatcher).get("/desk/routing/99/").status_code == 404
    assert refusal(lambda: access.version(99))[0] is Because.UNSEEN
