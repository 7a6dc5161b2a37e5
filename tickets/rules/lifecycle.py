"""The step table: what may happen to a ticket, from where, by whom, carrying what (DOMAIN §3).

One table draws the buttons, the API's allowed steps, the diagram and the tests. A handler can never
end a ticket alone: every step that leads out of work is the requester's, or bars the assignee.
"""

from collections.abc import Collection

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.rules import guards
from tickets.rules.assignments import Assignment
from tickets.rules.carried import Reason
from tickets.rules.classification import Classification
from tickets.rules.clocks import Clock
from tickets.rules.confirmations import Callback, Confirmation
from tickets.rules.endings import (
    ON_ENDING,
    STATE_AFTER,
    Closing,
    Effect,
    EndingKind,
    Receipt,
    Refusal,
    Termination,
    Transfer,
)
from tickets.rules.filing import Filing
from tickets.rules.messages import Contact, Writing
from tickets.rules.standings import WORDS, Facts, Standing
from tickets.rules.states import ENDED, OPEN, UNDER_WAY, State
from tickets.rules.steps import Act, By, Move, Step, StepName, Where
from tickets.rules.supplements import SupplementRequest, Supply

REQUESTER = By(Standing.REQUESTER)
ASSIGNEE = By(Standing.ASSIGNEE)
LEAD = By(Standing.LEAD_OF_HOLDER)
DISPATCHERS = (By(Standing.DISPATCHER_OF_HOLDER), By(Standing.DISPATCHER_OF_PARENT))
REVIEWERS = (
    LEAD,
    By(Standing.LEAD_OF_PARENT, only_if=guards.NO_OTHER_LEAD_HERE),
    By(Standing.LEADER_OF_PROVINCE, only_if=guards.NO_OTHER_LEAD),
)
RULERS = (
    By(Standing.DISPATCHER_OF_PARENT),
    By(Standing.DISPATCHER_OF_HOLDER, only_if=guards.AT_THE_PROVINCE),
)
CALLERS = (
    By(Standing.CALLBACK_OF_HOLDER),
    By(Standing.CALLBACK_OF_PARENT, only_if=guards.NO_OTHER_CALLBACK_HERE),
)
NOT_THE_HANDLER = frozenset({Standing.ASSIGNEE, Standing.PROPOSER})
NEITHER_SIDE = NOT_THE_HANDLER | {Standing.REQUESTER}  # who rules belongs to nobody's side

_FROM_SUPPLEMENT = (
    Move(Act.STOP, Clock.SUPPLEMENT),
    Move(Act.START, Clock.ACCEPTANCE, State.SUBMITTED),
    Move(Act.GO_ON, Clock.HANDLING),
    Move(Act.GO_ON, Clock.INTERIM),
)
_WORK = (
    Move(Act.START, Clock.HANDLING, State.HANDLING),
    Move(Act.START, Clock.INTERIM, State.HANDLING),
    Move(Act.START, Clock.LONG_RUN, State.HANDLING),
)
_STOPPED_BY_APPROVAL = (
    *(Clock.FIRST_CONTACT, Clock.ACCEPTANCE, Clock.HANDLING),
    *(Clock.INTERIM, Clock.REVIEW),
)

