"""Register requesters, correct what is known of them, verify it, and say who looks after them."""

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Grant, Office, Recusal, Region, User
from accounts.roles import May, RequesterRole
from accounts.standing import may, may_for
from tickets.access import permits
from tickets.access.office_settings import value_at
from tickets.actions import outbox
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.carried import missing
from tickets.rules.days import day_of
from tickets.rules.enterprises import Care, Registration
from tickets.rules.notifications import Kind
from tickets.rules.office_settings import Key
from tickets.rules.problems import refuse_first
from tickets.rules.wording import Fact, name_of

CLASHES = {
    "one_enterprise_per_credit_code": _("A requester with this credit code is registered already.")
}


@transaction.atomic
def register(registration: Registration, *, by: User | None, now: dt.datetime) -> Enterprise:
    """Enter a requester; it is not verified by that. Staff of its place do this, or above it."""
    facts = _facts(registration)
    enterprise = Enterprise(**facts, registered_at=now)
    office = _demand(by, enterprise, now)
    enterprise.visibility = value_at(office, Key.VISIBILITY)
    with refused_by_database(**CLASHES):
        enterprise.save(force_insert=True)
    Event.objects.append(enterprise.stream, "registered", by=by, now=now, facts=_told(facts))
    return enterprise


@transaction.atomic
def correct(
    enterprise: Enterprise, registration: Registration, *, by: User | None, now: dt.datetime
) -> Enterprise:
    """Change what is known of a requester. Its owners may until it is verified, then only staff."""
    enterprise = _locked(enterprise)
    facts = _facts(registration)
    changed = {name: value for name, value in facts.items() if getattr(enterprise, name) != value}
    _may_correct(by, enterprise, changed, now)
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    before = _told({name: getattr(enterprise, name) for name in changed})
    for name, value in changed.items():
        setattr(enterprise, name, value)
    with refused_by_database(**CLASHES):
        enterprise.save(update_fields=list(changed))
    told = {name: [before[name], after] for name, after in _told(changed).items()}
    Event.objects.append(enterprise.stream, "corrected", by=by, now=now, facts=told)
    return enterprise


@transaction.atomic
def verify(enterprise: Enterprise, *, by: User, now: dt.datetime) -> Enterprise:
    """Staff have compared what is known of a requester with its papers."""
    enterprise = _locked(enterprise)
    permits.demand(by, May.REGISTER, at=enterprise.home_office(), now=now)
    if enterprise.verified_at is not None:
        raise Refused(Because.STATE, "verified", _("This requester was verified already."))
    if enterprise.kind == Enterprise.Kind.ENTERPRISE and not enterprise.credit_code:
        sentence = _("Enter the credit code first: without it nothing can be compared.")
        raise missing("credit_code", sentence)
    enterprise.verified_at, enterprise.verified_by = now, by
    enterprise.save(update_fields=["verified_at", "verified_by"])
    Event.objects.append(enterprise.stream, "verified", by=by, now=now, facts={})
    return enterprise


@transaction.atomic
def name_concierge(
    enterprise: Enterprise, care: Care, *, by: User | None, now: dt.datetime
) -> Enterprise:
    """Say who looks after a requester, and who stands in; both must be concierges of its office."""
    enterprise = _locked(enterprise)
    office = enterprise.home_office()
    permits.demand(by, May.NAME_CONCIERGE, at=office, now=now)
    refuse_first(care.problems())
    concierge = _concierge("concierge", care.concierge, enterprise, now)
    deputy = _concierge("deputy", care.deputy, enterprise, now) if care.deputy else None
    if (enterprise.concierge, enterprise.deputy) == (concierge, deputy):
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    enterprise.concierge, enterprise.deputy = concierge, deputy
    enterprise.save(update_fields=["concierge", "deputy"])
    facts = {"concierge": str(concierge.pk), "deputy": str(deputy.pk) if deputy else None}
    if reason := care.reason.strip():
        facts["reason"] = reason
    Event.objects.append(enterprise.stream, "concierge_named", by=by, now=now, facts=facts)
    _tell_of_care(enterprise, office, by, now)
    return enterprise


