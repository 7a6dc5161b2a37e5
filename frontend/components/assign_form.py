"""Who gets a ticket: the concierges by office, with what speaks for and against each."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.components import languages
from frontend.components.step_forms import StepForm, text_field
from tickets.access import choices
from tickets.access.choices import Colleague
from tickets.models import Ticket
from tickets.rules import moments
from tickets.rules.assignments import Assignment


class AssignForm(StepForm):
    """Who gets it and why; nobody is chosen beforehand."""

    to = forms.ChoiceField(label=gettext_lazy("New assignee"))
    reason = text_field(gettext_lazy("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """The concierges of the whole tree, the holding office first."""
        colleagues = choices.concierges_by_office(ticket, timezone.now())
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in colleagues:
            groups.setdefault(str(one.grant.office), []).append((one.value, _described(one)))
        offered = [("", _("Choose a person")), *groups.items()]
        self.fields["to"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def carried(self) -> Assignment:
        """The person, the office, the reason."""
        office, person = choices.chosen(self.cleaned_data["to"])
        return Assignment(person, office, self.cleaned_data["reason"])


def _described(one: Colleague) -> str:
    """`李敏 · 在办 3 件 · 日语、英语 · 请假至 …`."""
    open_ones = ngettext("%(n)d open ticket", "%(n)d open tickets", one.load) % {"n": one.load}
    parts = [str(one.grant.user), open_ones, languages.listed(one.grant.user.spoken_languages)]
    if one.away_until:
        parts.append(_("away until %(day)s") % {"day": moments.day(one.away_until)})
    return " · ".join(part for part in parts if part)
