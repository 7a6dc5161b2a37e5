"""The short forms for what is left to do after a ruling: receipt, service, a bad rating."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.components.step_forms import ContactForm, ReasonForm, StepForm, radios
from tickets.access import tickets as access
from tickets.models import Ticket
from tickets.rules.endings import Receipt
from tickets.rules.serving import Service, Way

MINUTES = "%Y-%m-%dT%H:%M"  # as a browser's field for a moment writes it


class ReceiptForm(StepForm):
    """The receipt of the other agency; it has usually just come."""

    receipt_no = forms.CharField(label=_("Number of the receipt"), max_length=100)
    received_at = forms.DateTimeField(
        label=_("Received"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES),
    )

    def fit(self, ticket: Ticket) -> None:
        """Name the agency, and the document it gives the receipt for."""
        self.initial["received_at"] = timezone.localtime()
        if told := access.transfer_of(ticket):
            said = gettext("%(agency)s confirms that it has received %(document)s.")
            self.purpose = said % {
                "agency": told.carried["agency"],
                "document": told.carried["document_no"],
            }

    def carried(self) -> Receipt:
        """The receipt."""
        return Receipt(**self.cleaned_data)


class ServiceForm(StepForm):
    """How the written result reached the requester."""

    purpose = _(
        "Only where the mail of the system did not reach the requester: how the written result"
        " did. The time for it ends now."
    )
    way = radios(_("How"), Way.choices)
    to_whom = forms.CharField(label=_("Who received it"), max_length=200)

    def carried(self) -> Service:
        """The service."""
        return Service(Way(self.cleaned_data["way"]), self.cleaned_data["to_whom"])


class RatingCallForm(ContactForm):
    """A call about a bad rating."""

    def fit(self, ticket: Ticket) -> None:
        """Say how it was rated, and whom to call where."""
        said = gettext("%(rating)s. Call %(name)s: %(phone)s")
        self.purpose = said % {
            "rating": _rated(ticket),
            "name": ticket.contact_name,
            "phone": ticket.contact_phone or "–",
        }


class NoFaultForm(ReasonForm):
    """Why nobody is at fault for a bad rating, after the call."""

    def fit(self, ticket: Ticket) -> None:
        """Say how it was rated, and what this ends."""
        said = gettext("%(rating)s. If nothing has to be done anew, this settles the rating.")
        self.purpose = said % {"rating": _rated(ticket)}


def _rated(ticket: Ticket) -> str:
    """Very dissatisfied (“the comment”)."""
    rating = str(ticket.get_rating_display())
    if not ticket.rating_text:
        return rating
    return gettext("%(rating)s (“%(comment)s”)") % {"rating": rating, "comment": ticket.rating_text}
