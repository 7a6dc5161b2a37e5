"""Publishing promises: new versions, what runs keeps its own, the law is not exceeded."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Office, User
from tests.actions.at_once import DONE, at_once
from tests.actions.refusals import field_of, refusal
from tests.actions.stage import ACCEPT, CLASSIFICATION, Stage
from tickets.actions import promises
from tickets.errors import Because
from tickets.models import Clock, Event, Promise, Ticket
from tickets.rules.classification import Track, Urgency
from tickets.rules.clocks import Clock as Name
from tickets.rules.clocks import Unit
from tickets.rules.promise_drafts import PromiseDraft

pytestmark = pytest.mark.django_db
ORDINARY = PromiseDraft(
    Name.HANDLING, Unit.WORK_DAYS, Decimal(4), "提速", urgency=Urgency.ORDINARY, seen=1
)
COMPLAINT = PromiseDraft(
    Name.ACCEPTANCE, Unit.WORK_DAYS, Decimal(5), "提速", Track.COMPLAINT, seen=1
)


def handling(ticket: Ticket) -> Clock:
    return Clock.objects.select_related("promise").get(ticket=ticket, name=Name.HANDLING)


def test_new_tickets_get_the_new_promise_and_cite_it(stage: Stage, policy_editor: User) -> None:
    before = stage.play(stage.file(), ACCEPT)
    published = promises.publish(ORDINARY, by=policy_editor, now=stage.later())
    after = stage.play(stage.file(), ACCEPT)
    old, new = handling(before), handling(after)
    assert (old.amount, new.amount) == (Decimal(5), Decimal(4))
    assert (new.promise, published.version) == (published, 2)
    assert old.promise
    assert old.promise.replaced_at == published.published_at


def test_classify_takes_the_promise_in_force_then(stage: Stage, policy_editor: User) -> None:
    ticket = stage.play(stage.file(), ACCEPT)
    complex_ = replace(ORDINARY, urgency=Urgency.COMPLEX, amount=Decimal(12))
    promises.publish(complex_, by=policy_editor, now=stage.later())
    stage.do(ticket, "classify", "li_min", CLASSIFICATION)
    assert handling(ticket).amount == Decimal(12)


def test_a_citys_promise_counts_there_only(
    stage: Stage, policy_editor: User, dalian: Office, shenyang: Office
) -> None:
    elsewhere = replace(ORDINARY, office=shenyang.pk, seen=0)
    promises.publish(elsewhere, by=policy_editor, now=stage.now)
    assert handling(stage.play(stage.file(), ACCEPT)).amount == Decimal(5)
    here = replace(ORDINARY, office=dalian.pk, category="T11", amount=Decimal(2), seen=0)
    promises.publish(here, by=policy_editor, now=stage.now)
    assert handling(stage.play(stage.file(), ACCEPT)).amount == Decimal(2)
    assert Promise.objects.in_force().filter(clock=Name.HANDLING).count() == 7


def test_one_event_tells_of_it(stage: Stage, policy_editor: User) -> None:
    promises.publish(ORDINARY, by=policy_editor, now=stage.now)
    event = Event.objects.get(stream=promises.STREAM)
    assert (event.kind, event.by) == ("promise_published", policy_editor)
    told = {name: event.facts[name] for name in ("clock", "urgency", "version", "before", "after")}
    assert told == {
        "clock": "handling",
        "urgency": "ordinary",
        "version": 2,
        "before": "5.00 work_days",
        "after": "4 work_days",
    }


@pytest.mark.parametrize(
    ("draft", "facts", "code"),
    [
        (COMPLAINT, {"amount": Decimal(8)}, "statutory_limit"),
        (COMPLAINT, {"unit": Unit.DAYS}, "statutory_limit"),
        (COMPLAINT, {"clock": Name.HANDLING, "amount": Decimal(61)}, "statutory_limit"),
        (ORDINARY, {"amount": Decimal(0)}, "amount"),
        (ORDINARY, {"amount": Decimal("NaN")}, "amount"),
        (ORDINARY, {"amount": Decimal(99999)}, "amount"),
        (ORDINARY, {"amount": Decimal("2.5")}, "whole_days"),
        (ORDINARY, {"reason": " "}, "missing"),
        (ORDINARY, {"category": "X99"}, "choice"),
        (ORDINARY, {"clock": Name.ASSIST}, "no_such_kind"),
        (ORDINARY, {"urgency": None}, "no_such_kind"),
    ],
)
def test_what_cannot_be_promised_is_refused(
    stage: Stage, policy_editor: User, draft: PromiseDraft, facts: dict[str, Any], code: str
) -> None:
    wrong = replace(draft, **facts)

    def publish() -> object:
        return promises.publish(wrong, by=policy_editor, now=stage.now)

    assert refusal(publish) == (Because.MISSING, code)
    assert not Event.objects.filter(stream=promises.STREAM).exists()


def test_the_law_is_named(stage: Stage, policy_editor: User) -> None:
    long = replace(COMPLAINT, amount=Decimal(8))
    assert field_of(lambda: promises.publish(long, by=policy_editor, now=stage.now)) == "amount"
    promises.publish(COMPLAINT, by=policy_editor, now=stage.now)


@pytest.mark.parametrize("who", ["li_min", "leader", "province_lead", "owner"])
def test_only_a_policy_editor_promises(stage: Stage, who: str) -> None:
    by = getattr(stage, who)
    denied = (Because.ROLE, "edit_policy")
    assert refusal(lambda: promises.publish(ORDINARY, by=by, now=stage.now)) == denied


def test_a_second_press_is_refused(stage: Stage, policy_editor: User) -> None:
    promises.publish(ORDINARY, by=policy_editor, now=stage.now)
    again = refusal(lambda: promises.publish(ORDINARY, by=policy_editor, now=stage.now))
    assert again == (Because.STALE, "published_already")
    other = replace(ORDINARY, reason="另行规定")
    overtaken = refusal(lambda: promises.publish(other, by=policy_editor, now=stage.now))
    assert overtaken == (Because.STALE, "changed_meanwhile")
    assert Promise.objects.in_force().filter(urgency="ordinary").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_promises(stage: Stage, policy_editor: User) -> None:
    def publish() -> object:
        return promises.publish(ORDINARY, by=policy_editor, now=stage.now)

    assert at_once(publish, publish) == [DONE, "published_already"]


def test_without_a_table_the_defaults_hold(stage: Stage, now: dt.datetime) -> None:
    Promise.objects.all().delete()
    clock = handling(stage.play(stage.file(), ACCEPT))
    assert (clock.amount, clock.promise) == (Decimal(5), None)
