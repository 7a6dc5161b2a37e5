"""Nobody rules for both sides, an interest bars what is not one's own, and secrets stay outside."""

import pytest

from tests.actions.stage import WRITTEN
from tickets.errors import Refused
from tickets.rules import lifecycle
from tickets.rules.carried import Reason
from tickets.rules.messages import Writing
from tickets.rules.standings import Standing
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName

RULINGS = (StepName.APPROVE, StepName.SEND_BACK, StepName.CALLBACK)


@pytest.mark.parametrize("name", RULINGS)
def test_who_speaks_for_the_requester_rules_on_no_ending(name: StepName) -> None:
    assert Standing.REQUESTER in STEPS[name].never_by


@pytest.mark.parametrize("name", [StepName.ASSIGN, StepName.NOTE, StepName.LOG_CONTACT])
def test_an_interest_bars_also_whoever_speaks_for_the_enterprise(
    name: StepName,
) -> None:
    both = {Standing.REQUESTER, Standing.RECUSED, Standing.LEAD_OF_HOLDER, Standing.READER}
    objection = lifecycle._wrong_person(STEPS[name], None, both)  # type: ignore[arg-type]  # no fact is asked
    assert objection
    assert objection.code == "recused"


def test_what_is_the_requesters_own_to_do_stays_theirs() -> None:
    both = {Standing.REQUESTER, Standing.RECUSED}
    step = STEPS[StepName.WITHDRAW]
    assert lifecycle._wrong_person(step, None, both) is None  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("carried", [Writing("附件为机密★10年"), Reason("见秘密 ★ 文件")])
def test_no_text_of_any_deed_bears_the_mark_of_a_state_secret(carried: Writing | Reason) -> None:
    with pytest.raises(Refused) as refused:
        carried.validate()
    assert refused.value.code == "state_secret"
    WRITTEN.validate()
