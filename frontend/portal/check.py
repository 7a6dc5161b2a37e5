"""The rows of the check page: each answer in words, with the way to change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frontend.components.chosen_files import FilesInput
from frontend.components.filing_forms import PartForm
from frontend.templatetags.look import first_input


@dataclass(frozen=True)
class Row:
    """One answer; `door` and `anchor` are where it is changed."""

    door: str
    label: str
    said: str
    anchor: str


def rows_of(parts: Mapping[str, PartForm]) -> list[Row]:
    """Every answer in the order asked."""
    return [
        Row(f"request_{name}", str(bound.label), said or _("Not provided"), first_input(bound))
        for name, form in parts.items()
        for bound, said in _answers(form)
    ]


def _answers(form: PartForm) -> Iterator[tuple[BoundField, str]]:
    for bound in form:
        yield bound, _in_words(bound, form.cleaned_data.get(bound.name))


def _in_words(bound: BoundField, given: Any) -> str:
    """The words of a choice; several in a row; a text as typed."""
    if isinstance(bound.field.widget, FilesInput):
        return "\n".join(one.name for one in bound.field.widget.chosen)
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    options = dict(getattr(bound.field, "choices", ()))
    if isinstance(given, list):
        return pgettext("between names", ", ").join(str(options[each]) for each in given)
    return str(options.get(given, given or ""))
