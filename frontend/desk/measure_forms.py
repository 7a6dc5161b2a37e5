"""The form in which the policy editor enters a measure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.enterprise import FtzArea
from frontend.components import countries
from frontend.components.plain_form import PlainForm
from tickets.access.choices import Pairs
from tickets.models import MeasureVersion
from tickets.rules.carried import LONGEST_SENTENCE, LONGEST_TEXT
from tickets.rules.enterprises import COUNTRIES
from tickets.rules.measures import LONGEST_CODE, LONGEST_NAME, LONGEST_TITLE, MeasureDraft, Scope

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
SCOPE = ("areas", "cities", "categories", "nationalities")
ALL = _("None chosen means all.")


def _text(label: Any, longest: int, *, required: bool = True, rows: int = 8) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=area)


def _name(label: Any, field: str, *, required: bool = False, hint: Any = "") -> forms.CharField:
    longest = (LONGEST_TITLE | LONGEST_NAME)[field]
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint)


def _some(label: Any) -> forms.MultipleChoiceField:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=False, help_text=ALL, widget=boxes)


class MeasureForm(PlainForm):
    """Everything the catalogue says of one measure; the code is fixed once its place is open."""

    code = forms.CharField(
        label=_("Code"), max_length=LONGEST_CODE, help_text=_("Such as %s.") % "FTZ-01"
    )
    title_zh = _name(_("Chinese title"), "title_zh", required=True)
    title_en = _name(_("English title"), "title_en")
    text_zh = _text(_("Chinese text"), LONGEST_TEXT)
    text_en = _text(_("English text"), LONGEST_TEXT, required=False)
    issuing_body = _name(_("Issuing body"), "issuing_body", required=True)
    document_no = _name(_("Document number"), "document_no")
    article = _name(_("Article"), "article")
    link = forms.CharField(label=_("Published at"), max_length=500, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=DAY)
    valid_to = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DAY,
        help_text=_("The last day. Afterwards no ticket can be tied to it; what is tied stays."),
    )
    areas = _some(_("Only in these free-trade zone areas"))
    cities = _some(_("Only in these cities"))
    categories = _some(_("Only for these categories"))
    nationalities = forms.MultipleChoiceField(
        label=_("Only for investors from"),
        required=False,
        help_text=ALL,
        widget=forms.SelectMultiple({"size": 6}),
    )
    owner_unit = _name(_("Unit in charge"), "owner_unit")
    is_public = forms.BooleanField(
        label=_("May be shown to requesters"), required=False, initial=True
    )
    reason = _text(_("Reason"), LONGEST_SENTENCE, rows=2)

    def __init__(
        self, *args: Any, code: str, cities: Pairs, categories: Pairs, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept_code = code
        if code:
            del self.fields["code"]
        investors = [pair for pair in countries.choices() if pair[0] in COUNTRIES]
        offered = (FtzArea.choices, cities, categories, investors)
        for name, pairs in zip(SCOPE, offered, strict=True):
            self.fields[name].choices = pairs  # type: ignore[attr-defined]  # a ChoiceField

    def draft(self, seen: int) -> MeasureDraft:
        """What was drafted, following the version `seen`."""
        said = dict(self.cleaned_data)
        scope = Scope(*(tuple(said.pop(name)) for name in SCOPE))
        code = said.pop("code", self.kept_code)
        return MeasureDraft(**said, code=code, scope=scope, seen=seen)


def as_published(version: MeasureVersion | None) -> dict[str, object]:
    """The form filled in with what is published; the reason is asked anew."""
    if version is None:
        return {}
    names = set(MeasureForm.base_fields) - {"code", "reason"}
    return {name: getattr(version, name) for name in names}
