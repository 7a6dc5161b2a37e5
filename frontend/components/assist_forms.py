"""The short forms of assists: asking a unit, signing its answer off, recalling what was asked."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from frontend.components.plain_form import PlainForm
from frontend.components.step_forms import StepForm, text_field
from tickets.access import assists as access
from tickets.models import Assist, Ticket
from tickets.rules.assists import (
    MOST_DAYS,
    AssistAnswer,
    AssistRecall,
    AssistRequest,
    AssistSignOff,
)
from tickets.rules.carried import LONGEST_TEXT

WORDS_SHOWN = 40  # characters of what was asked, beside the unit


class AskAssistForm(StepForm):
    """Which unit, what it is asked, by when."""

    unit = forms.ChoiceField(label=_("Unit asked"))
    summary = text_field(
        _("What the unit is asked"),
        help_text=_("In Chinese, without the requester's name: the unit reads only this."),
    )
    days = forms.IntegerField(
        label=_("Working days to answer"), min_value=1, max_value=MOST_DAYS, required=False
    )

    def fit(self, ticket: Ticket) -> None:
        """The units that can be asked now, and the usual time."""
        now = timezone.now()
        units = [(str(unit.pk), str(unit)) for unit in access.units_to_ask(ticket, now)]
        self.fields["unit"].choices = [("", gettext("Choose a unit")), *units]  # type: ignore[attr-defined]  # a ChoiceField
        days = access.usual_days(ticket, now)
        said = ngettext(
            "Left empty: %(n)s working day, half of what handling has left.",
            "Left empty: %(n)s working days, half of what handling has left.",
            days,
        )
        self.fields["days"].help_text = said % {"n": days}

    def carried(self) -> AssistRequest:
        """The request."""
        given = self.cleaned_data
        return AssistRequest(UUID(given["unit"]), given["summary"], given["days"])


class _OneAssistForm(StepForm):
    """Which of several; the first, or the one whose button was pressed, is chosen beforehand."""

    assist = forms.ChoiceField(label=_("Assist"), widget=forms.RadioSelect)
    offered: Callable[[Ticket], Iterable[Assist]]

    def fit(self, ticket: Ticket) -> None:
        """Those that there are."""
        found = [(str(one.pk), _named(one)) for one in type(self).offered(ticket)]
        self.fields["assist"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        known = {value for value, _name in found}
        first = next((value for value, _name in found), "")
        self.initial["assist"] = self.asked.chosen if self.asked.chosen in known else first


class SignOffAssistForm(_OneAssistForm):
    """Which answer is what was needed."""

    purpose = _("The answer is what was needed; the unit is told.")
    offered = staticmethod(access.answers_to_sign_off)

    def carried(self) -> AssistSignOff:
        """The sign-off."""
        return AssistSignOff(UUID(self.cleaned_data["assist"]))


class RecallAssistForm(_OneAssistForm):
    """Which assist is not needed any more, and why."""

    purpose = _("The unit need not answer any more and is told so.")
    offered = staticmethod(access.open_assists)
    reason = text_field(_("Reason"))

    def carried(self) -> AssistRecall:
        """The recall."""
        return AssistRecall(UUID(self.cleaned_data["assist"]), self.cleaned_data["reason"])


class AnswerForm(PlainForm):
    """What the unit found or did; for its liaison."""

    answer = text_field(_("Answer"), LONGEST_TEXT)

    def answer_to(self, assist: Assist) -> AssistAnswer:
        """The answer; call after is_valid()."""
        return AssistAnswer(assist.pk, self.cleaned_data["answer"])


def _named(assist: Assist) -> str:
    """`大连市税务局 · 请核对11月出口退税进度`."""
    return f"{assist.unit} · {Truncator(assist.summary).chars(WORDS_SHOWN)}"
