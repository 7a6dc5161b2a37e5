"""How people come in: allauth's adapter with the house's rules."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are opened by invitation; nobody signs up unasked."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False
