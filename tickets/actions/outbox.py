"""Queue messages to people, inside the deed they tell about. Nothing here sends.

The rows are their own history: no Event is written beside them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from tickets.models import OutboxMessage, bulk
from tickets.models.bulk import Row
from tickets.models.mute import HEARD
from tickets.models.outbox import kick_after_commit
from tickets.rules import notifications, wording
from tickets.rules.notifications import Kind, Mail
from tickets.rules.wording import Fact, Words

Channel = OutboxMessage.Channel


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told: the words of the kind's template, and the page that opens with it.

    `about` is the ticket it is about, if it is about one.
    """

    kind: Kind
    to: User
    facts: Mapping[str, Fact]
    link: str = ""
    about: UUID | None = None


def queue(
    kind: Kind, to: Iterable[User], facts: Mapping[str, Fact], *, link: str, now: dt.datetime
) -> None:
    """Tell each of these people the same thing."""
    queue_all([Letter(kind, one, facts, link) for one in to], now=now)


@transaction.atomic(savepoint=False)
def queue_all(letters: Sequence[Letter], *, now: dt.datetime) -> None:
    """Tell people something, each in their own language and time zone, in one statement.

    Everybody who may sign in gets a notification, and an e-mail unless they did without it for
    this kind. Call it inside the transaction of the deed. Raises ValueError for a link that leads
    out.
    """
    heard = [each for each in letters if each.to.is_active]
    if not heard:
        return
    rows: list[Row] = []
    scribe = wording.Scribe()
    for letter in heard:
        words = scribe.words_for(letter.to, letter.kind, letter.facts, letter.link)
        rows += (_notice(letter, words, now), _mail(letter, words, now))
    bulk.insert(OutboxMessage, rows, wanted=HEARD)
    kick_after_commit()


@transaction.atomic
def post(mail: Mail, kind: Kind, *, now: dt.datetime) -> OutboxMessage:
    """Queue a mail whose words are ready, such as a sign-in code.

    Raises ValueError for anything but one well-formed address.
    """
    address = notifications.address_of(mail.address).addr_spec
    row = OutboxMessage(
        channel=Channel.EMAIL,
        kind=kind,
        recipient=User.objects.filter(email=address.lower()).first(),
        address=address,
        language=mail.language,
        subject=notifications.one_line(mail.subject),
        text=notifications.body(mail.text),
        html=mail.html,
        queued_at=now,
        next_try_at=now,
    )
    row.save(force_insert=True)
    kick_after_commit()
    return row


def _notice(letter: Letter, words: Words, now: dt.datetime) -> Row:
    there = {"text": words.text, "link": notifications.own_path(letter.link), "sent_at": now}
    return _row(letter, words, now) | there


def _mail(letter: Letter, words: Words, now: dt.datetime) -> Row:
    address = notifications.address_of(letter.to.email).addr_spec
    there = {"text": words.mail, "channel": Channel.EMAIL, "address": address}
    return _row(letter, words, now) | there


def _row(letter: Letter, words: Words, now: dt.datetime) -> dict[str, object]:
    return {
        "channel": Channel.IN_APP,
        "kind": letter.kind,
        "recipient_id": letter.to.pk,
        "ticket_id": letter.about,
        "address": "",
        "language": words.language,
        "subject": words.subject,
        "text": "",
        "link": "",
        "queued_at": now,
        "next_try_at": now,
        "sent_at": None,
    }