_ROWS = (
    Step(
        StepName.SUBMIT,
        pgettext_lazy("step", "Submit"),
        frozenset({State.DRAFT}),
        State.SUBMITTED,
        (REQUESTER, By(Standing.INTAKE)),
        carries=(Filing,),
        clocks=(Move(Act.START, Clock.FIRST_CONTACT), Move(Act.START, Clock.ACCEPTANCE)),
    ),
    Step(
        StepName.CLAIM,
        pgettext_lazy("step", "Claim"),
        frozenset({State.SUBMITTED}),
        Where.SAME,
        (By(Standing.CONCIERGE_OF_HOLDER),),
        guards=(guards.UNASSIGNED,),
    ),
    Step(
        StepName.ASSIGN,
        pgettext_lazy("step", "Assign"),
        OPEN - {State.RETURNING},
        Where.SAME,
        (LEAD, *DISPATCHERS),
        carries=(Assignment,),
    ),
    Step(
        StepName.SIGN,
        pgettext_lazy("step", "Sign for it"),
        OPEN,
        Where.SAME,
        (ASSIGNEE,),
        guards=(guards.UNSIGNED,),
    ),
    Step(
        StepName.CLASSIFY,
        pgettext_lazy("step", "Classify"),
        UNDER_WAY,
        Where.SAME,
        (ASSIGNEE, *DISPATCHERS),
        carries=(Classification,),
    ),
    Step(
        StepName.ACCEPT,
        pgettext_lazy("step", "Accept"),
        frozenset({State.SUBMITTED}),
        State.HANDLING,
        (ASSIGNEE,),
        guards=(guards.MAY_HANDLE,),
        clocks=(Move(Act.STOP, Clock.ACCEPTANCE), *_WORK),
    ),
    Step(
        StepName.ASK_SUPPLEMENT,
        pgettext_lazy("step", "Ask for material"),
        UNDER_WAY,
        State.SUPPLEMENT,
        (ASSIGNEE,),
        guards=(guards.SUPPLEMENT_LEFT,),
        carries=(SupplementRequest,),
        clocks=(
            Move(Act.STOP, Clock.FIRST_CONTACT),
            Move(Act.SUPERSEDE, Clock.ACCEPTANCE),
            Move(Act.PAUSE, Clock.HANDLING),
            Move(Act.PAUSE, Clock.INTERIM),
            Move(Act.START, Clock.SUPPLEMENT),
        ),
    ),
    Step(
        StepName.SUPPLY,
        pgettext_lazy("step", "Send the material"),
        frozenset({State.SUPPLEMENT}),
        Where.ORIGIN,
        (REQUESTER,),
        carries=(Supply,),
        clocks=_FROM_SUPPLEMENT,
    ),
    Step(
        StepName.RESUME,
        pgettext_lazy("step", "Resume without it"),
        frozenset({State.SUPPLEMENT}),
        Where.ORIGIN,
        (ASSIGNEE,),
        carries=(Reason,),
        clocks=_FROM_SUPPLEMENT,
    ),
    Step(
        StepName.RETURN,
        pgettext_lazy("step", "Return"),
        UNDER_WAY,
        State.RETURNING,
        (ASSIGNEE,),
        guards=(guards.NO_RETURN_RULED,),
        carries=(Reason,),
        clocks=(Move(Act.START, Clock.RETURN_RULING),),
    ),
    Step(
        StepName.REDISPATCH,
        pgettext_lazy("step", "Redispatch"),
        frozenset({State.RETURNING}),
        Where.ORIGIN,
        RULERS,
        never_by=frozenset({Standing.ASSIGNEE}),
        carries=(Assignment,),
        clocks=(Move(Act.STOP, Clock.RETURN_RULING),),
    ),
    Step(
        StepName.UPHOLD,
        pgettext_lazy("step", "Leave it where it is"),
        frozenset({State.RETURNING}),
        Where.ORIGIN,
        RULERS,
        never_by=frozenset({Standing.ASSIGNEE}),
        carries=(Reason,),
        clocks=(Move(Act.STOP, Clock.RETURN_RULING),),
    ),
    Step(
        StepName.PROPOSE,
        pgettext_lazy("step", "Propose an ending"),
        UNDER_WAY,
        State.REVIEWING,
        (ASSIGNEE,),
        checks_ending=True,
        carries=(Closing, Refusal, Transfer, Termination),
        clocks=(Move(Act.START, Clock.REVIEW),),
    ),
    Step(
        StepName.SEND_BACK,
        pgettext_lazy("step", "Send back"),
        frozenset({State.REVIEWING}),
        Where.ORIGIN,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        carries=(Reason,),
        clocks=(Move(Act.STOP, Clock.REVIEW),),
    ),
    Step(
        StepName.APPROVE,
        pgettext_lazy("step", "Approve"),
        frozenset({State.REVIEWING}),
        Where.BY_ENDING,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        checks_ending=True,
        clocks=(
            *(Move(Act.STOP, clock) for clock in _STOPPED_BY_APPROVAL),
            Move(Act.START, Clock.CALLBACK, State.REPLIED),
            Move(Act.START, Clock.RECEIPT, State.TRANSFERRED),
        ),
        effects=ON_ENDING,
    ),
    Step(
        StepName.RECORD_RECEIPT,
        pgettext_lazy("step", "Record the receipt"),
        frozenset({State.TRANSFERRED}),
        Where.SAME,
        (ASSIGNEE,),
        guards=(guards.NO_RECEIPT,),
        carries=(Receipt,),
        clocks=(Move(Act.STOP, Clock.RECEIPT),),
    ),
    Step(
        StepName.CONFIRM,
        pgettext_lazy("step", "Confirm"),
        frozenset({State.REPLIED}),
        State.CLOSED,
        (REQUESTER,),
        never_by=NOT_THE_HANDLER,
        carries=(Confirmation,),
        clocks=(Move(Act.STOP, Clock.CALLBACK),),
        effects=ON_ENDING,
    ),
    Step(
        StepName.CALLBACK,
        pgettext_lazy("step", "Record the callback"),
        frozenset({State.REPLIED}),
        Where.BY_CALLBACK,
        CALLERS,
        never_by=NEITHER_SIDE,
        carries=(Callback,),
        clocks=(Move(Act.STOP, Clock.CALLBACK), *_WORK),
        effects=ON_ENDING,
    ),
    Step(
        StepName.REOPEN,
        pgettext_lazy("step", "Reopen"),
        frozenset({State.REPLIED, State.CLOSED}),
        State.HANDLING,
        (REQUESTER,),
        guards=(guards.WITHIN_REOPENING,),
        carries=(Reason,),
        clocks=(Move(Act.VOID, Clock.CALLBACK), *_WORK),
    ),
    Step(
        StepName.WITHDRAW,
        pgettext_lazy("step", "Withdraw"),
        OPEN,
        State.WITHDRAWN,
        (REQUESTER,),
        never_by=NOT_THE_HANDLER,
        effects=ON_ENDING,
    ),
    # Deeds beside the path: they move nothing.
    Step(
        StepName.WRITE,
        pgettext_lazy("step", "Write"),
        OPEN,
        Where.SAME,
        (REQUESTER, ASSIGNEE, LEAD),
        carries=(Writing,),
    ),
    Step(
        StepName.NOTE,
        pgettext_lazy("step", "Add an internal note"),
        OPEN | ENDED,
        Where.SAME,
        (By(Standing.READER),),
        carries=(Writing,),
    ),
    Step(
        StepName.LOG_CONTACT,
        pgettext_lazy("step", "Log a contact"),
        OPEN,
        Where.SAME,
        (ASSIGNEE, By(Standing.CONCIERGE_OF_HOLDER), LEAD, *CALLERS),
        carries=(Contact,),
    ),
)
STEPS: dict[StepName, Step] = {step.name: step for step in _ROWS}