def _locked(enterprise: Enterprise) -> Enterprise:
    return Enterprise.objects.select_for_update(no_key=True, of=("self",)).get(pk=enterprise.pk)


def _facts(registration: Registration) -> dict[str, Any]:
    """The columns of a requester from what was typed. Raises Refused where something is wrong."""
    tidied = registration.tidied()
    refuse_first(tidied.problems())
    region = Region.objects.filter(code=tidied.region).first()
    if region is None or Office.objects.home_of(region.code) is None:
        raise missing("region", _("Choose a place from the list."), "choice")
    return asdict(tidied) | {"region": region}


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.code if isinstance(value, Region) else value for name, value in facts.items()
    }


def _demand(by: User | None, enterprise: Enterprise, now: dt.datetime) -> Office:
    """Staff of the requester's office; for a key enterprise of the province those at its top.

    Returns the office of its place.
    """
    home = enterprise.home_office()
    top = Office.objects.get(id=home.lineage[0]) if enterprise.is_key else home
    permits.demand(by, May.REGISTER, at=top, now=now)
    return home


def _may_correct(
    by: User | None, enterprise: Enterprise, changed: dict[str, Any], now: dt.datetime
) -> None:
    owner = by is not None and may_for(
        by, May.MANAGE_COLLEAGUES, enterprise=enterprise, on=day_of(now)
    )
    if owner and enterprise.verified_at is not None:
        sentence = _("These details were verified. Ask your concierge to change them.")
        raise Refused(Because.STATE, "verified", sentence)
    if not owner or "is_key" in changed:
        kept = Enterprise(kind=enterprise.kind, region=enterprise.region)
        kept.is_key = "is_key" in changed
        _demand(by, kept, now)
    if not owner and "region" in changed:
        _may_move(by, enterprise, changed["region"], now)


def _may_move(by: User | None, enterprise: Enterprise, to: Region, now: dt.datetime) -> None:
    """Raise Refused(ROLE) for staff of the one office who would move it to another's place."""
    there = Enterprise(kind=enterprise.kind, region=to).home_office()
    if by is not None and not may(by, May.REGISTER, at=there, on=day_of(now)):
        said = gettext(
            "%(here)s cannot move a requester to %(there)s by itself, because %(there)s looks after"
            " it from then on. Ask the province to do it."
        )
        told = said % {"here": enterprise.home_office(), "there": there}
        raise Refused(Because.ROLE, "not_both_offices", told, field="region")


def _concierge(field: str, person_id: UUID, enterprise: Enterprise, now: dt.datetime) -> User:
    """A person who handles tickets at its office or above, with no interest in the requester.

    Raises Refused(MISSING).
    """
    office = enterprise.home_office()
    grants = Grant.objects.in_force(day_of(now)).that(May.HANDLE)
    here = grants.filter(user=person_id, user__is_active=True, office__in=office.lineage)
    grant = here.select_related("user").first()
    if grant is None:
        sentence = _("Choose a concierge of this office or of the province.")
        raise missing(field, sentence, "not_a_concierge")
    if person_id in Recusal.objects.from_enterprise(enterprise.pk).people():
        said = gettext("%(person)s has an interest in this enterprise. Choose somebody else.")
        raise missing(field, said % {"person": grant.user}, "recused")
    return grant.user


def _tell_of_care(
    enterprise: Enterprise, office: Office, by: User | None, now: dt.datetime
) -> None:
    words: dict[str, Fact] = {
        "giver": name_of(by) if by else _("The office"),
        "concierge": name_of(enterprise.concierge),
        "deputy": name_of(enterprise.deputy) if enterprise.deputy else "",
        "office": name_of(office),
        "enterprise": name_of(enterprise),
    }
    members = enterprise.memberships.in_force(day_of(now)).select_related("user")
    told = [member.user for member in members if member.role != RequesterRole.AGENT]
    outbox.queue(Kind.CONCIERGE_NAMED, told, words, link="", now=now)
    cared = [person for person in (enterprise.concierge, enterprise.deputy) if person]
    outbox.queue(Kind.CARE_GIVEN, cared, words, link="", now=now)
