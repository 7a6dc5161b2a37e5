"""What is asked about requesters: what they are, who looks after them, who speaks for them."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise
from accounts.models.enterprise import FtzArea, Sector
from accounts.roles import REQUESTERS, RequesterRole
from frontend.components import countries
from frontend.components.plain_form import PlainForm
from tickets.access.register import WITHOUT, Pairs, Wanted
from tickets.rules.carried import LONGEST_SENTENCE
from tickets.rules.enterprises import COUNTRIES, NAME_LONGEST, Care, Registration
from tickets.rules.members import NewMember, Part
from tickets.rules.people import NAME_LONGEST as PERSON_LONGEST
from tickets.rules.people import Newcomer

ALL = ("", _("All"))
NONE = ("", "–")
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class FindForm(forms.Form):
    """Which requesters the register is to show."""

    words = forms.CharField(
        label=_("Piece of the name, or credit code"), required=False, max_length=200
    )
    region = forms.ChoiceField(label=_("Registered place"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ALL, *Enterprise.Kind.choices]
    )
    ftz_area = forms.ChoiceField(
        label=_("Free-trade zone area"), required=False, choices=[ALL, *FtzArea.choices]
    )
    care = forms.ChoiceField(
        label=_("Concierge"), required=False, choices=[ALL, (WITHOUT, _("Without a concierge"))]
    )

    def __init__(self, *args: Any, places: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [ALL, *places]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> Wanted:
        """What was asked for; what cannot be read narrows nothing."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


def _name(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=NAME_LONGEST, required=False)


class RegistrationForm(PlainForm):
    """Everything the register says of a requester."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Enterprise.Kind.choices)
    name_zh = _name(_("Chinese name"))
    name_en = _name(_("English name"))
    name_original = _name(_("Name in its own language"))
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        max_length=40,
        required=False,
        help_text=_("18 characters as on the licence; institutions have none."),
    )
    nationality = forms.ChoiceField(label=_("Country or region of the investor"))
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[NONE, *Sector.choices])
    region = forms.ChoiceField(label=_("Registered place"))
    ftz_area = forms.ChoiceField(
        label=_("Free-trade zone area"), required=False, choices=[NONE, *FtzArea.choices]
    )
    is_key = forms.BooleanField(
        label=_("Key enterprise of the province"),
        required=False,
        help_text=_("Only the province sets this; its requests go to the province."),
    )

    def __init__(self, *args: Any, places: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        investors = [pair for pair in countries.choices() if pair[0] in COUNTRIES]
        for name, pairs in {"region": places, "nationality": investors}.items():
            self.fields[name].choices = [NONE, *pairs]  # type: ignore[attr-defined]  # a ChoiceField

    def registration(self) -> Registration:
        """The requester as typed."""
        return Registration(**self.cleaned_data)


def as_registered(enterprise: Enterprise) -> dict[str, object]:
    """The form filled in with what is known."""
    known = {name: getattr(enterprise, name) for name in RegistrationForm.base_fields}
    return known | {"region": enterprise.region_id}


class CareForm(PlainForm):
    """Who looks after a requester, who stands in, and why."""

    concierge = forms.ChoiceField(label=_("Concierge"))
    deputy = forms.ChoiceField(label=_("Deputy"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_SENTENCE, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, concierges: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, none in (("concierge", NONE), ("deputy", ("", _("Nobody")))):
            self.fields[name].choices = [none, *concierges]  # type: ignore[attr-defined]  # a ChoiceField

    def care(self) -> Care:
        """Who was chosen."""
        said = self.cleaned_data
        deputy = UUID(said["deputy"]) if said["deputy"] else None
        return Care(UUID(said["concierge"]), deputy, said["reason"])


class MemberForm(PlainForm):
    """Somebody who is to speak for a requester."""

    name = forms.CharField(label=_("Full name"), max_length=PERSON_LONGEST)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=lambda: [
            pair for pair in settings.LANGUAGES if pair[0] in settings.COMPLETE_LANGUAGES
        ],
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=lambda: [
            (role.value, f"{role.label} – {card.purpose}") for role, card in REQUESTERS.items()
        ],
        initial=RequesterRole.MEMBER,
    )
    until_date = forms.DateField(
        label=_("Last day"),
        widget=DAY,
        required=False,
        help_text=_("An agent needs it: the last day of the power of attorney."),
    )

    def member(self) -> NewMember:
        """The person as typed."""
        said = self.cleaned_data
        person = Newcomer(said["email"], said["name"], language=said["language"])
        return NewMember(person, Part(said["role"], said["until_date"]))
