"""The short forms for more time: asking, and a lead's ruling on what was asked."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.components.step_forms import ReasonForm, StepForm, text_field
from tickets.access import tickets as access
from tickets.models import Ticket
from tickets.rules import moments, retelling
from tickets.rules.clocks import Unit
from tickets.rules.overlays import LONGEST_GROUND, ExtensionRequest, Grant, SuspensionRequest
from tickets.rules.promises import Promise


class ExtensionForm(StepForm):
    """How much more time, and why."""

    amount = forms.IntegerField(label=_("How much more time"), min_value=1, max_value=999)
    reason = text_field(_("Why more time is needed"))

    def fit(self, ticket: Ticket) -> None:
        """Say in which unit, and how much at most."""
        clock = access.handling_of(ticket)
        if clock is not None:
            said = gettext("In %(unit)s, at most %(most)s. A lead decides; the requester is told.")
            most = f"{clock.amount.normalize():f}"
            self.fields["amount"].help_text = said % {
                "unit": clock.get_unit_display(),
                "most": most,
            }

    def carried(self) -> ExtensionRequest:
        """The request."""
        return ExtensionRequest(self.cleaned_data["amount"], self.cleaned_data["reason"])


class SuspensionForm(StepForm):
    """On which legal ground, up to which day, and why."""

    purpose = _("Handling and interim reports stand still up to the end of the last day.")
    legal_ground = forms.CharField(label=_("Legal ground"), max_length=LONGEST_GROUND)
    until_date = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = text_field(_("Why the ticket cannot go on meanwhile"))

    def carried(self) -> SuspensionRequest:
        """The request."""
        return SuspensionRequest(**self.cleaned_data)


class ExtensionRulingForm(StepForm):
    """What was asked, and a remark if the lead has one."""

    remark = text_field(_("Remark"), required=False)

    def fit(self, ticket: Ticket) -> None:
        """Show what is granted."""
        self.purpose = _extension_asked(ticket)

    def carried(self) -> Grant:
        """The grant."""
        return Grant(self.cleaned_data["remark"])


class SuspensionRulingForm(ExtensionRulingForm):
    """The same for a suspension."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is granted."""
        self.purpose = _suspension_asked(ticket)


class ExtensionRefusalForm(ReasonForm):
    """What was asked, and why not."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is refused."""
        self.purpose = _extension_asked(ticket)


class SuspensionRefusalForm(ReasonForm):
    """The same for a suspension."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is refused."""
        self.purpose = _suspension_asked(ticket)


def _extension_asked(ticket: Ticket) -> str:
    asked, clock = access.extension_asked(ticket), access.handling_of(ticket)
    if asked is None or clock is None:
        return ""
    time = retelling.promised(Promise(Unit(clock.unit), asked.amount))
    said = gettext("%(who)s asks for more time, %(time)s: %(reason)s")
    return said % {"who": asked.asked_by, "time": time, "reason": asked.reason}


def _suspension_asked(ticket: Ticket) -> str:
    asked = access.suspension_asked(ticket)
    if asked is None:
        return ""
    said = gettext("%(who)s asks to suspend it up to %(day)s (%(ground)s): %(reason)s")
    return said % {
        "who": asked.asked_by,
        "day": moments.day(asked.until_date),
        "ground": asked.legal_ground,
        "reason": asked.reason,
    }
