"""What is asked of a category, a ground or a tag."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.components.plain_form import PlainForm
from tickets.models import Category, Ground, Tag
from tickets.rules.categories import LONGEST, Words
from tickets.rules.grounds import LONGEST as LONGEST_GROUND
from tickets.rules.grounds import Wording
from tickets.rules.tags import LONGEST as LONGEST_TAG
from tickets.rules.tags import TagWords

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def _words(label: Any, longest: int, *, required: bool = True, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def first_day() -> forms.DateField:
    """The day from which something is in force."""
    return forms.DateField(label=_("Valid from"), widget=DAY)


class CategoryForm(PlainForm):
    """What a category says of itself."""

    name_zh = _words(_("Chinese name"), LONGEST["name_zh"])
    name_en = _words(_("English name"), LONGEST["name_en"])
    typical_zh = _words(_("Typical items"), LONGEST["typical_zh"], rows=2)
    typical_en = _words(
        _("Typical items in English"), LONGEST["typical_en"], required=False, rows=2
    )
    lead_unit_zh = _words(_("Lead unit"), LONGEST["lead_unit_zh"])
    mode = forms.ChoiceField(label=_("Mode"), choices=Category.Mode.choices)

    def words(self) -> Words:
        """What was typed."""
        return Words(**{name: self.cleaned_data[name] for name in CategoryForm.base_fields})


class NewCategoryForm(CategoryForm):
    """Another category."""

    code = forms.CharField(label=_("Code"), max_length=4, help_text=_("Such as %s.") % "T23")
    valid_from = first_day()
    field_order = ("code", *CategoryForm.base_fields, "valid_from")


class WordingForm(PlainForm):
    """What a ground says, and from which day on."""

    name_zh = _words(_("Chinese text"), LONGEST_GROUND["name_zh"], rows=2)
    name_en = _words(_("English text"), LONGEST_GROUND["name_en"], rows=2)
    source = _words(_("Source"), LONGEST_GROUND["source"])
    to_be_confirmed = forms.BooleanField(label=_("To be confirmed by the office"), required=False)
    valid_from = first_day()

    def wording(self) -> Wording:
        """What was typed."""
        said = self.cleaned_data
        return Wording(said["name_zh"], said["name_en"], said["source"], said["to_be_confirmed"])


class NewGroundForm(WordingForm):
    """Another ground of a list."""

    list = forms.ChoiceField(label=_("List"), choices=Ground.List.choices)
    code = forms.CharField(label=_("Code"), max_length=4, help_text=_("Such as %s.") % "R5")
    field_order = ("list", "code", *WordingForm.base_fields)


class TagForm(PlainForm):
    """What a tag is called, and when to use it."""

    name_zh = _words(_("Chinese name"), LONGEST_TAG["name_zh"])
    name_en = _words(_("English name"), LONGEST_TAG["name_en"])
    description = _words(_("When to use it"), LONGEST_TAG["description"], required=False, rows=2)
    letters = forms.CharField(
        label=_("Letters"),
        max_length=LONGEST_TAG["letters"],
        required=False,
        help_text=_("By which it is found when typed. Left empty: the initials of its pinyin."),
    )

    def words(self) -> TagWords:
        """What was typed."""
        return TagWords(**{name: self.cleaned_data[name] for name in TagForm.base_fields})


class NewTagForm(TagForm):
    """Another tag."""

    valid_from = first_day()


class MergeForm(PlainForm):
    """Which tag takes the place of this one."""

    into = forms.ChoiceField(label=_("Merge into"))

    def __init__(self, *given: Any, tags: list[Tag], **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [(str(one.pk), str(one)) for one in tags]
        self.fields["into"].choices = [("", _("Choose a tag")), *offered]  # type: ignore[attr-defined]  # a ChoiceField


class LastDayForm(PlainForm):
    """Until when something is in force."""

    valid_to = forms.DateField(
        label=_("Valid until"), widget=DAY, help_text=_("The last day on which it can be chosen.")
    )
