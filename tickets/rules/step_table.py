"""The step table itself: one row per permitted step (DOMAIN §3). What follows: lifecycle.

A handler can never end a ticket alone: every step that leads out of work is the requester's, or
bars the assignee.
"""

from django.utils.translation import pgettext_lazy

from tickets.rules import guards
from tickets.rules.assignments import Assignment
from tickets.rules.carried import Reason
from tickets.rules.classification import Classification
from tickets.rules.clocks import Clock
from tickets.rules.confidentiality_table import CONFIDENTIALITY
from tickets.rules.confirmations import Callback, Confirmation
from tickets.rules.doers import (
    ASSIGNEE,
    CALLERS,
    DISPATCHERS,
    LEAD,
    NEITHER_SIDE,
    NOT_THE_HANDLER,
    REQUESTER,
    REVIEWERS,
    RULERS,
    SUPERVISORS,
)
from tickets.rules.endings import ON_ENDING, Closing, Receipt, Refusal, Termination, Transfer
from tickets.rules.filing import Filing
from tickets.rules.messages import Contact, Rendering, Writing
from tickets.rules.overlay_table import OVERLAYS
from tickets.rules.serving import Service
from tickets.rules.standings import Standing
from tickets.rules.states import ENDED, OPEN, UNDER_WAY, State
from tickets.rules.steps import Act, By, Move, Step, StepName, Where
from tickets.rules.supplements import SupplementRequest, Supply

AFTER_RULING = frozenset(
    {State.REPLIED, State.CLOSED, State.REFUSED, State.TRANSFERRED, State.TERMINATED}
)
RATED = frozenset(OPEN - {State.SUBMITTED}) | {State.CLOSED}

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

ROWS = (
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
            Move(Act.STOP, Clock.RATING_FOLLOWUP),
            Move(Act.START, Clock.WRITTEN_RESULT),
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
        clocks=(Move(Act.STOP, Clock.CALLBACK), Move(Act.STOP, Clock.WRITTEN_RESULT)),
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
        clocks=(
            Move(Act.STOP, Clock.CALLBACK),
            Move(Act.VOID, Clock.WRITTEN_RESULT, State.HANDLING),
            *_WORK,
        ),
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
        clocks=(Move(Act.VOID, Clock.CALLBACK), Move(Act.VOID, Clock.WRITTEN_RESULT), *_WORK),
    ),
    Step(
        StepName.WITHDRAW,
        pgettext_lazy("step", "Withdraw"),
        OPEN,
        State.WITHDRAWN,
        (REQUESTER,),
        never_by=NOT_THE_HANDLER,
        clocks=(Move(Act.VOID, Clock.WRITTEN_RESULT),),
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
        StepName.TRANSLATE,
        pgettext_lazy("step", "Add a translation"),
        OPEN | ENDED,
        Where.SAME,
        (By(Standing.READER),),
        carries=(Rendering,),
    ),
    Step(
        StepName.LOG_CONTACT,
        pgettext_lazy("step", "Log a contact"),
        OPEN,
        Where.SAME,
        (ASSIGNEE, By(Standing.CONCIERGE_OF_HOLDER), LEAD, *CALLERS),
        carries=(Contact,),
    ),
    Step(
        StepName.RECORD_SERVICE,
        pgettext_lazy("step", "Record the service"),
        AFTER_RULING,
        Where.SAME,
        (ASSIGNEE, LEAD),
        guards=(guards.NOT_SERVED,),
        carries=(Service,),
        clocks=(Move(Act.STOP, Clock.WRITTEN_RESULT),),
    ),
    Step(
        StepName.FOLLOW_UP,
        pgettext_lazy("step", "Log the call about the rating"),
        RATED,
        Where.SAME,
        (*SUPERVISORS, *CALLERS),
        never_by=NEITHER_SIDE,
        guards=(guards.RATING_TO_CALL_ABOUT,),
        carries=(Contact,),
    ),
    Step(
        StepName.RECORD_NO_FAULT,
        pgettext_lazy("step", "Record that nobody is at fault"),
        RATED,
        Where.SAME,
        SUPERVISORS,
        never_by=NEITHER_SIDE,
        guards=(guards.RATING_CALLED_ABOUT,),
        carries=(Reason,),
        clocks=(Move(Act.STOP, Clock.RATING_FOLLOWUP),),
    ),
    *OVERLAYS,
    *CONFIDENTIALITY,
)
STEPS: dict[StepName, Step] = {step.name: step for step in ROWS}
