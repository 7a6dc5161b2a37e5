"""The form of a reply: what was done, what its requester reads, and what its measures came to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.components import tie_forms
from frontend.components.step_forms import StepForm, radios, text_field
from tickets.access import measure_links
from tickets.models import Ticket
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT, missing
from tickets.rules.endings import (
    Closing,
    HandlingType,
    MeasureLink,
    MeasureOutcome,
    MeasureRole,
    Solved,
    Truth,
)

MEASURE_ROWS = 3


class ClosingForm(StepForm):
    """A reply: what was done, what the requester reads, how it came out."""

    internal_result = text_field(_("What was done (internal)"), LONGEST_TEXT)
    public_reply = text_field(
        _("What the requester will read"),
        LONGEST_TEXT,
        help_text=_("Written in the requester's language; shown after approval."),
    )
    truth = radios(_("Is it as described?"), Truth.choices)
    solved = radios(_("Is it solved?"), Solved.choices)
    why = text_field(_("Why not, or why only partly"), required=False)
    handling_type = radios(_("How it was handled"), HandlingType.choices)
    contact_evidence = text_field(_("When and how you spoke with the requester"))
    none_fits = forms.BooleanField(label=_("No measure of the catalogue fits"), required=False)
    gap = text_field(
        _("If none fits: what the catalogue lacks"),
        required=False,
        help_text=_("In one sentence, without names: it goes to the list of policy gaps."),
    )

    def fit(self, ticket: Ticket) -> None:
        """The measures tied to the ticket and a few rows more; empty rows are left out."""
        self.ties = measure_links.ties_on(ticket)
        groups = tie_forms.offered(ticket, self.ties)
        known = sum(len(group) for _name, group in groups)
        self.initial["none_fits"] = not known
        measures, outcomes = [("", "–"), *groups], [("", "–"), *MeasureOutcome.choices]
        self.rows = range(1, min(max(MEASURE_ROWS, len(self.ties) + 1), known) + 1)
        for row in self.rows:
            select = forms.ChoiceField
            self.fields |= {
                f"measure-{row}": select(label=_("Measure"), choices=measures, required=False),
                f"role-{row}": select(label=_("Role"), choices=MeasureRole.choices, required=False),
                f"outcome-{row}": select(label=_("Outcome"), choices=outcomes, required=False),
                f"said-{row}": forms.CharField(
                    label=_("In one sentence"), max_length=LONGEST_SENTENCE, required=False
                ),
            }
        for row, tie in zip(self.rows, self.ties, strict=False):
            self._begin_row(row, tie.measure_id, tie.role, tie.outcome, tie.reason)

    def place_of(self, field: str) -> str | None:
        """What is wrong with the measures stands beside the first of them, else at `none fits`."""
        if field == "measures":
            return super().place_of("measure-1") or "none_fits"
        return super().place_of(field)

    def _begin_row(self, row: int, *said: str) -> None:
        names = (f"{each}-{row}" for each in ("measure", "role", "outcome", "said"))
        self.initial.update(zip(names, said, strict=True))

    def start_from(self, carried: Mapping[str, Any]) -> None:
        """The texts and, of each measure that is still tied, what was said of it."""
        super().start_from(carried)
        said = {link["code"]: link for link in carried.get("measures", ())}
        for row, tie in zip(self.rows, self.ties, strict=False):
            if link := said.get(tie.measure_id):
                told = (link[name] for name in ("role", "outcome", "reason"))
                self._begin_row(row, tie.measure_id, *told)

    def carried(self) -> Closing:
        """The reply with its measures."""
        given = self.cleaned_data
        plain = ("internal_result", "public_reply", "why", "contact_evidence", "none_fits", "gap")
        return Closing(
            **{name: given[name] for name in plain},
            truth=Truth(given["truth"]),
            solved=Solved(given["solved"]),
            handling_type=HandlingType(given["handling_type"]),
            measures=tuple(self._measures()),
        )

    def _measures(self) -> list[MeasureLink]:
        given = self.cleaned_data
        rows = [row for row in self.rows if given[f"measure-{row}"]]
        return [
            MeasureLink(
                given[f"measure-{row}"],
                MeasureRole(given[f"role-{row}"] or MeasureRole.BASIS),
                self._outcome(row),
                given[f"said-{row}"],
            )
            for row in rows
        ]

    def _outcome(self, row: int) -> MeasureOutcome:
        """What came of it, which nobody says but the handler."""
        field = f"outcome-{row}"
        if not self.cleaned_data[field]:
            raise missing(field, _("Say what came of the measure."))
        return MeasureOutcome(self.cleaned_data[field])
