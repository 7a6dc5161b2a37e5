"""The e-mail backend: every mail, sign-in codes too, becomes an outbox row."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from tickets.actions import outbox
from tickets.rules.notifications import Kind, Mail


class OutboxBackend(BaseEmailBackend):
    """Queues instead of sending; the worker delivers."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message once for each of its recipients; returns how many messages.

        Raises ValueError for an ill-formed address, and for attachments: nothing in the house
        mails files.
        """
        for message in email_messages:
            if message.attachments:
                raise ValueError("mails carry no files here: link to the page instead")
            for mail in _mails(message):
                outbox.post(mail, Kind.ACCOUNT, now=timezone.now())
        return len(email_messages)


def _mails(message: EmailMessage) -> list[Mail]:
    language = translation.get_language() or settings.LANGUAGE_CODE
    subject, text, html = str(message.subject), str(message.body), _html(message)
    return [Mail(address, subject, text, language, html) for address in message.recipients()]


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(form) for form, kind in message.alternatives if kind == "text/html"), "")
