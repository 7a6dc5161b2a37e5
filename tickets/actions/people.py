"""Open accounts, keep them, and close them."""

import datetime as dt
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import sign_in, standing
from accounts.models import Session, User
from accounts.roles import May
from tickets.access import permits
from tickets.actions import grants
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.carried import missing
from tickets.rules.people import Newcomer, Preferences
from tickets.rules.problems import refuse_first

TAKEN = _("Somebody has an account with this e-mail address.")
NOT_ONESELF = _("You cannot do this to your own account. Ask another administrator.")


@transaction.atomic
def open_account(newcomer: Newcomer, *, by: User | None, now: dt.datetime) -> User:
    """A person who cannot sign in yet: a part of inviting and enrolling, which write the Event.

    Raises Refused where something is wrong with what was typed, or the address is taken.
    """
    refuse_first(newcomer.problems())
    with refused_by_database(accounts_user_email_key=TAKEN):
        return User.objects.make(
            newcomer.email,
            name=newcomer.name.strip(),
            name_latin=newcomer.name_latin.strip(),
            phone=newcomer.phone.strip(),
            language=newcomer.language,
            spoken_languages=list(newcomer.spoken_languages),
            is_active=False,
            joined_at=now,
        )


@transaction.atomic
def enrol(newcomer: Newcomer, *, password_hash: str, by: User | None, now: dt.datetime) -> User:
    """Open an account that is ready at once; only the house does this, for a demo or at set-up.

    `password_hash` is as Django's hasher makes it; empty leaves the e-mail code as the only way in.
    """
    permits.only_the_house(by)
    person = open_account(newcomer, by=by, now=now)
    person.is_active = True
    person.password = password_hash or person.password
    person.save(update_fields=["is_active", "password"])
    sign_in.note_proven_mailbox(person)
    Event.objects.append(person.stream, "enrolled", by=by, now=now, facts={})
    return person


@transaction.atomic
def change_preferences(person: User, wanted: Preferences, *, by: User, now: dt.datetime) -> User:
    """A person says how to call, reach and address them. Raises Refused if nothing is different."""
    person = _own(person, by)
    refuse_first(wanted.problems(settings.COMPLETE_LANGUAGES))
    changed = [name for name, value in asdict(wanted).items() if getattr(person, name) != value]
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    for name in changed:
        setattr(person, name, getattr(wanted, name))
    person.save(update_fields=changed)
    facts = {"changed": changed}  # not what was said: names and numbers do not belong in a history
    Event.objects.append(person.stream, "preferences_changed", by=by, now=now, facts=facts)
    return person


@transaction.atomic
def change_language(person: User, language: str, *, by: User, now: dt.datetime) -> User:
    """A person wants to be spoken to in another language; asking for the same one is no deed."""
    person = _own(person, by)
    if language not in settings.COMPLETE_LANGUAGES:
        sentence = _("Choose one of the languages on offer.")
        raise missing("language", sentence, "choice")
    if person.language == language:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    person.language = language
    person.save(update_fields=["language"])
    facts = {"changed": ["language"]}
    Event.objects.append(person.stream, "preferences_changed", by=by, now=now, facts=facts)
    return person


@transaction.atomic
def deactivate(person: User, *, by: User | None, now: dt.datetime) -> User:
    """Let somebody in no more: at once, in every browser, by every open invitation."""
    permits.demand_anywhere(by, May.MANAGE_STAFF, now=now)
    person = _another(person, by)
    if person.deactivated_at is not None:
        raise Refused(Because.STATE, "deactivated", _("This account is closed already."))
    grants.keep_an_administrator(person, by=by, now=now)
    person.is_active, person.deactivated_at = False, now
    person.save(update_fields=["is_active", "deactivated_at"])
    person.invitations.unanswered().update(revoked_at=now)
    ended, _rows = Session.objects.filter(user=person).delete()
    facts = {"sessions_ended": ended}
    Event.objects.append(person.stream, "deactivated", by=by, now=now, facts=facts)
    standing.forget(person)
    return person


@transaction.atomic
def reactivate(person: User, *, by: User | None, now: dt.datetime) -> User:
    """Let somebody in again who was shut out. Whoever never came in needs an invitation."""
    permits.demand_anywhere(by, May.MANAGE_STAFF, now=now)
    person = _another(person, by)
    if person.deactivated_at is None:
        raise Refused(Because.STATE, "active", _("This account is open already."))
    person.is_active, person.deactivated_at = sign_in.has_proven_mailbox(person), None
    person.save(update_fields=["is_active", "deactivated_at"])
    Event.objects.append(person.stream, "reactivated", by=by, now=now, facts={})
    standing.forget(person)
    return person


def _locked(person: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _own(person: User, by: User) -> User:
    if person.pk != by.pk:
        raise Refused(Because.ROLE, "not_oneself", permits.NOT_YOURS)
    return _locked(person)


def _another(person: User, by: User | None) -> User:
    if by is not None and by.pk == person.pk:
        raise Refused(Because.ROLE, "oneself", NOT_ONESELF)
    return _locked(person)
