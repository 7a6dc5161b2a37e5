"""What a ticket's row and page say: its number in groups, its state in a colour, languages."""

from collections.abc import Iterable

from django import template

from frontend.components import languages
from tickets.rules import numbers
from tickets.rules.states import PublicState

register = template.Library()
TONES = {
    PublicState.DRAFT: "",
    PublicState.SUBMITTED: "blue",
    PublicState.IN_PROGRESS: "blue",
    PublicState.WAITING_FOR_YOU: "yellow",
    PublicState.RESOLVED: "purple",
    PublicState.CLOSED: "green",
    PublicState.NOT_ACCEPTED: "red",
    PublicState.REFERRED: "",
    PublicState.WITHDRAWN: "",
}


@register.filter
def in_groups(number: str) -> str:
    """`{{ ticket.number|in_groups }}`: as it is read out."""
    return numbers.in_groups(number)


@register.filter
def tone(state: PublicState) -> str:
    """`<span class="badge {{ ticket.public_state|tone }}">`; the words say the same."""
    return TONES[state]


@register.filter(name="languages")
def languages_filter(codes: Iterable[str]) -> str:
    """`{{ person.spoken_languages|languages }}`: their names in the reader's language."""
    return languages.listed(codes)
