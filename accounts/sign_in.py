"""How people come in: allauth's adapters with the house's rules and the house's words."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.standing import person_with_roles

WRONG_CODE = _("This code is not right or no longer valid. Take the newest one.")


class Recognition(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Who signs in is checked by allauth; who is signed in comes with their roles."""

    def get_user(self, user_id: UUID) -> User | None:
        """The person of a session, unless their account was closed since."""
        person = person_with_roles(user_id)
        return person if person and self.user_can_authenticate(person) else None


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are opened by invitation; nobody signs up unasked."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed"),
        "email_password_mismatch": _("The e-mail address or the password is not right"),
        "enter_current_password": _("This is not your current password"),
        "incorrect_password": _("This is not your password"),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "duplicate_email": _("This address is already yours"),
        "email_taken": _("Another account uses this address"),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to a person in their own language, whatever the page was read in."""
        reader = User.objects.with_mailbox(email)
        language = reader.written_language if reader else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The authenticator app and its recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Confirm your e-mail address first"),
        "add_email_blocked": _("Turn off the authenticator app before you add an address"),
        "cannot_delete_authenticator": _("The authenticator app cannot be turned off"),
        "cannot_generate_recovery_codes": _("Set up the authenticator app first"),
    }

    def get_totp_issuer(self) -> str:
        """The name the app on the phone shows above the code."""
        return str(settings.PRODUCT_NAME)


def has_proven_mailbox(person: User) -> bool:
    """Whether the person has ever shown that they read the mail sent to their address."""
    known = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    return bool(known.exists())


def note_proven_mailbox(person: User) -> None:
    """Let allauth know that this person reads the mail sent to their address."""
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
