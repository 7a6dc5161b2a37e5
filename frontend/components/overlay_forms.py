"""The short forms for more time: asking, and a lead's ruling on what was asked."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.components import more_time
from frontend.components.step_forms import ReasonForm, StepForm, text_field
from tickets.access import tickets as access
from tickets.models import Ticket
from tickets.rules.overlays import LONGEST_GROUND, ExtensionRequest, Grant, SuspensionRequest


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
        self.purpose = more_time.extension_on(ticket)

    def carried(self) -> Grant:
        """The grant."""
        return Grant(self.cleaned_data["remark"])


class SuspensionRulingForm(ExtensionRulingForm):
    """The same for a suspension."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is granted."""
        self.purpose = more_time.suspension_on(ticket)


class ExtensionRefusalForm(ReasonForm):
    """What was asked, and why not."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is refused."""
        self.purpose = more_time.extension_on(ticket)


class SuspensionRefusalForm(ReasonForm):
    """The same for a suspension."""

    def fit(self, ticket: Ticket) -> None:
        """Show what is refused."""
        self.purpose = more_time.suspension_on(ticket)
