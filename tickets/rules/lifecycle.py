"""What the step table permits: to whom, now, and where it leads (DOMAIN §3).

One table draws the buttons, the API's allowed steps, the diagram and the tests.
"""

from collections.abc import Collection

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused
from tickets.rules import guards
from tickets.rules.confirmations import Callback
from tickets.rules.doers import REQUESTER
from tickets.rules.endings import STATE_AFTER, Effect, EndingKind
from tickets.rules.standings import WORDS, Facts, Standing
from tickets.rules.states import UNDER_WAY, State
from tickets.rules.step_table import ROWS
from tickets.rules.steps import Step, Where


def permitted(facts: Facts, standings: Collection[Standing]) -> list[Step]:
    """The steps this person could do now, in the order of the table."""
    return [step for step in ROWS if _objection(step, facts, standings) is None]


def check(step: Step, facts: Facts, standings: Collection[Standing]) -> None:
    """Raise Refused(ROLE or STATE), with the reason in words, if the step may not be done."""
    objection = _objection(step, facts, standings)
    if objection is not None:
        raise objection


def lost(step: Step, facts: Facts, standings: Collection[Standing]) -> str:
    """Why the ticket's state bars a step that somebody would otherwise take; else empty."""
    objection = _objection(step, facts, standings)
    return str(objection) if objection and objection.because is Because.STATE else ""


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
