"""Every cell of state × step × standing, against a table written from the handbook by hand."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tickets.errors import Because, Refused
from tickets.rules.carried import Reason
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.confirmations import Callback
from tickets.rules.diagram import mermaid
from tickets.rules.endings import EndingKind, Solved
from tickets.rules.lifecycle import (
    check,
    effects_of,
    permitted,
    possible_targets,
    target_state,
)
from tickets.rules.standings import WORDS, Facts, Standing
from tickets.rules.states import ENDED, OPEN, State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import Act, Step, StepName

NOW = dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC)
OPEN_STATES = "submitted supplement returning handling reviewing replied"
WHILE_TIED_STATES = "submitted supplement handling"
WHO_TIES = "assignee lead_of_holder dispatcher_of_holder dispatcher_of_parent"
HOLDERS = ("concierge", "lead", "dispatcher", "callback", "supervisor")
WHO_TAGS = " ".join(("assignee", "intake", *(f"{role}_of_holder" for role in HOLDERS)))
ALL_STATES = f"{OPEN_STATES} closed refused transferred terminated withdrawn"
SECRET = Confidentiality.SECRET
IN_WORK_STATES = "handling supplement returning reviewing"
RATED_STATES = "supplement returning handling reviewing replied closed"


@dataclass(frozen=True)
class Row:
    """One step as the handbook says it; `holding` are the facts under which its guards hold."""

    sources: str
    target: str
    who: str
    holding: dict[str, Any]

    def allows(self, state: State, standing: Standing | None) -> bool:
        """Whether the handbook lets this standing do the step in this state."""
        return state.value in self.sources.split() and standing in self.who.split()


def _row(sources: str, target: str, who: str, **holding: Any) -> Row:
    return Row(sources, target, who, holding)


# Written from DOMAIN §3 line by line. `=` is the same state, `<` the one it came from.
HANDBOOK: dict[str, Row] = {
    "submit": _row("draft", "submitted", "requester intake"),
    "claim": _row("submitted", "=", "concierge_of_holder", has_assignee=False),
    "assign": _row(
        "submitted supplement handling reviewing replied",
        "=",
        "lead_of_holder dispatcher_of_holder dispatcher_of_parent",
    ),
    "sign": _row(OPEN_STATES, "=", "assignee", is_signed=False),
    "classify": _row(
        "submitted handling", "=", "assignee dispatcher_of_holder dispatcher_of_parent"
    ),
    "accept": _row("submitted", "handling", "assignee"),
    "ask_supplement": _row("submitted handling", "supplement", "assignee"),
    "supply": _row("supplement", "<", "requester"),
    "resume": _row("supplement", "<", "assignee"),
    "return": _row("submitted handling", "returning", "assignee"),
    "redispatch": _row("returning", "<", "dispatcher_of_parent"),
    "uphold": _row("returning", "<", "dispatcher_of_parent"),
    "propose": _row("submitted handling", "reviewing", "assignee"),
    "send_back": _row("reviewing", "<", "lead_of_holder"),
    "approve": _row("reviewing", "replied", "lead_of_holder", ending=EndingKind.REPLY),
    "record_receipt": _row("transferred", "=", "assignee"),
    "confirm": _row("replied", "closed", "requester"),
    "callback": _row("replied", "closed", "callback_of_holder"),
    "reopen": _row("replied closed", "handling", "requester"),
    "withdraw": _row(OPEN_STATES, "withdrawn", "requester"),
    "write": _row(OPEN_STATES, "=", "requester assignee lead_of_holder"),
    "note": _row(ALL_STATES, "=", "reader"),
    "translate": _row(ALL_STATES, "=", "reader"),
    "log_contact": _row(
        OPEN_STATES, "=", "assignee concierge_of_holder lead_of_holder callback_of_holder"
    ),
    "record_service": _row(
        "replied closed refused transferred terminated", "=", "assignee lead_of_holder"
    ),
    "follow_up": _row(
        RATED_STATES,
        "=",
        "supervisor_of_holder supervisor_of_parent callback_of_holder",
        has_bad_rating=True,
    ),
    "ask_extension": _row(
        "handling supplement", "=", "assignee", handling_due_at=NOW + dt.timedelta(days=1)
    ),
    "grant_extension": _row(IN_WORK_STATES, "=", "lead_of_holder", extension="waiting"),
    "refuse_extension": _row(IN_WORK_STATES, "=", "lead_of_holder", extension="waiting"),
    "ask_suspension": _row("handling", "=", "assignee"),
    "grant_suspension": _row(IN_WORK_STATES, "=", "lead_of_holder", suspension_waits=True),
    "refuse_suspension": _row(IN_WORK_STATES, "=", "lead_of_holder", suspension_waits=True),
    "lift_suspension": _row(
        IN_WORK_STATES,
        "=",
        "assignee lead_of_holder",
        suspended_until=NOW + dt.timedelta(days=1),
    ),
    "ask_assist": _row("handling", "=", "assignee"),
    "answer_assist": _row(IN_WORK_STATES, "=", "liaison", open_assists=1),
    "sign_off_assist": _row(IN_WORK_STATES, "=", "assignee", unsigned_answers=1),
    "recall_assist": _row(IN_WORK_STATES, "=", "assignee lead_of_holder", open_assists=1),
    "relate": _row(WHILE_TIED_STATES, "=", WHO_TIES),
    "unrelate": _row(OPEN_STATES, "=", WHO_TIES, is_related=True),
    "tag": _row(ALL_STATES, "=", WHO_TAGS),
    "untag": _row(ALL_STATES, "=", WHO_TAGS, is_tagged=True),
    "link_measure": _row(WHILE_TIED_STATES, "=", WHO_TIES),
    "change_measure": _row(WHILE_TIED_STATES, "=", WHO_TIES, tied_measures=1),
    "unlink_measure": _row(WHILE_TIED_STATES, "=", WHO_TIES, tied_measures=1),
    "mark": _row(ALL_STATES, "=", "assignee lead_of_holder"),
    "name": _row(ALL_STATES, "=", "lead_of_holder", confidentiality=SECRET),
    "unname": _row(ALL_STATES, "=", "lead_of_holder", confidentiality=SECRET),
    "redact": _row(ALL_STATES, "=", "assignee lead_of_holder", confidentiality=SECRET),
    "record_no_fault": _row(
        RATED_STATES,
        "=",
        "supervisor_of_holder supervisor_of_parent",
        has_bad_rating=True,
        is_called_after_rating=True,
    ),
}
BARS_THE_HANDLER = {
    *("follow_up", "record_no_fault"),
    *("grant_extension", "refuse_extension", "grant_suspension", "refuse_suspension"),
    *("redispatch", "uphold", "send_back", "approve"),
    *("confirm", "callback", "withdraw"),
}


def _facts(state: State, **more: Any) -> Facts:
    known = Facts(
        state=state,
        now=NOW,
        ever_accepted=state is not State.SUBMITTED,
        origin_state=State.HANDLING,
    )
    return replace(known, **more)


def _step(name: str) -> Step:
    return STEPS[StepName(name)]


def _refusal(step: Step, facts: Facts, *standings: Standing) -> Refused | None:
    try:
        check(step, facts, standings)
    except Refused as refused:
        return refused
    return None


def test_the_table_has_exactly_the_steps_of_the_handbook() -> None:
    assert {name.value for name in STEPS} == set(HANDBOOK)


@pytest.mark.parametrize("name", HANDBOOK)
def test_every_cell_of_state_and_standing_is_as_the_handbook_says(name: str) -> None:
    step, row = _step(name), HANDBOOK[name]
    wrong = []
    for state in State:
        facts = _facts(state, **row.holding)
        for standing in (None, *Standing):
            refusal = _refusal(step, facts, *([standing] if standing else []))
            listed = step in permitted(facts, [standing] if standing else [])
            if (refusal is None, listed) != (row.allows(state, standing),) * 2:
                wrong.append((state, standing, refusal))
    assert wrong == []


@pytest.mark.parametrize("name", HANDBOOK)
def test_a_refusal_says_first_whether_it_is_the_person_or_the_state(name: str) -> None:
    step, row = _step(name), HANDBOOK[name]
    for state in State:
        for standing in Standing:
            refusal = _refusal(step, _facts(state, **row.holding), standing)
            if refusal is not None:
                wrong_person = standing.value not in row.who.split()
                assert refusal.because is (Because.ROLE if wrong_person else Because.STATE)
                assert str(refusal).strip()


@pytest.mark.parametrize("name", HANDBOOK)
def test_every_step_leads_where_the_handbook_says(name: str) -> None:
    step, row = _step(name), HANDBOOK[name]
    carried = Callback(reached=True, note="said so", solved=Solved.YES)
    for source in (State(value) for value in row.sources.split()):
        facts = _facts(source, **row.holding)
        expected = {"=": source, "<": State.HANDLING}.get(row.target) or State(row.target)
        assert target_state(step, facts, carried) is expected
        assert expected in possible_targets(step, source)
        assert step.moves == (row.target != "=")


@pytest.mark.parametrize("name", ["supply", "resume", "redispatch", "uphold", "send_back"])
def test_a_ticket_goes_back_to_where_it_came_from(name: str) -> None:
    (source,) = _step(name).sources
    for origin in (State.SUBMITTED, State.HANDLING):
        assert target_state(_step(name), _facts(source, origin_state=origin)) is origin
    with pytest.raises(ValueError, match="nothing says"):
        target_state(_step(name), _facts(source, origin_state=None))


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("reply", "replied"),
        ("refuse", "refused"),
        ("transfer", "transferred"),
        ("terminate", "terminated"),
    ],
)
def test_an_approved_ending_leads_to_its_state(ending: str, state: str) -> None:
    facts = _facts(State.REVIEWING, ending=EndingKind(ending))
    assert target_state(_step("approve"), facts) is State(state)
    with pytest.raises(ValueError, match="nothing says"):
        target_state(_step("approve"), _facts(State.REVIEWING))


def test_a_callback_closes_or_sends_back_as_the_requester_says() -> None:
    step, facts = _step("callback"), _facts(State.REPLIED)
    led = {
        solved: target_state(step, facts, Callback(reached=True, note="x", solved=solved))
        for solved in Solved
    }
    assert led == {
        Solved.YES: State.CLOSED,
        Solved.PARTLY: State.CLOSED,
        Solved.NO: State.HANDLING,
    }
    assert target_state(step, facts, Callback(reached=False, note="x")) is State.CLOSED
    with pytest.raises(ValueError, match="nothing says"):
        target_state(step, facts, Reason("x"))


# --- Nobody ends their own work ----------------------------------------------------------------


@pytest.mark.parametrize("name", HANDBOOK)
def test_whoever_has_the_ticket_is_barred_from_deciding_on_it(name: str) -> None:
    step, row = _step(name), HANDBOOK[name]
    facts = _facts(State(row.sources.split()[0]), **row.holding)
    for standing in row.who.split():
        refusal = _refusal(step, facts, Standing(standing), Standing.ASSIGNEE)
        barred = name in BARS_THE_HANDLER
        assert (refusal is not None and refusal.code == "own_work") == barred


@pytest.mark.parametrize("name", ["send_back", "approve", "callback"])
def test_whoever_proposed_the_ending_is_barred_too(name: str) -> None:
    step = _step(name)
    (source,) = step.sources
    refusal = _refusal(step, _facts(source), step.by[0].standing, Standing.PROPOSER)
    assert refusal is not None
    assert (refusal.because, refusal.code) == (Because.ROLE, "own_work")


def test_no_handler_alone_can_bring_a_ticket_to_an_end() -> None:
    for step in STEPS.values():
        for source in step.sources & OPEN:
            if possible_targets(step, source) & (ENDED | {State.REPLIED}) and step.moves:
                assert Standing.ASSIGNEE in step.never_by
                assert Standing.ASSIGNEE not in {by.standing for by in step.by}


# --- Who stands in when nobody nearer is there ---------------------------------------------------


@pytest.mark.parametrize("name", ["send_back", "approve"])
@pytest.mark.parametrize(
    ("standing", "here", "above", "allowed"),
    [
        (Standing.LEAD_OF_PARENT, True, True, False),
        (Standing.LEAD_OF_PARENT, False, True, True),
        (Standing.LEADER_OF_PROVINCE, True, False, False),
        (Standing.LEADER_OF_PROVINCE, False, True, False),
        (Standing.LEADER_OF_PROVINCE, False, False, True),
    ],
)
def test_a_review_goes_up_only_where_no_lead_is_left_below(
    name: str, standing: Standing, *, here: bool, above: bool, allowed: bool
) -> None:
    facts = _facts(State.REVIEWING, other_lead_here=here, other_lead_above=above)
    refusal = _refusal(_step(name), facts, standing)
    assert (refusal is None) == allowed
    assert refusal is None or refusal.because is Because.ROLE


@pytest.mark.parametrize("name", ["redispatch", "uphold"])
def test_the_province_rules_on_its_own_returns_but_not_through_the_assignee(name: str) -> None:
    own = Standing.DISPATCHER_OF_HOLDER
    at_city = _facts(State.RETURNING)
    at_province = replace(at_city, holder_is_province=True)
    assert _refusal(_step(name), at_province, own) is None
    for facts, standings in ((at_city, [own]), (at_province, [own, Standing.ASSIGNEE])):
        refusal = _refusal(_step(name), facts, *standings)
        assert refusal is not None
        assert refusal.because is Because.ROLE


@pytest.mark.parametrize("name", ["callback", "log_contact"])
def test_the_parents_callback_officer_calls_where_the_office_has_none(name: str) -> None:
    above = Standing.CALLBACK_OF_PARENT
    facts = _facts(State.REPLIED, other_callback_here=False)
    assert _refusal(_step(name), facts, above) is None
    refusal = _refusal(_step(name), _facts(State.REPLIED), above)
    assert refusal is not None
    assert (refusal.because, refusal.code) == (Because.ROLE, "callback_here")


# --- What follows from a step --------------------------------------------------------------------


def _moves(name: str) -> set[str]:
    return {
        " ".join(filter(None, (move.act.value, move.clock.value, move.into and move.into.value)))
        for move in _step(name).clocks
    }


_BEGIN_WORK = "start handling handling, start interim handling, start long_run handling"
_FROM_SUPPLEMENT = "stop supplement, start acceptance submitted, go_on handling, go_on interim"
CLOCKS = {
    "submit": "start first_contact, start acceptance",
    "accept": f"stop acceptance, {_BEGIN_WORK}",
    "ask_supplement": "stop first_contact, supersede acceptance, pause handling, pause interim,"
    " start supplement",
    "supply": _FROM_SUPPLEMENT,
    "resume": _FROM_SUPPLEMENT,
    "return": "start return_ruling",
    "redispatch": "stop return_ruling",
    "uphold": "stop return_ruling",
    "propose": "start review",
    "send_back": "stop review",
    "approve": "stop first_contact, stop acceptance, stop handling, stop interim, stop review,"
    " stop rating_followup, start written_result, start callback replied,"
    " start receipt transferred",
    "record_receipt": "stop receipt",
    "confirm": "stop callback, stop written_result",
    "callback": f"stop callback, void written_result handling, {_BEGIN_WORK}",
    "reopen": f"void callback, void written_result, {_BEGIN_WORK}",
    "withdraw": "void written_result",
    "record_service": "stop written_result",
    "record_no_fault": "stop rating_followup",
}


@pytest.mark.parametrize("name", HANDBOOK)
def test_a_step_moves_the_clocks_the_handbook_names(name: str) -> None:
    assert _moves(name) == set(filter(None, CLOCKS.get(name, "").split(", ")))
    assert {move.act for step in STEPS.values() for move in step.clocks} == set(Act)


def test_everything_hanging_on_a_ticket_ends_with_it_unless_it_goes_back_to_work() -> None:
    ending = {step.name.value for step in STEPS.values() if step.effects}
    assert ending == {"approve", "confirm", "callback", "withdraw"}
    for name in ending:
        assert len(effects_of(_step(name), State.CLOSED)) == 6
    assert effects_of(_step("callback"), State.HANDLING) == ()


def test_what_a_step_must_carry_is_known() -> None:
    bare = {step.name.value for step in STEPS.values() if not step.needs_form}
    assert bare == {"claim", "sign", "accept", "approve", "withdraw"}
    assert len(_step("propose").carries) == len(EndingKind)


def test_every_standing_has_words_and_every_button_a_label() -> None:
    assert set(WORDS) == set(Standing)
    assert len({str(step.label) for step in STEPS.values()}) == len(STEPS)


def test_the_diagram_shows_every_step_that_moves_a_ticket() -> None:
    drawn = mermaid()
    for line in (
        "[*] --> submitted: submit",
        "submitted --> handling: accept",
        "supplement --> submitted: supply",
        "reviewing --> refused: approve",
        "replied --> handling: callback",
        "closed --> handling: reopen",
        "terminated --> [*]",
    ):
        assert f"    {line}\n" in drawn
    for step in STEPS.values():
        assert (f": {step.name}\n" in drawn) == step.moves
