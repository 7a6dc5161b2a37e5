"""Filing a request: drafting, and submitting it once (an interrupted or repeated click is safe)."""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Membership, Office, Region, User
from accounts.roles import REQUESTERS, May, RequesterRole
from tickets.access import intake
from tickets.access.routes import Routed, routing_of
from tickets.actions import attachments, enclosures, news
from tickets.actions.clocks import TicketClocks
from tickets.errors import Because, Refused
from tickets.models import Category, Draft, Event, Hop, Named, Ticket
from tickets.rules import numbers
from tickets.rules.classification import Nature, Track, Urgency, track_of
from tickets.rules.clocks import Clock
from tickets.rules.confidentiality import Confidentiality
from tickets.rules.days import day_of
from tickets.rules.filing import LARGEST_DRAFT, MOST_DRAFTS, Filing, Source
from tickets.rules.routing import Routing
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName

TRIES = 20  # of 100,000 numbers a day; a clash this often does not happen
Chance = Callable[[int], int]


def begin(enterprise: Enterprise, *, by: User, now: dt.datetime) -> Draft:
    """Begin a draft for an enterprise one speaks for, or takes in requests of. No Event.

    A draft is its author's alone. Raises Refused: ROLE for somebody who may do neither, STATE for
    somebody who has begun too many.
    """
    _intake_offices(enterprise, by, now)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if by.drafts.filter(ticket=None).count() >= MOST_DRAFTS:
            said = gettext("You have begun %(most)d requests. Send or discard one of them first.")
            raise Refused(Because.STATE, "too_many_drafts", said % {"most": MOST_DRAFTS})
        return Draft.objects.create(author=by, enterprise=enterprise, begun_at=now, saved_at=now)


def keep(draft: Draft, typed: Mapping[str, Any], *, by: User, now: dt.datetime) -> Draft:
    """Keep what the author has typed so far, right or wrong; other answers stay.

    Raises Refused: MISSING when it is more than a draft holds, ROLE for somebody who no longer
    speaks for the enterprise or takes in its requests.
    """
    with transaction.atomic():
        held = _held(draft, by)
        _intake_offices(held.enterprise, by, now)
        if held.ticket_id is not None:
            sentence = _("This request was submitted already.")
            raise Refused(Because.STATE, "already_submitted", sentence)
        held.typed, held.saved_at = _no_larger({**held.typed, **typed}), now
        held.save(update_fields=["typed", "saved_at"])
    return held


def discard(draft: Draft, *, by: User, now: dt.datetime) -> None:
    """Throw a draft away, with its files."""
    with transaction.atomic():
        _throw_away(_held(draft, by), by, now)


def forget(*, by: None, now: dt.datetime) -> int:
    """Delete the drafts that nobody touched for thirty days; how many. A draft has no Events."""
    gone = list(Draft.objects.unfinished().forgotten(now).select_related("author"))
    for draft in gone:
        discard(draft, by=draft.author, now=now)
    return len(gone)


def _throw_away(draft: Draft, by: User, now: dt.datetime) -> None:
    for one in draft.attachments.all():
        attachments.discard(one, by=by, now=now)
    draft.delete()


def submit(
    draft: Draft,
    filing: Filing,
    *,
    by: User,
    now: dt.datetime,
    chance: Chance = secrets.randbelow,
) -> Ticket:
    """Make the draft a ticket: numbered, routed, its first clocks running.

    Staff submit it on the requester's behalf, and their office reads it from then on. Submitting
    again gives the same ticket. Raises Refused(MISSING) for an incomplete form and Refused(ROLE)
    for somebody who no longer speaks for the enterprise or takes in its requests.
    """
    with transaction.atomic():
        held = _held(draft, by)
        if held.ticket_id is not None:
            return Ticket.objects.for_page().get(pk=held.ticket_id)
        taken_in_at = _intake_offices(held.enterprise, by, now)
        _validate(filing, on_behalf=bool(taken_in_at))
        ticket = _made(held, filing, by, now)
        ticket.taken_in_by = by if taken_in_at else None
        route = routing_of(ticket, now)
        _place(ticket, route.routing, taken_in_at)
        _insert(ticket, now, chance)
        _hop(ticket, route, now)
        held.ticket = ticket
        held.save(update_fields=["ticket"])
        _begin_clocks(ticket, now)
        sent = enclosures.of_filing(held, ticket, now=now)
        _record(ticket, filing, route.routing, sent, by=by, now=now)
    return Ticket.objects.for_page().get(pk=ticket.pk)


def _held(draft: Draft, by: User) -> Draft:
    mine = Draft.objects.select_related("enterprise").select_for_update(of=("self",))
    held = mine.filter(pk=draft.pk, author=by).first()
    if held is None:
        raise Refused(Because.UNSEEN, "no_such_draft", _("There is no such draft."))
    return held


def _no_larger(typed: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(typed, ensure_ascii=False)) > LARGEST_DRAFT:
        sentence = _("This is more than a draft can hold. Shorten it.")
        raise Refused(Because.MISSING, "too_large", sentence)
    return typed


def _intake_offices(enterprise: Enterprise, by: User, now: dt.datetime) -> list[Office]:
    """The offices for which this person takes the request in; none where they speak for it."""
    today = day_of(now)
    mine = Membership.objects.in_force(today).filter(user=by, enterprise=enterprise)
    if any(May.FILE in REQUESTERS[RequesterRole(one.role)].may for one in mine):
        return []
    offices = intake.offices_taking_in(enterprise, by, now)
    if not offices:
        sentence = _("You do not act for this enterprise.")
        raise Refused(Because.ROLE, "not_a_member", sentence)
    return offices


