"""Invite people, and let them take possession of their accounts."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import sign_in, tokens
from accounts.models import Grant, Invitation, User
from accounts.roles import May
from tickets.access import permits
from tickets.actions import grants, outbox, people
from tickets.errors import Because, Refused
from tickets.models import Event
from tickets.rules import wording
from tickets.rules.days import day_of
from tickets.rules.grants import Appointment
from tickets.rules.notifications import Kind, Mail
from tickets.rules.people import INVITATION_TIME, LINK_CLOSED, Joining, Newcomer, weak_password
from tickets.rules.problems import refuse_first
from tickets.rules.wording import Fact

MOST_IN_AN_HOUR = 3  # invitations to one mailbox


@transaction.atomic
def invite_staff(
    newcomer: Newcomer,
    *appointments: Appointment,
    by: User | None,
    now: dt.datetime,
) -> User:
    """Open an account for a colleague, invite them, and give them the roles named with it.

    Whoever opens accounts gives no roles (三权分立): only the house itself does both at once.
    """
    permits.demand_anywhere(by, May.MANAGE_STAFF, now=now)
    person = people.open_account(newcomer, by=by, now=now)
    send(person, from_=_("The office"), by=by, now=now)
    Event.objects.append(person.stream, "invited", by=by, now=now, facts={})
    for appointment in appointments:
        grants.give(person, appointment, by=by, now=now)
    if by is not None:
        _tell_who_gives_roles(person, by, now)
    return person


def _tell_who_gives_roles(person: User, by: User, now: dt.datetime) -> None:
    held = Grant.objects.in_force(day_of(now)).that(May.MANAGE_SECURITY)
    told = [one.user for one in held.filter(user__is_active=True).select_related("user")]
    words: dict[str, Fact] = {"person": wording.name_of(person), "inviter": wording.name_of(by)}
    link = reverse("desk_colleague", args=[person.pk])
    outbox.queue(Kind.STAFF_INVITED, told, words, link=link, now=now)


@transaction.atomic
def resend(person: User, *, by: User | None, now: dt.datetime) -> User:
    """Invite somebody anew who has not come yet; the older link stops working."""
    permits.demand_anywhere(by, May.MANAGE_STAFF, now=now)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_active or person.deactivated_at:
        raise Refused(Because.STATE, "not_waiting", _("This person is not waiting to come in."))
    send(person, from_=_("The office"), by=by, now=now)
    Event.objects.append(person.stream, "invited", by=by, now=now, facts={"again": True})
    return person


@transaction.atomic
def revoke(person: User, *, by: User | None, now: dt.datetime) -> User:
    """Make a person's open invitation worthless."""
    permits.demand_anywhere(by, May.MANAGE_STAFF, now=now)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.invitations.unanswered().update(revoked_at=now):
        raise Refused(Because.STATE, "no_invitation", _("There is no open invitation."))
    Event.objects.append(person.stream, "invitation_revoked", by=by, now=now, facts={})
    return person


@transaction.atomic
def accept(token: str, joining: Joining, *, by: None, now: dt.datetime) -> User:
    """Let the bearer of the token in: the mailbox is proven, the account opens, the link is used.

    Nobody is signed in yet (`by` None); the Event names the person themselves. Raises
    Refused(UNSEEN) for any token that opens nothing, whatever the reason.
    """
    person, invitation = _opened_by(token, now)
    refuse_first(joining.problems(settings.COMPLETE_LANGUAGES))
    person.name, person.language = joining.name.strip(), joining.language
    refuse_first(weak_password(joining.password, person))
    person.password, person.is_active = make_password(joining.password), True
    person.save(update_fields=["name", "language", "password", "is_active"])
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    sign_in.note_proven_mailbox(person)
    Event.objects.append(person.stream, "invitation_accepted", by=person, now=now, facts={})
    return person


@transaction.atomic
def send(person: User, *, from_: str | Promise, by: User | None, now: dt.datetime) -> Invitation:
    """Queue the mail with the link: a part of deeds that invite. `from_` is who invites, in words.

    Raises Refused(STATE) after three invitations to one mailbox within an hour.
    """
    lately = person.invitations.filter(invited_at__gt=now - dt.timedelta(hours=1)).count()
    if lately >= MOST_IN_AN_HOUR:
        sentence = _("Three invitations were sent to this address lately. Wait an hour.")
        raise Refused(Because.STATE, "too_many", sentence)
    person.invitations.unanswered().update(revoked_at=now)
    token = tokens.fresh()
    invitation = Invitation.objects.create(
        user=person,
        token_hash=tokens.hash_of(token),
        invited_at=now,
        invited_by=by,
        expires_at=now + INVITATION_TIME,
    )
    facts: dict[str, Fact] = {
        "inviter": wording.name_of(from_),
        "until": invitation.expires_at,
    }
    path = reverse("invitation", args=[token])
    words = wording.Scribe().words_for(person, Kind.INVITATION, facts, path)
    mail = Mail(person.email, words.subject, words.mail, words.language)
    outbox.post(mail, Kind.INVITATION, now=now)
    return invitation


def _opened_by(token: str, now: dt.datetime) -> tuple[User, Invitation]:
    """The invited person, locked, and their invitation as it is under that lock."""
    opened = Invitation.objects.opened_by(token, now)
    person = (
        User.objects.select_for_update(no_key=True).filter(pk__in=opened.values("user")).first()
    )
    invitation = opened.first()
    if person is None or invitation is None:
        raise Refused(Because.UNSEEN, "closed", LINK_CLOSED)
    return person, invitation
