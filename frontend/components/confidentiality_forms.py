"""The short forms of confidentiality: marking a ticket, naming people, the redacted copy."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.components.step_forms import StepForm, radios, text_field
from tickets.access import confidentiality as access
from tickets.models import Ticket
from tickets.rules.carried import LONGEST_TEXT
from tickets.rules.confidentiality import Confidentiality, Marking, Naming, RedactedCopy
from tickets.rules.filing import LONGEST_TITLE

WHAT_IT_MEANS = {
    Confidentiality.ORDINARY: _("Ordinary: whoever reads for the offices concerned reads it."),
    Confidentiality.SECRET: _(
        "Commercial secret: only its assignee and the people named on it know that it exists."
    ),
    Confidentiality.HIDDEN: _(
        "Complainant hidden: nothing that goes to a unit tells who complains."
    ),
}


class MarkForm(StepForm):
    """How confidential, and why."""

    purpose = _(
        "Marked as a commercial secret, it disappears at once from lists, searches and figures of"
        " everybody else. The leads of the office are named on it and told."
    )
    confidentiality = radios(_("Confidentiality"), ())
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """The others than it has now."""
        others = [(one.value, said) for one, said in WHAT_IT_MEANS.items()]
        offered = [pair for pair in others if pair[0] != ticket.confidentiality]
        self.fields["confidentiality"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def carried(self) -> Marking:
        """The marking."""
        chosen = Confidentiality(self.cleaned_data["confidentiality"])
        return Marking(chosen, self.cleaned_data["reason"])


class NameForm(StepForm):
    """Who is to know of it, and why."""

    purpose = _("From now on this person reads the ticket. They are told, and each look is kept.")
    person = forms.ChoiceField(label=_("Person"))
    reason = text_field(_("Why this person has to know of it"))

    def fit(self, ticket: Ticket) -> None:
        """Whoever reads for an office that reads the ticket, by office."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in access.could_be_named(ticket, timezone.now()):
            said = f"{one.user} · {one.get_role_display()}"
            groups.setdefault(str(one.office), []).append((str(one.user_id), said))
        self._offer(list(groups.items()))

    def carried(self) -> Naming:
        """The naming."""
        return Naming(UUID(self.cleaned_data["person"]), self.cleaned_data["reason"])

    def _offer(self, people: list[tuple[str, list[tuple[str, str]]]]) -> None:
        offered = [("", gettext("Choose who is to be named")), *people]
        self.fields["person"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


class UnnameForm(NameForm):
    """Who is no longer to know of it, and why."""

    purpose = _("From now on the ticket does not exist for this person. They are told so.")
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """Those who are named."""
        named = [(str(one.user_id), str(one.user)) for one in access.named_on(ticket)]
        self._offer([(gettext("Named people"), named)] if named else [])
        self.initial["person"] = self.asked.chosen


class RedactForm(StepForm):
    """The facts as a unit may read them; it begins with the copy that is there."""

    purpose = _(
        "Units that are asked for an assist read this instead of the request. Write in Chinese what"
        " they need to know, and nothing by which the requester could be recognised."
    )
    title = forms.CharField(label=_("Redacted title"), max_length=LONGEST_TITLE)
    text = text_field(_("Redacted facts"), LONGEST_TEXT)

    def fit(self, ticket: Ticket) -> None:
        """What units read now."""
        if written := access.redaction_of(ticket):
            self.initial = {"title": written.title, "text": written.text}

    def carried(self) -> RedactedCopy:
        """The copy."""
        return RedactedCopy(**self.cleaned_data)