def _validate(filing: Filing, *, on_behalf: bool) -> None:
    filing.validate()
    if on_behalf:
        filing.validate_on_behalf()


def _made(draft: Draft, filing: Filing, by: User, now: dt.datetime) -> Ticket:
    institution = draft.enterprise.kind == Enterprise.Kind.INSTITUTION
    category = Category.objects.in_force(day_of(now)).filter(pk=filing.category).first()
    if category is None:
        raise Refused(Because.MISSING, "no_category", _("Choose a category."), field="category")
    return Ticket(
        enterprise=draft.enterprise,
        filed_by=by,
        source=filing.source,
        language=filing.language,
        nature=filing.nature,
        track=track_of(filing.nature, is_institution=institution),
        category=category,
        urgency=Urgency.EMERGENCY if filing.in_danger else Urgency.ORDINARY,
        title=filing.title.strip(),
        text=filing.text.strip(),
        complained_organ=filing.complained.organ if filing.nature is Nature.COMPLAINT else "",
        complained_level=filing.complained.level or "",
        confidentiality=_confidentiality(filing),
        region_id=draft.enterprise.region_id,
        places=_known_places(filing),
        ftz_area=draft.enterprise.ftz_area,
        contact_name=filing.contact_name,
        contact_phone=filing.contact_phone,
        state=State.SUBMITTED,
        submitted_at=now,
    )


def _confidentiality(filing: Filing) -> Confidentiality:
    """Whoever complains may wish to stay unknown; a lead may lower it later, with a reason."""
    hidden = filing.hide_complainant and filing.nature is Nature.COMPLAINT
    return Confidentiality.HIDDEN if hidden else Confidentiality.ORDINARY


def _known_places(filing: Filing) -> list[str]:
    """Each region concerned once, in the order told. Raises Refused(MISSING) for an unknown one."""
    places = list(dict.fromkeys(filing.places))
    known = set(Region.objects.filter(pk__in=places).values_list("pk", flat=True))
    if unknown := [place for place in places if place not in known]:
        said = gettext("Choose the places from the list: “%(place)s” is not one of them.")
        raise Refused(Because.MISSING, "no_place", said % {"place": unknown[0]}, field="places")
    return places


def _place(ticket: Ticket, routing: Routing, taken_in_at: list[Office]) -> None:
    ticket.office_id = routing.office.id
    ticket.assignee_id = routing.person.id if routing.person else None
    reading = [ticket.office.lineage, *(office.lineage for office in taken_in_at)]
    ticket.reading_offices = list(dict.fromkeys(chain.from_iterable(reading)))


def _insert(ticket: Ticket, now: dt.datetime, chance: Chance) -> None:
    """Draw numbers until one is nobody else's; the table's own constraint says so."""
    for _try in range(TRIES):
        ticket.number = numbers.number_of(now, chance(numbers.CHOICES))
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError as taken:
            if "number" not in str(taken):
                raise
        else:
            return
    raise LookupError("no free ticket number today")


def _hop(ticket: Ticket, route: Routed, now: dt.datetime) -> None:
    Hop.objects.create(
        ticket=ticket,
        kind=Hop.Kind.ROUTED,
        office=ticket.office,
        assignee_id=ticket.assignee_id,
        handed_at=now,
        reasons=[reason.kept() for reason in route.routing.reasons],
        rules_id=route.placed.rules,
        trace=route.trace(),
    )


def _begin_clocks(ticket: Ticket, now: dt.datetime) -> None:
    clocks = TicketClocks(ticket, now, [])
    clocks.move(STEPS[StepName.SUBMIT].clocks, State.SUBMITTED)
    if ticket.assignee_id is None:
        clocks.start(Clock.DISPATCH)
    clocks.keep()
    clocks.show()
    ticket.save(update_fields=["next_due_at", "light"])


def _record(
    ticket: Ticket,
    filing: Filing,
    routing: Routing,
    sent: list[dict[str, str]],
    *,
    by: User,
    now: dt.datetime,
) -> None:
    colleagues = Membership.objects.in_force(day_of(now)).filter(
        enterprise=ticket.enterprise, user__in=filing.colleagues
    )
    for each in colleagues:
        Named.objects.create(ticket=ticket, user=each.user, named_at=now, named_by=by)
    facts = {
        "to": State.SUBMITTED,
        "track": Track(ticket.track),
        "category": ticket.category_id,
        "urgency": ticket.urgency,
        "source": Source(filing.source),
        **_on_behalf(ticket, filing),
        **_hidden(ticket),
        "office": str(ticket.office_id),
        "assignee": str(ticket.assignee_id or ""),
        "reasons": [reason.kept() for reason in routing.reasons],
        **({"attachments": sent} if sent else {}),
    }
    Event.objects.append(ticket.stream, StepName.SUBMIT, by=by, now=now, facts=facts)
    news.of_step(StepName.SUBMIT, ticket, by=by, now=now)


def _hidden(ticket: Ticket) -> dict[str, Any]:
    """That the complainant wished to stay unknown; empty for everybody else."""
    hidden = ticket.confidentiality == Confidentiality.HIDDEN
    return {"confidentiality": [Confidentiality.ORDINARY, ticket.confidentiality]} if hidden else {}


def _on_behalf(ticket: Ticket, filing: Filing) -> dict[str, Any]:
    """For whom staff filed it, and that the requester's person agreed; empty for a requester."""
    if ticket.taken_in_by is None:
        return {}
    return {"on_behalf_of": str(ticket.enterprise_id), "consented": filing.consented}
