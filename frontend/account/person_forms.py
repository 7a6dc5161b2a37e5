"""What the house asks of a person about themselves: preferences, first visit, first set-up."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from frontend.components import zones
from frontend.components.plain_form import PlainForm
from tickets.errors import Refused
from tickets.rules.people import Founding, Joining, Newcomer, Preferences, weak_password
from tickets.rules.problems import Problem

NEW_PASSWORD = _(
    "12 characters or more. Several words in a row are easy to keep and hard to guess."
)


def offered_languages() -> list[tuple[str, str]]:
    """The languages every page speaks, in their own names."""
    return [pair for pair in settings.LANGUAGES if pair[0] in settings.COMPLETE_LANGUAGES]


def _name(label: Any, **more: Any) -> forms.CharField:
    plain = forms.TextInput(attrs={"spellcheck": "false", "autocomplete": more.pop("fill", "name")})
    return forms.CharField(label=label, widget=plain, max_length=100, **more)


def _email(label: Any, fill: str = "email") -> forms.CharField:
    plain = forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": fill})
    return forms.CharField(label=label, widget=plain, max_length=254)


def _new_password() -> forms.CharField:
    hidden = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=_("Password"), help_text=NEW_PASSWORD, widget=hidden, max_length=128, strip=False
    )


def _languages() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language"), choices=offered_languages, widget=forms.RadioSelect
    )


class PersonForm(PlainForm):
    """A form whose every answer is looked at by the rule that the deed looks at too."""

    def problems(self) -> Iterable[Problem]:
        """What is wrong with what was typed, once each field by itself is readable."""
        raise NotImplementedError(type(self).__name__)

    def clean(self) -> None:
        """Say every problem at its own field."""
        if not self.errors:
            for problem in self.problems():
                self.add_error(problem.field, str(problem.message))

    def tell(self, refused: Refused) -> None:
        """Show why a deed was refused, at its field if it names one of ours."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))


class PreferencesForm(PersonForm):
    """How one wants to be called, reached and spoken to."""

    name = _name(_("Full name"))
    name_latin = _name(
        _("Name in Latin letters"),
        required=False,
        fill="off",
        help_text=_("For colleagues who read another script, such as Li Min."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = _languages()
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones.choices,
        help_text=_("Moments are shown in this zone, with Beijing time beside it."),
    )

    def carried(self) -> Preferences:
        """What was chosen."""
        return Preferences(**self.cleaned_data)

    def problems(self) -> Iterable[Problem]:
        """What is wrong with it."""
        return self.carried().problems(settings.COMPLETE_LANGUAGES)


class JoiningForm(PersonForm):
    """What an invited person says before the account is theirs."""

    name = _name(_("Full name"))
    password = _new_password()
    language = _languages()

    def __init__(self, person: User, data: Any = None) -> None:
        self.person = person
        super().__init__(data, initial={"name": person.name, "language": person.language})

    def carried(self) -> Joining:
        """What was said."""
        return Joining(**self.cleaned_data)

    def problems(self) -> Iterable[Problem]:
        """What is wrong with it."""
        joining = self.carried()
        yield from joining.problems(settings.COMPLETE_LANGUAGES)
        yield from weak_password(joining.password, self.person)


class FoundingForm(PersonForm):
    """The first two administrators of an empty house."""

    system_name = _name(_("Your full name"))
    system_email = _email(_("Your e-mail address"), fill="username")
    password = _new_password()
    security_name = _name(_("Full name of the security administrator"), fill="off")
    security_email = _email(_("E-mail address of the security administrator"), fill="off")

    def carried(self) -> Founding:
        """Who they are."""
        given = self.cleaned_data
        return Founding(
            Newcomer(given["system_email"], given["system_name"]),
            given["password"],
            Newcomer(given["security_email"], given["security_name"]),
        )

    def problems(self) -> Iterable[Problem]:
        """What is wrong with it."""
        founding = self.carried()
        yield from founding.problems()
        person = User(email=founding.system.email, name=founding.system.name)
        yield from weak_password(founding.password, person)