def permitted(facts: Facts, standings: Collection[Standing]) -> list[Step]:
    """The steps this person could do now, in the order of the table."""
    return [step for step in _ROWS if _objection(step, facts, standings) is None]


def check(step: Step, facts: Facts, standings: Collection[Standing]) -> None:
    """Raise Refused(ROLE or STATE), with the reason in words, if the step may not be done."""
    objection = _objection(step, facts, standings)
    if objection is not None:
        raise objection


def target_state(step: Step, facts: Facts, carried: object = None) -> State:
    """The state a permitted step leads to; ValueError where the facts do not say."""
    if isinstance(step.to, State):
        return step.to
    if step.to is Where.BY_CALLBACK and isinstance(carried, Callback):
        return State.HANDLING if carried.sends_back else State.CLOSED
    if step.to is Where.BY_ENDING and facts.ending is not None:
        return STATE_AFTER[facts.ending]
    known = facts.state if step.to is Where.SAME else facts.origin_state
    if known is None or step.to in (Where.BY_CALLBACK, Where.BY_ENDING):
        raise ValueError(f"nothing says where {step.name} leads")
    return known


def effects_of(step: Step, target: State) -> tuple[Effect, ...]:
    """What ends with the ticket: nothing when the step sends it back to work."""
    return () if target in UNDER_WAY else step.effects


def possible_targets(step: Step, source: State) -> frozenset[State]:
    """Every state a step may lead to from a source; for the diagram and the tests."""
    if isinstance(step.to, State):
        return frozenset({step.to})
    return {
        Where.SAME: frozenset({source}),
        Where.ORIGIN: UNDER_WAY,
        Where.BY_ENDING: frozenset(STATE_AFTER[kind] for kind in EndingKind),
        Where.BY_CALLBACK: frozenset({State.CLOSED, State.HANDLING}),
    }[step.to]


def _objection(step: Step, facts: Facts, standings: Collection[Standing]) -> Refused | None:
    return (
        _wrong_person(step, facts, standings) or _wrong_state(step, facts) or _broken(step, facts)
    )


def _wrong_person(step: Step, facts: Facts, standings: Collection[Standing]) -> Refused | None:
    own = Standing.REQUESTER in standings and REQUESTER in step.by
    if Standing.RECUSED in standings and not own:
        recused = _("You have an interest in this enterprise: somebody else takes this step.")
        return Refused(Because.ROLE, "recused", recused)
    if step.never_by & set(standings):
        barred = _("Nobody decides on their own work: this is for somebody else.")
        return Refused(Because.ROLE, "own_work", barred)
    near = [by for by in step.by if by.standing in standings]
    if any(by.only_if is None or by.only_if.holds(facts) for by in near):
        return None
    if near and near[0].only_if:
        return Refused(Because.ROLE, near[0].only_if.code, near[0].only_if.sentence)
    who = pgettext("between names", ", ").join(str(WORDS[by.standing]) for by in step.by)
    sentence = gettext("This is not for you to do. It is for: %(who)s.")
    return Refused(Because.ROLE, "not_yours", sentence % {"who": who})


def _wrong_state(step: Step, facts: Facts) -> Refused | None:
    if facts.state in step.sources:
        return None
    sentence = gettext("This is not possible now: the ticket is “%(state)s”.")
    return Refused(Because.STATE, "wrong_state", sentence % {"state": facts.state.label})


def _broken(step: Step, facts: Facts) -> Refused | None:
    guard = guards.broken_by(step.guards_for(facts), facts)
    return Refused(Because.STATE, guard.code, guard.sentence) if guard else None
