"""The short forms that link a request to another, or undo it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.components.step_forms import StepForm, text_field
from tickets.models import Ticket
from tickets.rules.duplicates import Relating, Unrelating


class RelateForm(StepForm):
    """Which other request, why, and whether this one says the same again."""

    number = forms.CharField(label=_("Number of the other ticket"), max_length=20)
    is_duplicate = forms.BooleanField(
        label=_("It says the same again: the earlier request goes on"),
        required=False,
        help_text=_("Then propose to end this one; its requester is told in which it is handled."),
    )
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """The one whose button was pressed."""
        self.initial["number"] = self.asked.chosen

    def carried(self) -> Relating:
        """The link."""
        given = self.cleaned_data
        return Relating(given["number"], given["reason"], given["is_duplicate"])


class UnrelateForm(StepForm):
    """Which link, and why it is undone."""

    purpose = _("That they were linked stays in the history of both.")
    number = forms.CharField(label=_("Number of the other ticket"), max_length=20)
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """The one whose button was pressed."""
        self.initial["number"] = self.asked.chosen

    def carried(self) -> Unrelating:
        """The undoing."""
        return Unrelating(self.cleaned_data["number"], self.cleaned_data["reason"])
