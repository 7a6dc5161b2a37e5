"""Guards and endings: each refused with its own reason, each allowed at its very limit."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tickets.errors import Because, Refused
from tickets.rules.classification import Track
from tickets.rules.endings import EndingKind
from tickets.rules.guards import ending_offered, endings_open
from tickets.rules.lifecycle import check, permitted
from tickets.rules.standings import Facts, Standing
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import Step, StepName

NOW = dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC)


def _facts(state: State, **more: Any) -> Facts:
    return replace(Facts(state=state, now=NOW, ever_accepted=state is not State.SUBMITTED), **more)


def _step(name: str) -> Step:
    return STEPS[StepName(name)]


def _refusal(step: Step, facts: Facts, standing: Standing) -> Refused | None:
    try:
        check(step, facts, [standing])
    except Refused as refused:
        return refused
    return None


PAST = NOW - dt.timedelta(seconds=1)
PASSED = {"reopen_until": PAST}


@pytest.mark.parametrize(
    ("name", "state", "breaking", "code"),
    [
        ("claim", "submitted", {"has_assignee": True}, "already_claimed"),
        ("sign", "handling", {"is_signed": True}, "already_signed"),
        ("return", "handling", {"return_ruled": True}, "return_was_ruled"),
        ("ask_supplement", "handling", {"supplements_asked": 3}, "no_supplement_left"),
        ("ask_supplement", "submitted", {"supplements_asked": 1}, "no_supplement_left"),
        ("ask_extension", "supplement", {"handling_due_at": None}, "nothing_to_extend"),
        ("ask_extension", "handling", {"handling_due_at": PAST}, "due_already"),
        ("record_receipt", "transferred", {"has_receipt": True}, "receipt_recorded"),
        ("reopen", "closed", PASSED, "too_late_to_reopen"),
        ("note", "closed", {"is_archived": True}, "archived"),
        ("reopen", "closed", {"is_archived": True}, "archived"),
    ],
)
def test_each_guard_refuses_with_its_own_reason(
    name: str, state: str, breaking: dict[str, Any], code: str
) -> None:
    step = _step(name)
    facts = _facts(State(state), **breaking)
    refusal = _refusal(step, facts, step.by[0].standing)
    assert refusal is not None
    assert (refusal.because, refusal.code) == (Because.STATE, code)
    assert step not in permitted(facts, [step.by[0].standing])


@pytest.mark.parametrize(
    ("name", "state", "holding"),
    [
        ("ask_supplement", "submitted", {"supplements_asked": 0}),
        ("ask_supplement", "handling", {"supplements_asked": 2}),
        ("ask_extension", "handling", {"handling_due_at": NOW}),
        ("reopen", "closed", {"reopen_until": NOW}),
        ("reopen", "replied", {"reopen_until": None}),
    ],
)
def test_at_its_very_limit_a_step_is_still_allowed(
    name: str, state: str, holding: dict[str, Any]
) -> None:
    step = _step(name)
    assert _refusal(step, _facts(State(state), **holding), step.by[0].standing) is None


COMPLAINS_OF_PROVINCE = {"track": "complaint", "province_is_complained_of": True}


@pytest.mark.parametrize(
    ("ending", "breaking", "code"),
    [
        ("reply", {"ever_accepted": False}, "never_accepted"),
        ("reply", {"open_assists": 1}, "open_assists"),
        ("reply", {"open_opinions": 1}, "open_opinions"),
        ("reply", {"unread_requester_messages": 1}, "unread_messages"),
        ("reply", COMPLAINS_OF_PROVINCE, "province_is_complained_of"),
        ("refuse", {"ever_accepted": True}, "was_accepted"),
        ("refuse", COMPLAINS_OF_PROVINCE | {"ever_accepted": False}, "province_is_complained_of"),
        ("terminate", {"ever_accepted": False}, "never_accepted"),
        ("terminate", COMPLAINS_OF_PROVINCE, "province_is_complained_of"),
    ],
)
@pytest.mark.parametrize("name", ["propose", "approve"])
def test_an_ending_is_refused_when_proposed_and_again_when_approved(
    name: str, ending: str, breaking: dict[str, Any], code: str
) -> None:
    known = {key: Track(value) if key == "track" else value for key, value in breaking.items()}
    step = _step(name)
    state = State.HANDLING if name == "propose" else State.REVIEWING
    facts = _facts(state, ending=EndingKind(ending), **known)
    refusal = _refusal(step, facts, step.by[0].standing)
    assert refusal is not None
    assert (refusal.because, refusal.code) == (Because.STATE, code)
    assert EndingKind(ending) not in endings_open(facts)


def test_before_acceptance_a_ticket_is_refused_or_transferred_afterwards_anything_but_refused() -> (
    None
):
    before = _facts(State.SUBMITTED)
    assert endings_open(before) == [EndingKind.REFUSE, EndingKind.TRANSFER]
    after = _facts(State.HANDLING)
    assert endings_open(after) == [EndingKind.REPLY, EndingKind.TRANSFER, EndingKind.TERMINATE]


def test_a_complaint_about_the_province_is_only_reported_up() -> None:
    facts = _facts(State.SUBMITTED, track=Track.COMPLAINT, province_is_complained_of=True)
    assert endings_open(facts) == [EndingKind.TRANSFER]
    assert ending_offered(facts) is EndingKind.TRANSFER
    refusal = _refusal(_step("accept"), facts, Standing.ASSIGNEE)
    assert refusal is not None
    assert refusal.code == "province_is_complained_of"


def test_a_complaint_is_offered_a_transfer_where_the_office_is_no_complaint_agency() -> None:
    facts = _facts(State.HANDLING, track=Track.COMPLAINT)
    assert ending_offered(facts) is None
    assert ending_offered(replace(facts, holder_is_complaint_agency=False)) is EndingKind.TRANSFER
    service = replace(facts, track=Track.SERVICE, holder_is_complaint_agency=False)
    assert ending_offered(service) is None
