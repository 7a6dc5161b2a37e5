"""The short forms that tie a measure to a ticket, change what the tie says, or remove it."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from frontend.components.countries import name_of
from frontend.components.step_forms import StepForm, radios, text_field
from tickets.access import choices, measure_links
from tickets.access.choices import Pairs
from tickets.access.measure_links import Suggestion
from tickets.models import LinkedMeasure, Ticket
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.days import day_of
from tickets.rules.endings import MeasureRole
from tickets.rules.measure_links import MeasureRemoval, MeasureTie

Groups = list[tuple[str, Pairs]]


def offered(ticket: Ticket, ties: Iterable[LinkedMeasure] = ()) -> Groups:
    """The measures to choose from: those tied already, those for such a ticket, the others."""
    tied = [(each.measure_id, str(each.version)) for each in ties]
    known = {code for code, _name in tied}
    fitting, others = choices.measures(ticket, day_of(timezone.now()))
    groups = [
        (gettext("Linked to this ticket"), tied),
        (gettext("For such a ticket"), [one for one in fitting if one[0] not in known]),
        (gettext("Other measures"), [one for one in others if one[0] not in known]),
    ]
    return [group for group in groups if group[1]]


def why(suggestion: Suggestion, ticket: Ticket) -> str:
    """`适用范围相符：大连片区、T11 通关`."""
    words = {
        "areas": ticket.get_ftz_area_display(),
        "cities": str(ticket.region),
        "categories": f"{ticket.category_id} {ticket.category}",
        "nationalities": str(name_of(ticket.enterprise.nationality)),
    }
    if not suggestion.because:
        return gettext("It is for every request.")
    named = pgettext("between names", ", ").join(words[name] for name in suggestion.because)
    return gettext("It is for such a request: %(named)s") % {"named": named}


class TieMeasureForm(StepForm):
    """Which measure, as what, and why; the one whose button was pressed is chosen beforehand."""

    purpose: str | Promise = _("What came of it is said with the reply.")
    measure = forms.ChoiceField(label=_("Measure"))
    role = radios(_("Role"), MeasureRole.choices, initial=MeasureRole.BASIS)
    reason = forms.CharField(label=_("In one sentence"), max_length=LONGEST_SENTENCE)

    def fit(self, ticket: Ticket) -> None:
        """The measures in force that the ticket is not tied to."""
        tied = {each.measure_id for each in measure_links.ties_on(ticket)}
        groups = [
            (name, [one for one in group if one[0] not in tied]) for name, group in offered(ticket)
        ]
        self.fields["measure"].choices = [("", gettext("Choose a measure")), *groups]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["measure"] = self.asked.chosen

    def carried(self) -> MeasureTie:
        """The tie."""
        given = self.cleaned_data
        return MeasureTie(given["measure"], MeasureRole(given["role"]), given["reason"])


class ChangeTieForm(TieMeasureForm):
    """As what and why one of the measures is tied; it begins with what is said now."""

    purpose = ""

    def fit(self, ticket: Ticket) -> None:
        """The measures that the ticket is tied to."""
        ties = {each.measure_id: each for each in measure_links.ties_on(ticket)}
        self.fields["measure"].choices = _named(ties.values())  # type: ignore[attr-defined]  # a ChoiceField
        if tie := ties.get(self.asked.chosen):
            self.initial.update(measure=tie.measure_id, role=tie.role, reason=tie.reason)


class RemoveTieForm(StepForm):
    """Which measure has nothing to do with the ticket, and why."""

    purpose = _("That it was linked stays in the history.")
    measure = forms.ChoiceField(label=_("Measure"))
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """The measures that the ticket is tied to."""
        ties = measure_links.ties_on(ticket)
        self.fields["measure"].choices = _named(ties)  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["measure"] = self.asked.chosen

    def carried(self) -> MeasureRemoval:
        """The removal."""
        return MeasureRemoval(self.cleaned_data["measure"], self.cleaned_data["reason"])


def _named(ties: Iterable[LinkedMeasure]) -> Pairs:
    return [(each.measure_id, str(each.version)) for each in ties]
