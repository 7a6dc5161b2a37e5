"""The e-mail backend: every mail, sign-in codes too, becomes an outbox row."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Queues instead of sending; the worker delivers."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message for each of its recipients."""
        raise NotImplementedError
