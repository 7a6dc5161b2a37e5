"""Queue messages to people, inside the deed they tell about. Nothing here sends.

The rows are their own history: no Event is written beside them.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from accounts.models import User
from tickets.models import Mute, OutboxMessage, Ticket
from tickets.models.outbox import kick_after_commit
from tickets.rules import notifications, wording
from tickets.rules.notifications import Kind, Mail
from tickets.rules.wording import Fact, Words

Channel = OutboxMessage.Channel


@transaction.atomic(savepoint=False)
def queue(
    kind: Kind,
    to: Collection[User],
    facts: Mapping[str, Fact],
    *,
    link: str,
    now: dt.datetime,
    ticket: Ticket | None = None,
) -> list[OutboxMessage]:
    """Tell each of these people something, each in their own language and time zone.

    Everybody who may sign in gets a notification, and an e-mail unless they did without it for
    this kind. `facts` are the words of the kind's template, `link` is the path of the page it
    opens, `ticket` is what they are about. Call it inside the transaction of the deed. Raises
    ValueError for a link that leads out.
    """
    path = notifications.own_path(link)
    muted = Mute.objects.people_without(kind, to)
    rows: list[OutboxMessage] = []
    for person in filter(lambda one: one.is_active, to):
        words = wording.words_for(person, kind, facts, path)
        rows.append(_notice(person, kind, words, path, now))
        if person.pk not in muted:
            mail = Mail(person.email, words.subject, words.mail, words.language)
            rows.append(_mail(person, kind, mail, now))
    for row in rows:
        row.ticket = ticket
    OutboxMessage.objects.bulk_create(rows)
    kick_after_commit()
    return rows


@transaction.atomic
def post(mail: Mail, kind: Kind, *, now: dt.datetime) -> OutboxMessage:
    """Queue a mail whose words are ready, such as a sign-in code.

    Raises ValueError for anything but one well-formed address.
    """
    address = notifications.address_of(mail.address).addr_spec
    person = User.objects.filter(email=address.lower()).first()
    row = _mail(person, kind, mail, now)
    row.save(force_insert=True)
    kick_after_commit()
    return row


def _notice(person: User, kind: Kind, words: Words, path: str, now: dt.datetime) -> OutboxMessage:
    return OutboxMessage(
        channel=Channel.IN_APP,
        kind=kind,
        recipient=person,
        language=words.language,
        subject=words.subject,
        text=words.text,
        link=path,
        queued_at=now,
        next_try_at=now,
        sent_at=now,
    )


def _mail(person: User | None, kind: Kind, mail: Mail, now: dt.datetime) -> OutboxMessage:
    return OutboxMessage(
        channel=Channel.EMAIL,
        kind=kind,
        recipient=person,
        address=notifications.address_of(mail.address).addr_spec,
        language=mail.language,
        subject=notifications.one_line(mail.subject),
        text=notifications.body(mail.text),
        html=mail.html,
        queued_at=now,
        next_try_at=now,
    )
