"""A message as it travels: headers, text and formatted text (RFC 5322)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from django.conf import settings
from django.utils import translation

from tickets.models import OutboxMessage
from tickets.rules.notifications import address_of

_POLICY = SMTP.clone(cte_type="7bit")  # every server on the way can carry it


def message_id(message: OutboxMessage) -> str:
    """The Message-ID, the same on every attempt: a mail sent twice is shown once."""
    return f"<{message.pk}@{address_of(settings.DEFAULT_FROM_EMAIL).domain}>"


def _house(language: str) -> Address:
    sender = address_of(settings.DEFAULT_FROM_EMAIL)
    with translation.override(language):
        return Address(str(settings.PRODUCT_NAME), sender.username, sender.domain)


def written(message: OutboxMessage) -> EmailMessage:
    """The mail of an outbox row; the sender is always the house."""
    mail = EmailMessage(_POLICY)
    mail["From"] = _house(message.language)
    mail["To"] = address_of(message.address)
    mail["Subject"] = message.subject
    mail["Date"] = message.queued_at
    mail["Message-ID"] = message_id(message)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answer, please
    mail["Content-Language"] = message.language
    mail.set_content(message.text)
    if html := message.formatted:
        mail.add_alternative(html, subtype="html")
    return mail
