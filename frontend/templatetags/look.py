"""The visual language in templates: icons, pages, and the way from an error to its field."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tickets.rules.endings import MeasureOutcome
from tickets.rules.measures import Stage
from tickets.rules.sheets import Standing
from tickets.rules.states import PublicState, State

register = template.Library()
TONES: dict[str, str] = {
    **dict.fromkeys((State.SUBMITTED, State.HANDLING, PublicState.IN_PROGRESS), "blue"),
    **dict.fromkeys((State.RETURNING, State.REVIEWING), "purple"),
    **dict.fromkeys((State.SUPPLEMENT, PublicState.WAITING_FOR_YOU), "yellow"),
    **dict.fromkeys((State.REPLIED, PublicState.RESOLVED), "yellow"),
    State.CLOSED: "green",
    Stage.TO_BE_ENTERED: "yellow",
    Stage.TO_COME: "blue",
    Stage.IN_FORCE: "green",
    MeasureOutcome.DELIVERED: "green",
    MeasureOutcome.NOT_DELIVERED: "red",
    Standing.NEW: "green",
    Standing.CHANGED: "blue",
    Standing.WRONG: "red",
}  # the others are grey: ended without an answer
SPRITE = "vendor/tabler-icons/icons.svg"


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "bell" %}`: a drawing beside words, silent for those who listen."""
    shape = f"{static(SPRITE)}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', shape)


@register.simple_block_tag
def listed(content: SafeString, label: str = "", by: str = "") -> SafeString:
    """`{% listed label %}head and rows{% endlisted %}`: a dense table, a list on a phone.

    Its frame scrolls by itself and is named by `label`, or by the heading with the id `by`.
    """
    name = format_html('aria-labelledby="{}"', by) if by else format_html('aria-label="{}"', label)
    frame = '<div class="table-frame" tabindex="0" role="group" {}>{}</div>'
    return format_html(
        frame, name, format_html('<table class="table dense listed">{}</table>', content)
    )


@register.filter
def first_input(field: BoundField) -> str:
    """The id of the first thing to fill in: of a group of choices, its first choice."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def is_question(label: object) -> bool:
    """Whether a label asks: it ends with a question mark of any width."""
    return str(label).rstrip().endswith(("?", "？"))


@register.filter
def numbers(page: Page[Any]) -> Iterable[int | str]:
    """`{% for number in page|numbers %}`: the page numbers to offer, with gaps as an ellipsis."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def tone(state: str) -> str:
    """`class="badge {{ ticket.state|tone }}"`: with us blue, a ruling purple, yours yellow."""
    return TONES.get(state, "")
