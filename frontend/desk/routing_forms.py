"""The forms in which the dispatcher writes a routing rule and publishes the whole set."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.components.plain_form import PlainForm
from frontend.desk.rule_words import RuleWords
from tickets.reports.dry_runs import LAST
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.enterprises import COUNTRIES
from tickets.rules.routing_rules import Goal, Rule

LISTS = ("tracks", "categories", "regions", "areas", "nationalities", "levels")
EITHER = {"": None, "yes": True, "no": False}
ANY = _("None chosen means all.")


def _some(label: Any) -> forms.MultipleChoiceField:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, required=False, help_text=ANY, widget=boxes)


def _either(label: Any) -> forms.ChoiceField:
    asked = [("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(label=label, required=False, choices=asked)


class RuleForm(PlainForm):
    """One rule; the last of a set has no conditions and asks only where it leads."""

    tracks = _some(_("Track"))
    categories = _some(_("Category"))
    regions = _some(_("Registered place"))
    areas = _some(_("Free-trade zone area"))
    nationalities = forms.MultipleChoiceField(
        label=_("Investors from"),
        required=False,
        help_text=ANY,
        widget=forms.SelectMultiple({"size": 6}),
    )
    is_key = _either(_("Key enterprise of the province"))
    several_cities = _either(_("Several cities concerned"))
    levels = _some(_("Level of the complained-of organ"))
    goal = forms.ChoiceField(label=_("Goes to"), choices=Goal.choices, widget=forms.RadioSelect)
    office = forms.ChoiceField(
        label=_("Office"), required=False, help_text=_("Only where it goes to one office by name.")
    )

    def __init__(self, *args: Any, words: RuleWords, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LISTS:
            pairs = words.names[name].items()
            if name == "nationalities":
                pairs = [pair for pair in pairs if pair[0] in COUNTRIES]  # type: ignore[assignment]  # pairs either way
            self.fields[name].choices = list(pairs)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["office"].choices = [("", "–"), *words.offices.items()]  # type: ignore[attr-defined]  # likewise
        if is_last:
            self.fields = {name: self.fields[name] for name in ("goal", "office")}

    def rule(self) -> Rule:
        """What was typed."""
        said = self.cleaned_data
        goal, office = Goal(said["goal"]), said["office"]
        lists: dict[str, Any] = {name: tuple(said.get(name, ())) for name in LISTS}
        sides: dict[str, Any] = {
            name: EITHER[said.get(name, "")] for name in ("is_key", "several_cities")
        }
        named = uuid.UUID(office) if office and goal is Goal.OFFICE else None
        return Rule(goal, named, **lists, **sides)


def as_written(rule: Rule) -> dict[str, object]:
    """The form filled in with a rule."""
    sides = {None: "", True: "yes", False: "no"}
    lists = {name: list(getattr(rule, name)) for name in LISTS}
    either = {name: sides[getattr(rule, name)] for name in ("is_key", "several_cities")}
    return {"goal": rule.goal.value, "office": str(rule.office or ""), **lists, **either}


class LastForm(forms.Form):
    """Over how many tickets to try the draft."""

    last = forms.TypedChoiceField(
        label=_("Try it on"),
        coerce=int,
        choices=[
            (str(count), _("the last %(count)d tickets") % {"count": count}) for count in LAST
        ],
    )


class PublishForm(PlainForm):
    """From when on, and why."""

    valid_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_SENTENCE, widget=forms.Textarea({"rows": 2})
    )
