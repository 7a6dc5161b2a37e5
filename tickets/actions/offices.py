"""Open offices and keep their particulars."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Region, User
from accounts.roles import May
from tickets.access import permits
from tickets.errors import Because, Refused, refused_by_database
from tickets.models import Event
from tickets.rules.carried import missing
from tickets.rules.offices import Opening, Profile
from tickets.rules.problems import refuse_first

CLASHES = {
    "accounts_office_code_key": _("There is an office with this code."),
    "one_node_per_place": _("There is an office of this kind at this place."),
    "one_office_per_document_mark": _("Another office has this mark already."),
}


@transaction.atomic
def establish(opening: Opening, *, by: User | None, now: dt.datetime) -> Office:
    """Open an office under another one: a handling unit, a law firm, a city, a zone."""
    refuse_first(opening.problems())
    parent = Office.objects.filter(code=opening.parent, is_active=True).first()
    region = Region.objects.filter(code=opening.region).first()
    if parent is None or region is None:
        field = "region" if parent else "parent"
        raise missing(field, _("Choose one from the list."), "choice")
    permits.demand(by, May.MANAGE_STAFF, at=parent, now=now)
    office = Office(
        kind=opening.kind,
        code=opening.code,
        region=region,
        parent=parent,
        **asdict(opening.profile) | {"document_mark": opening.profile.document_mark or ""},
    )
    office.lineage = [*parent.lineage, office.id]
    with refused_by_database(**CLASHES):
        office.save(force_insert=True)
    facts = {"kind": office.kind, "code": office.code, "parent": parent.code}
    Event.objects.append(office.stream, "established", by=by, now=now, facts=facts)
    return office


@transaction.atomic
def correct(office: Office, profile: Profile, *, by: User | None, now: dt.datetime) -> Office:
    """Change what an office is called, how it is reached, whether it is a complaint agency."""
    office = Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    permits.demand(by, May.MANAGE_STAFF, at=office, now=now)
    refuse_first(profile.problems())
    wanted = {name: said for name, said in asdict(profile).items() if said is not None}
    changed = {name: [getattr(office, name), new] for name, new in wanted.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        raise Refused(Because.STATE, "unchanged", _("Nothing was changed."))
    for name, (_before, after) in changed.items():
        setattr(office, name, after)
    with refused_by_database(**CLASHES):
        office.save(update_fields=list(changed))
    Event.objects.append(office.stream, "corrected", by=by, now=now, facts=changed)
    return office
