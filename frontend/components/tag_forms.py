"""The short forms that put a tag of the list on a ticket, or take one off."""

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.components.step_forms import StepForm
from tickets.access import tags
from tickets.models import Tag, Ticket
from tickets.rules.days import day_of
from tickets.rules.tags import TagChoice


class TagForm(StepForm):
    """Which tag."""

    purpose: str | Promise = _("Tags are for colleagues: the requester is never shown them.")
    tag = forms.ChoiceField(label=_("Tag"))

    def fit(self, ticket: Ticket) -> None:
        """The tags in force that are not on it."""
        on_it = {one.tag.pk for one in tags.on_ticket(ticket)}
        self._offer([one for one in tags.in_force(day_of(timezone.now())) if one.pk not in on_it])

    def carried(self) -> TagChoice:
        """The choice."""
        return TagChoice(int(self.cleaned_data["tag"]))

    def _offer(self, offered: list[Tag]) -> None:
        named = [(str(one.pk), str(one)) for one in offered]
        self.fields["tag"].choices = [("", _("Choose a tag")), *named]  # type: ignore[attr-defined]  # a ChoiceField


class UntagForm(TagForm):
    """Which tag comes off."""

    purpose = _("That it was on it stays in the history.")

    def fit(self, ticket: Ticket) -> None:
        """The tags that are on it."""
        self._offer([one.tag for one in tags.on_ticket(ticket)])
