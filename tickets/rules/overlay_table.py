"""The rows of the step table that move no ticket: more time, assists, measures (DOMAIN §3)."""

from django.utils.translation import pgettext_lazy

from tickets.rules import guards
from tickets.rules.assists import AssistAnswer, AssistRecall, AssistRequest, AssistSignOff
from tickets.rules.carried import Reason
from tickets.rules.doers import (
    ASSIGNEE,
    DISPATCHERS,
    LEAD,
    NEITHER_SIDE,
    REVIEWERS,
    STAFF_OF_HOLDER,
)
from tickets.rules.duplicates import Relating, Unrelating
from tickets.rules.measure_links import MeasureRemoval, MeasureTie
from tickets.rules.overlays import ExtensionRequest, Grant, SuspensionRequest
from tickets.rules.standings import Standing
from tickets.rules.states import ENDED, IN_WORK, OPEN, State
from tickets.rules.steps import By, Step, StepName, Where
from tickets.rules.tags import TagChoice

WHO_TIES = (ASSIGNEE, LEAD, *DISPATCHERS)  # at triage and while it is handled
WHILE_TIED = frozenset({State.SUBMITTED, State.SUPPLEMENT, State.HANDLING})
OVERLAYS = (
    Step(
        StepName.ASK_EXTENSION,
        pgettext_lazy("step", "Ask for an extension"),
        frozenset({State.HANDLING, State.SUPPLEMENT}),
        Where.SAME,
        (ASSIGNEE,),
        guards=(guards.HANDLING_RUNS, guards.NOT_DUE_YET, guards.NOT_EXTENDED),
        carries=(ExtensionRequest,),
    ),
    Step(
        StepName.GRANT_EXTENSION,
        pgettext_lazy("step", "Grant the extension"),
        IN_WORK,
        Where.SAME,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        guards=(guards.EXTENSION_WAITS,),
        carries=(Grant,),
    ),
    Step(
        StepName.REFUSE_EXTENSION,
        pgettext_lazy("step", "Refuse the extension"),
        IN_WORK,
        Where.SAME,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        guards=(guards.EXTENSION_WAITS,),
        carries=(Reason,),
    ),
    Step(
        StepName.ASK_SUSPENSION,
        pgettext_lazy("step", "Ask for a suspension"),
        frozenset({State.HANDLING}),
        Where.SAME,
        (ASSIGNEE,),
        guards=(guards.NOT_SUSPENDED,),
        carries=(SuspensionRequest,),
    ),
    Step(
        StepName.GRANT_SUSPENSION,
        pgettext_lazy("step", "Grant the suspension"),
        IN_WORK,
        Where.SAME,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        guards=(guards.SUSPENSION_WAITS,),
        carries=(Grant,),
    ),
    Step(
        StepName.REFUSE_SUSPENSION,
        pgettext_lazy("step", "Refuse the suspension"),
        IN_WORK,
        Where.SAME,
        REVIEWERS,
        never_by=NEITHER_SIDE,
        guards=(guards.SUSPENSION_WAITS,),
        carries=(Reason,),
    ),
    Step(
        StepName.LIFT_SUSPENSION,
        pgettext_lazy("step", "Lift the suspension"),
        IN_WORK,
        Where.SAME,
        (ASSIGNEE, LEAD),
        guards=(guards.SUSPENDED,),
        carries=(Reason,),
    ),
    # Each assist has its own clock: the action moves it, for no row can say which.
    Step(
        StepName.ASK_ASSIST,
        pgettext_lazy("step", "Ask for an assist"),
        frozenset({State.HANDLING}),
        Where.SAME,
        (ASSIGNEE,),
        carries=(AssistRequest,),
    ),
    Step(
        StepName.ANSWER_ASSIST,
        pgettext_lazy("step", "Answer the assist"),
        IN_WORK,
        Where.SAME,
        (By(Standing.LIAISON),),
        guards=(guards.ASSIST_OPEN,),
        carries=(AssistAnswer,),
    ),
    Step(
        StepName.SIGN_OFF_ASSIST,
        pgettext_lazy("step", "Sign off an answer"),
        IN_WORK,
        Where.SAME,
        (ASSIGNEE,),
        guards=(guards.ANSWER_UNSIGNED,),
        carries=(AssistSignOff,),
    ),
    Step(
        StepName.RECALL_ASSIST,
        pgettext_lazy("step", "Recall an assist"),
        IN_WORK,
        Where.SAME,
        (ASSIGNEE, LEAD),
        guards=(guards.ASSIST_OPEN,),
        carries=(AssistRecall,),
    ),
    Step(
        StepName.LINK_MEASURE,
        pgettext_lazy("step", "Link a measure"),
        WHILE_TIED,
        Where.SAME,
        WHO_TIES,
        carries=(MeasureTie,),
    ),
    Step(
        StepName.CHANGE_MEASURE,
        pgettext_lazy("step", "Change the link of a measure"),
        WHILE_TIED,
        Where.SAME,
        WHO_TIES,
        guards=(guards.MEASURE_TIED,),
        carries=(MeasureTie,),
    ),
    Step(
        StepName.UNLINK_MEASURE,
        pgettext_lazy("step", "Remove a measure"),
        WHILE_TIED,
        Where.SAME,
        WHO_TIES,
        guards=(guards.MEASURE_TIED,),
        carries=(MeasureRemoval,),
    ),
    Step(
        StepName.RELATE,
        pgettext_lazy("step", "Link to another request"),
        WHILE_TIED,
        Where.SAME,
        WHO_TIES,
        carries=(Relating,),
    ),
    Step(
        StepName.UNRELATE,
        pgettext_lazy("step", "Undo the link to another request"),
        OPEN,
        Where.SAME,
        WHO_TIES,
        guards=(guards.RELATED,),
        carries=(Unrelating,),
    ),
    Step(
        StepName.TAG,
        pgettext_lazy("step", "Put a tag on"),
        OPEN | ENDED,
        Where.SAME,
        STAFF_OF_HOLDER,
        carries=(TagChoice,),
    ),
    Step(
        StepName.UNTAG,
        pgettext_lazy("step", "Take a tag off"),
        OPEN | ENDED,
        Where.SAME,
        STAFF_OF_HOLDER,
        guards=(guards.TAGGED,),
        carries=(TagChoice,),
    ),
)
