"""The questions at the door, in our words; what they check stays allauth's."""

from collections.abc import Sequence
from typing import Any, cast

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as app
from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.rules.notifications import KINDS, Kind

Words = str | Promise


PASSWORD_HINT = _(
    "12 characters or more. Several words in a row are easy to keep and hard to guess."
)


def _ask(
    form: forms.Form, name: str, label: Words, empty: Words, hint: Words = "", **attributes: str
) -> None:
    """Label, hint and attributes of one field, and what to say when it is left empty.

    No placeholder: it vanishes when one types.
    """
    field = form.fields[name]
    field.label, field.help_text = str(label), str(hint)
    field.error_messages["required"] = str(empty)
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignIn(account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password. A refusal stands at the password and never says which was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self, "login", autocomplete="username")
        _ask(self, "password", _("Password"), _("Enter your password"))

    def add_error(self, field: str | None, error: Any) -> None:
        """A refusal of both together belongs to the password."""
        super().add_error(field or "password", error)


class AskForCode(account.RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Where to send the sign-in code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self, "email", autocomplete="username")


class AskForReset(account.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Where to send the code that lets one choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self, "email", autocomplete="username")


class AddAddress(account.AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """A further address of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_address(self, "email", autocomplete="email")


class SignInCode(account.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code from the mail, to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class AddressCode(account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # no types
    """The code from the mail, to prove an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class ResetCode(account.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # no types
    """The code from the mail, to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class NewPassword(account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """A new password after a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_new_password(self)


class FirstPassword(account.SetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A password where there was none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_new_password(self)


class ChangePassword(account.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password, then the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "oldpassword", _("Current password"), _("Enter your current password"))
        _ask_for_new_password(self)


class ItIsMe(account.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask(self, "password", _("Password"), _("Enter your password"))


class SecondStep(second_step.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code of the app, or a recovery code, to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_second_step(self)


class SecondStepAgain(second_step.ReauthenticateForm):  # type: ignore[misc]  # no types
    """The code of the app once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_second_step(self)


class TurnOnApp(app.ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of the app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)
        self.fields["code"].label = _("6-digit code of the app")


def _ask_for_address(form: forms.Form, name: str, *, autocomplete: str) -> None:
    empty = _("Enter your e-mail address")
    _ask(form, name, _("E-mail"), empty, autocomplete=autocomplete, spellcheck="false")
    form.fields[name].error_messages["invalid"] = _("Enter an address like name@example.com")


def _ask_for_code(form: forms.Form) -> None:
    empty = _("Enter the 6-digit code")
    _ask(form, "code", _("6-digit code"), empty, inputmode="numeric", spellcheck="false")


def _ask_for_second_step(form: forms.Form) -> None:
    empty = _("Enter the code the app shows")
    _ask(form, "code", _("Code of the app, or a recovery code"), empty, spellcheck="false")


def _ask_for_new_password(form: forms.Form) -> None:
    _ask(form, "password1", _("New password"), _("Choose a new password"), PASSWORD_HINT)
    _ask(form, "password2", _("New password once more"), _("Enter the new password once more"))


class ChooseMails(forms.Form):
    """Which kinds of notifications also come by e-mail; all others always do."""

    kinds = forms.TypedMultipleChoiceField(
        label=_("Send me an e-mail too when"),
        required=False,
        coerce=Kind,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, offered: Sequence[Kind], wanted: Sequence[Kind], data: QueryDict | None
    ) -> None:
        super().__init__(data, initial={"kinds": wanted})
        kinds = cast("forms.TypedMultipleChoiceField", self.fields["kinds"])
        kinds.choices = [(kind, KINDS[kind].name) for kind in offered]
