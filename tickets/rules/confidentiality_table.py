"""The rows of the step table about confidentiality: who marks, names, writes the redacted copy."""

from django.utils.translation import pgettext_lazy

from tickets.rules import guards
from tickets.rules.confidentiality import Marking, Naming, RedactedCopy
from tickets.rules.doers import ASSIGNEE, LEAD
from tickets.rules.standings import Standing
from tickets.rules.states import ENDED, OPEN
from tickets.rules.steps import By, Step, StepName, Where

ALWAYS = OPEN | ENDED
LEAD_ABOVE = By(Standing.LEAD_OF_PARENT, only_if=guards.NO_LEAD_KNOWS)

CONFIDENTIALITY = (
    Step(
        StepName.MARK,
        pgettext_lazy("step", "Change the confidentiality"),
        ALWAYS,
        Where.SAME,
        (LEAD, By(Standing.ASSIGNEE, only_if=guards.NOT_CONFIDENTIAL), LEAD_ABOVE),
        carries=(Marking,),
    ),
    Step(
        StepName.NAME,
        pgettext_lazy("step", "Name somebody"),
        ALWAYS,
        Where.SAME,
        (LEAD, By(Standing.ASSIGNEE, only_if=guards.NO_LEAD_KNOWS), LEAD_ABOVE),
        guards=(guards.SECRET,),
        carries=(Naming,),
    ),
    Step(
        StepName.UNNAME,
        pgettext_lazy("step", "Take a name off"),
        ALWAYS,
        Where.SAME,
        (LEAD, LEAD_ABOVE),
        guards=(guards.SECRET,),
        carries=(Naming,),
    ),
    Step(
        StepName.REDACT,
        pgettext_lazy("step", "Write the redacted copy"),
        ALWAYS,
        Where.SAME,
        (ASSIGNEE, LEAD),
        guards=(guards.CONFIDENTIAL,),
        carries=(RedactedCopy,),
    ),
)
