"""Marking a ticket as confidential, naming who may know of it, writing what a unit may read."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

import pytest

from accounts.models import Grant, Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import (
    FILING,
    REDACTED,
    SECRET,
    WRITTEN,
    Stage,
    again,
    assist_request,
    events,
)
from tickets.access.confidentiality import could_be_named, leads_of, redaction_of
from tickets.access.tickets import steps_for, tickets_for
from tickets.actions import recusals, steps
from tickets.errors import Because
from tickets.models import Event, Named, OutboxMessage, Redaction, Ticket
from tickets.rules.assignments import Assignment
from tickets.rules.assists import AssistRecall
from tickets.rules.classification import Level, Nature
from tickets.rules.confidentiality import Confidentiality, Marking, Naming
from tickets.rules.filing import Complained
from tickets.rules.notifications import Kind
from tickets.rules.states import State
from tickets.rules.steps import StepName

pytestmark = pytest.mark.django_db
COMPLAINT = replace(
    FILING, nature=Nature.COMPLAINT, complained=Complained("大连市某局", Level.COUNTY)
)
HIDDEN = Marking(Confidentiality.HIDDEN, "担心受到报复")
ORDINARY = Marking(Confidentiality.ORDINARY, "工艺已公开")


@pytest.fixture
def secret(stage: Stage) -> Ticket:
    """A ticket in work that its lead has marked as a commercial secret."""
    ticket = stage.do(stage.ticket_in(State.HANDLING), "write", "li_min", WRITTEN)
    OutboxMessage.objects.all().delete()
    return stage.do(ticket, "mark", "dalian_lead", SECRET)


def seeing(stage: Stage) -> set[str]:
    """Who of the cast knows that there is a ticket."""
    return {name for name, who in stage.cast.items() if tickets_for(who, stage.now).exists()}


def told(kind: Kind) -> set[str]:
    return {str(one.recipient) for one in OutboxMessage.objects.filter(kind=kind)}


def naming(person: User) -> Naming:
    return Naming(person.pk, "参与协调")


def deciding(stage: Stage, ticket: Ticket, among: Collection[str]) -> dict[str, set[str]]:
    """Which of the deeds each of these people is offered."""
    mine = ("mark", "name", "unname", "redact")
    offered = {
        who: {step.name.value for step in steps_for(stage.cast[who], again(ticket), stage.now)}
        for who in among
    }
    return {who: found & set(mine) for who, found in offered.items()}


def test_a_secret_disappears_for_everybody_but_its_assignee_and_the_lead(
    stage: Stage, secret: Ticket
) -> None:
    assert seeing(stage) == {"li_min", "dalian_lead", "member", "owner"}
    event = events(secret)[-1]
    assert event.facts["confidentiality"] == ["ordinary", "secret"]
    assert event.facts["reason"] == SECRET.reason
    assert event.facts["leads_named"] == [str(stage.dalian_lead.pk)]
    assert told(Kind.CONFIDENTIALITY_CHANGED) == {stage.li_min.name}
    notes = OutboxMessage.objects.filter(kind=Kind.CONFIDENTIALITY_CHANGED)
    assert not any(secret.title in note.subject + note.text for note in notes)


def test_the_assignee_may_raise_it_and_only_a_lead_lowers_it(stage: Stage) -> None:
    ticket = stage.do(stage.ticket_in(State.HANDLING), "mark", "li_min", SECRET)
    assert told(Kind.CONFIDENTIALITY_CHANGED) == {stage.dalian_lead.name}
    lower = partial(stage.do, ticket, "mark", "li_min", ORDINARY)
    assert refusal(lower) == (Because.ROLE, "confidential")
    stage.do(ticket, "mark", "dalian_lead", ORDINARY)
    assert "supervisor" in seeing(stage)


def test_only_a_complaint_has_a_complainant_to_hide(stage: Stage) -> None:
    ticket = stage.ticket_in(State.HANDLING)
    assert field_of(partial(stage.do, ticket, "mark", "li_min", HIDDEN)) == "confidentiality"
    complaint = stage.file(COMPLAINT)
    stage.do(complaint, "mark", "li_min", HIDDEN)
    assert {"supervisor", "deputy", "leader"} <= seeing(stage)


def test_whoever_is_named_knows_of_it_and_is_told_until_the_name_goes(
    stage: Stage, secret: Ticket
) -> None:
    stage.do(secret, "name", "dalian_lead", naming(stage.supervisor))
    assert seeing(stage) == {"li_min", "dalian_lead", "supervisor", "member", "owner"}
    assert told(Kind.TICKET_ENTRUSTED) == {stage.supervisor.name}
    row = Named.objects.get(user=stage.supervisor)
    assert (row.reason, row.named_by) == ("参与协调", stage.dalian_lead)
    stage.do(secret, "unname", "dalian_lead", naming(stage.supervisor))
    assert seeing(stage) == {"li_min", "dalian_lead", "member", "owner"}
    note = OutboxMessage.objects.filter(kind=Kind.TICKET_WITHHELD, channel="in_app").get()
    assert (note.recipient, note.link, note.ticket) == (stage.supervisor, "", None)
    assert secret.title not in note.subject + note.text
    assert [event.kind for event in events(secret)][-3:] == ["mark", "name", "unname"]
    assert events(secret)[-1].facts["person"] == str(stage.supervisor.pk)


def test_the_lead_of_the_office_decides_and_nobody_else(stage: Stage, secret: Ticket) -> None:
    for one in (stage.deputy, stage.supervisor, stage.province_lead, stage.leader):
        stage.do(secret, "name", "dalian_lead", naming(one))
    named = ("deputy", "supervisor", "province_lead", "leader", "li_min", "dalian_lead")
    assert deciding(stage, secret, named) == {
        "dalian_lead": {"mark", "name", "unname", "redact"},
        "li_min": {"redact"},
        **{who: set() for who in ("deputy", "supervisor", "province_lead", "leader")},
    }


def test_nobody_is_named_who_does_not_read_for_these_offices(stage: Stage, secret: Ticket) -> None:
    recusals.declare(stage.deputy, stage.enterprise, "亲属任职", by=stage.deputy, now=stage.later())
    could = {grant.user.name for grant in could_be_named(again(secret), stage.now)}
    assert could == {
        stage.cast[name].name
        for name in ("intake_officer", "dalian_dispatcher", "callback_officer", "province_lead",
                     "other_province_lead", "dispatcher", "supervisor", "leader")
    }  # fmt: skip
    for name in ("deputy", "stranger", "liaison", "shenyang_concierge", "member"):
        try_it = partial(stage.do, secret, "name", "dalian_lead", naming(stage.cast[name]))
        assert (name, field_of(try_it)) == (name, "person")


def test_the_last_lead_stays_named(stage: Stage, secret: Ticket, dalian: Office) -> None:
    go = partial(stage.do, secret, "unname", "dalian_lead", naming(stage.dalian_lead))
    assert refusal(go) == (Because.STATE, "last_lead")
    Grant.objects.filter(user=stage.dalian_dispatcher).update(role="lead")
    stage.do(secret, "name", "dalian_lead", naming(stage.dalian_dispatcher))
    go()
    assert "dalian_lead" not in seeing(stage)


def test_where_no_lead_knows_of_it_the_assignee_names_a_lead_and_nobody_else(
    stage: Stage, secret: Ticket
) -> None:
    Named.objects.filter(user=stage.dalian_lead).delete()
    assert deciding(stage, secret, ["li_min"]) == {"li_min": {"name", "redact"}}
    other = partial(stage.do, secret, "name", "li_min", naming(stage.deputy))
    assert field_of(other) == "person"
    stage.do(secret, "name", "li_min", naming(stage.dalian_lead))
    assert "dalian_lead" in seeing(stage)
    assert deciding(stage, secret, ["li_min"]) == {"li_min": {"redact"}}


def test_an_office_without_a_lead_has_the_leads_above_it(stage: Stage) -> None:
    Grant.objects.filter(user=stage.dalian_lead).delete()
    ticket = stage.do(stage.ticket_in(State.HANDLING), "mark", "li_min", SECRET)
    leads = {"province_lead", "other_province_lead"}
    assert {one.name for one in leads_of(ticket, stage.now)} == {
        stage.cast[name].name for name in leads
    }
    assert seeing(stage) == leads | {"li_min", "member", "owner"}
    stage.do(ticket, "name", "province_lead", naming(stage.supervisor))
    stage.do(ticket, "mark", "province_lead", ORDINARY)


def test_the_leads_of_the_next_office_are_named_with_the_hop(
    stage: Stage, secret: Ticket, shenyang: Office, officer: object
) -> None:
    lead = officer("Ning Yuan", "宁远", "lead", shenyang)  # type: ignore[operator]  # the fixture makes people
    stage.cast["shenyang_lead"] = lead
    stage.do(secret, "name", "dalian_lead", naming(stage.dispatcher))
    given = Assignment(stage.shenyang_concierge.pk, shenyang.pk, "货物在沈阳")
    stage.do(secret, "assign", "dispatcher", given)
    assert {"shenyang_lead", "shenyang_concierge"} <= seeing(stage)
    assert "li_min" not in seeing(stage), "who had it is not named"
    assert events(secret)[-1].facts["leads_named"] == [str(lead.pk)]


@pytest.mark.django_db(transaction=True)
def test_of_two_namings_at_once_one_counts(stage: Stage, secret: Ticket) -> None:
    pages, moment = (again(secret), again(secret)), stage.later()
    ended = at_once(
        *(
            partial(steps.take, page, StepName.NAME, naming(one), by=stage.dalian_lead, now=moment)
            for page, one in zip(pages, (stage.deputy, stage.supervisor), strict=True)
        )
    )
    assert ended == ["changed_meanwhile", DONE]
    assert Named.objects.filter(user__in=[stage.deputy, stage.supervisor]).count() == 1


def test_naming_and_unnaming_that_break_off_leave_nothing(
    stage: Stage, secret: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object, **_facts: object) -> None:
        raise RuntimeError

    stage.do(secret, "name", "dalian_lead", naming(stage.deputy))
    names, sent = set(Named.objects.values_list("user")), OutboxMessage.objects.count()
    for deed, who in (("name", stage.supervisor), ("unname", stage.deputy)):
        with monkeypatch.context() as broken:
            broken.setattr(type(Event.objects.all()), "append", breaks)
            broken.setattr(type(Event.objects), "append", breaks)
            with pytest.raises(RuntimeError):
                stage.do(again(secret), deed, "dalian_lead", naming(who))
        assert set(Named.objects.values_list("user")) == names
        assert OutboxMessage.objects.count() == sent
        assert (who.pk in {pk for (pk,) in names}) is (deed == "unname")


# --- What a unit may read ------------------------------------------------------------------------


def test_the_newest_redacted_copy_counts_and_the_others_stay(stage: Stage, secret: Ticket) -> None:
    stage.do(secret, "redact", "li_min", REDACTED)
    newer = replace(REDACTED, text="某企业配件已放行，尚待退税。")
    stage.do(secret, "redact", "dalian_lead", newer)
    written = redaction_of(secret)
    assert written
    assert (written.text, written.written_by) == (newer.text, stage.dalian_lead)
    assert Redaction.objects.count() == 2


def test_an_ordinary_ticket_needs_none(stage: Stage) -> None:
    write = partial(stage.do, stage.ticket_in(State.HANDLING), "redact", "li_min", REDACTED)
    assert refusal(write) == (Because.STATE, "ordinary")


@pytest.mark.parametrize(
    "words",
    [
        "樱川轴承的货物",
        "SAKURAGAWA BEARINGS 的货物",
        "桜川軸受の貨物",
        "联系人陈曦",
        "桜川結衣女士",
        "Yui Sakuragawa 女士",
        "信用代码91210200MA0XKRG19W",
        "邮箱 chen.xi@example.test",
        "电话138-1234-5678",
    ],
)
def test_nothing_that_goes_to_a_unit_names_the_requester(stage: Stage, words: str) -> None:
    User.objects.filter(pk=stage.member.pk).update(phone="+86 13812345678")
    ticket = stage.do(stage.file(COMPLAINT), "mark", "li_min", HIDDEN)
    stage.do(ticket, "accept", "li_min")
    asking = partial(stage.do, ticket, "ask_assist", "li_min", assist_request(f"请核对{words}"))
    assert field_of(asking) == "summary"
    stage.do(ticket, "ask_assist", "li_min", assist_request())
    why = AssistRecall(ticket.assists.get().pk, f"{words}已自行解决")
    assert field_of(partial(stage.do, ticket, "recall_assist", "li_min", why)) == "reason"
    for field in ("title", "text"):
        copy = replace(REDACTED, **{field: words})
        assert field_of(partial(stage.do, ticket, "redact", "li_min", copy)) == field
