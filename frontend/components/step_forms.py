"""The short form of each step: what it must carry, in the reader's words, as the table demands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from frontend.components.chosen_files import FilesField
from frontend.components.plain_form import PlainForm
from tickets.access import choices, duplicates
from tickets.models import Ticket
from tickets.rules.attachments import FIELD
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT, Carried, Reason
from tickets.rules.classification import Classification, Nature, Urgency
from tickets.rules.confirmations import Callback, Confirmation, Rating
from tickets.rules.days import day_of
from tickets.rules.endings import Refusal, Solved, Termination, Transfer
from tickets.rules.messages import Channel, Contact, Writing
from tickets.rules.supplements import LONGEST_ANSWER, Answer, Given, SupplementRequest, Supply

FIELDS_OF_ITEM = 3  # given, item, files
DUPLICATE = "S2"  # the ground of grounds.csv for a duplicate of an open ticket
_StrOrPromise = Any  # what gettext_lazy gives, which Django types as its own promise


@dataclass(frozen=True)
class Asked:
    """For whom and on which ticket a form is drawn; `staff` False is the requester.

    `chosen` is the assist, measure, message, other ticket or person whose button was pressed; `by`
    is who will read the form.
    """

    ticket: Ticket
    staff: bool = True
    chosen: str = ""
    by: User | None = None


class StepForm(PlainForm):
    """A form that turns what was typed into what the step carries."""

    purpose: _StrOrPromise = ""

    def __init__(self, asked: Asked, data: Mapping[str, Any] | None = None) -> None:
        self.asked = asked
        super().__init__(data)
        self.fit(asked.ticket)

    def fit(self, ticket: Ticket) -> None:
        """Fill in the choices that depend on the ticket."""

    def start_from(self, carried: Mapping[str, Any]) -> None:
        """Begin with what was carried before, so that nobody types it twice."""
        self.initial.update(carried)

    def carried(self) -> Carried:
        """What the step carries; call after is_valid()."""
        raise NotImplementedError(type(self).__name__)

    def place_of(self, field: str) -> str | None:
        """Beside which field of the page a refusal about `field` is said; None: above all."""
        return field if field in self.fields else None


def text_field(
    label: _StrOrPromise, longest: int = LONGEST_SENTENCE, **more: Any
) -> forms.CharField:
    """A field for several lines of plain text."""
    rows = 8 if longest > LONGEST_SENTENCE else 3
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=area, **more)


def radios(label: _StrOrPromise, options: Any, **more: Any) -> forms.ChoiceField:
    """A choice of one among a few."""
    return forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, **more)


class ReasonForm(StepForm):
    """Why."""

    reason = text_field(_("Reason"))

    def carried(self) -> Reason:
        """The reason."""
        return Reason(self.cleaned_data["reason"])


class ReopenForm(ReasonForm):
    """What the requester still misses."""

    reason = text_field(_("What is still missing?"))


class ClassifyForm(StepForm):
    """Category, urgency, and before acceptance the nature."""

    category = forms.ChoiceField(label=_("Category"))
    urgency = radios(_("Urgency"), Urgency.choices)
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    reason = text_field(_("Reason"))

    def fit(self, ticket: Ticket) -> None:
        """Start from how it is classified now."""
        self.fields["category"].choices = choices.categories(day_of(timezone.now()))  # type: ignore[attr-defined]  # ChoiceField
        self.initial.update(category=ticket.category_id, urgency=ticket.urgency)
        if ticket.accepted_at:
            del self.fields["nature"]
        else:
            self.fields["nature"].choices = Nature.choices  # type: ignore[attr-defined]  # ChoiceField
            self.initial["nature"] = ticket.nature

    def carried(self) -> Classification:
        """The classification."""
        given, nature = self.cleaned_data, self.cleaned_data.get("nature")
        return Classification(
            category=given["category"],
            urgency=Urgency(given["urgency"]),
            reason=given["reason"],
            nature=Nature(nature) if nature else None,
        )


class AskSupplementForm(StepForm):
    """What is missing, by when."""

    items = text_field(
        _("What is missing"), help_text=_("One item on each line, as the requester will read it.")
    )
    due_date = forms.DateField(
        label=_("Answer by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty: 15 working days."),
    )
    reason = text_field(_("Reason"), required=False)

    def carried(self) -> SupplementRequest:
        """The items that are not blank."""
        lines = [line.strip() for line in self.cleaned_data["items"].splitlines()]
        items = tuple(line for line in lines if line)
        return SupplementRequest(items, self.cleaned_data["due_date"], self.cleaned_data["reason"])


class SupplyForm(StepForm):
    """An answer to each asked item; fields are given-1, item-1, attachments-1, …"""

    purpose = _("Answer every item: send it, or say why it cannot be given.")

    def fit(self, ticket: Ticket) -> None:
        """One pair of fields for each asked item, with what was saved before."""
        for place, item in enumerate(choices.asked_items(ticket), start=1):
            self.fields[f"given-{place}"] = radios(
                item["asked"], Given.choices, initial=item["given"] or Given.GIVEN
            )
            label = format_lazy(_("Your answer: {item}"), item=item["asked"])
            named = format_lazy(_("Files for: {item}"), item=item["asked"])
            self.fields[f"{FIELD}-{place}"] = FilesField(label=named)
            self.fields[f"item-{place}"] = text_field(
                label,
                LONGEST_ANSWER,
                initial=item["answer"],
                required=not self[f"{FIELD}-{place}"].data,
            )

    def take_part(self) -> None:
        """Accept what is there so far."""
        for field in self.fields.values():
            field.required = False

    def carried(self) -> Supply:
        """The answers, in the order asked."""
        return Supply(tuple(self._answers()))

    def _answers(self) -> list[Answer]:
        places = range(1, len(self.fields) // FIELDS_OF_ITEM + 1)
        given = self.cleaned_data
        answered = [n for n in places if given[f"given-{n}"]]
        return [
            Answer(n, Given(given[f"given-{n}"]), given[f"item-{n}"], given[f"{FIELD}-{n}"])
            for n in answered
        ]


class GroundForm(StepForm):
    """A ground of the list that belongs to the ending and the track."""

    ending: type[Refusal | Termination]
    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect)
    reason = text_field(_("Why this ground applies"))
    explanation = text_field(_("What the requester is told of it"), required=False)

    def fit(self, ticket: Ticket) -> None:
        """The grounds of this track."""
        told = _("It stands in the notice under the ground. Empty: the ground alone.")
        self.fields["explanation"].help_text = told
        listed = choices.grounds(self.ending.kind, ticket, day_of(timezone.now()))
        self.fields["ground"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField
        by, now = self.asked.by, timezone.now()
        if by and (first := duplicates.first_of(by, ticket, now)):
            said = _("It says the same as request %(number)s, where it is handled on.")
            self.initial.update(ground=DUPLICATE, reason=said % {"number": first.number})

    def carried(self) -> Carried:
        """The ground, the reason, and what is told of it."""
        return self.ending(**self.cleaned_data)


class RefusalForm(GroundForm):
    """Why the ticket is not accepted."""

    ending = Refusal


class TerminationForm(GroundForm):
    """Why handling ends without a reply."""

    ending = Termination


class TransferForm(StepForm):
    """To which agency, with which document."""

    agency = forms.CharField(label=_("Agency"), max_length=200)
    document_no = forms.CharField(label=_("Number of the document"), max_length=100)
    document_date = forms.DateField(
        label=_("Date of the document"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = text_field(_("Reason"), required=False)

    def carried(self) -> Transfer:
        """The transfer."""
        return Transfer(**self.cleaned_data)


class ConfirmForm(StepForm):
    """Done; a rating if you like."""

    rating = radios(_("How satisfied are you?"), Rating.choices, required=False)
    comment = text_field(_("Anything you want to add?"), 500, required=False)

    def carried(self) -> Confirmation:
        """The confirmation."""
        rated = self.cleaned_data["rating"]
        return Confirmation(Rating(int(rated)) if rated else None, self.cleaned_data["comment"])


class CallbackForm(StepForm):
    """What the requester said on the phone."""

    reached = radios(_("Reached?"), (("yes", _("Reached")), ("no", _("Not reached"))))
    solved = radios(_("Is it solved?"), Solved.choices, required=False)
    satisfied = radios(_("How satisfied?"), Rating.choices, required=False)
    note = text_field(_("What was said"))

    def carried(self) -> Callback:
        """The result of the call."""
        given = self.cleaned_data
        return Callback(
            reached=given["reached"] == "yes",
            note=given["note"],
            solved=Solved(given["solved"]) if given["solved"] else None,
            satisfied=Rating(int(given["satisfied"])) if given["satisfied"] else None,
        )


class WriteForm(StepForm):
    """A message."""

    text = text_field(_("Message"), LONGEST_TEXT)
    attachments = FilesField()

    def fit(self, ticket: Ticket) -> None:
        """A requester writes to their concierge."""
        if not self.asked.staff:
            self.fields["text"].label = _("Write to your concierge")

    def carried(self) -> Writing:
        """The text, marked with the language it is meant to be in."""
        mine = translation.get_language() or "zh-hans"
        staff = self.asked.staff
        return self._said(self.asked.ticket.language if staff else mine)

    def _said(self, language: str) -> Writing:
        given = self.cleaned_data
        return Writing(given["text"], language, given["attachments"])


class NoteForm(WriteForm):
    """An internal note."""

    text = text_field(_("Internal note"), LONGEST_TEXT)

    def carried(self) -> Writing:
        """The text, in the writer's own language."""
        return self._said(translation.get_language() or "zh-hans")


class ContactForm(StepForm):
    """A call or a talk."""

    channel = radios(_("How"), Channel.choices)
    reached = radios(_("Reached?"), (("yes", _("Reached")), ("no", _("Not reached"))))
    note = text_field(_("What was said"))

    def carried(self) -> Contact:
        """The contact."""
        given = self.cleaned_data
        return Contact(Channel(given["channel"]), given["reached"] == "yes", given["note"])
