"""Who asks: the person signed in with the browser whose session the request carries."""

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class BySession(SessionAuthentication):
    """The session of the pages; every method that may change something needs its CSRF token."""

    def authenticate_header(self, request: Request) -> str:
        """What to bring when nothing was brought: so that the answer is 401, not 403."""
        return 'Session realm="concierge"'

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a request that another site may have made the browser send."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            sentence = _("Send the header X-CSRFToken with the token of your session.")
            raise exceptions.PermissionDenied(sentence, "forgery_suspected") from None
