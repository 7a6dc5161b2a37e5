"""The register of requesters: enterprises and institutions, who looks after and speaks for them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Enterprise, User
from accounts.roles import May, World
from frontend.components import countries
from frontend.components.keyset import page_of
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from frontend.desk.register_forms import (
    CareForm,
    FindForm,
    MemberForm,
    RegistrationForm,
    as_registered,
)
from tickets.access import register as access
from tickets.access.changes import last_changes
from tickets.actions import enterprises, members
from tickets.rules.moments import day

show_or_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The requesters of my offices' places, the newest first."""
    now, reader = timezone.now(), person(request)
    access.demand(reader, now)
    form = FindForm(request.GET, places=access.places())
    found = access.narrowed(access.requesters_kept_by(reader, now), form.wanted())
    facts = {
        "form": form,
        "page": page_of(found, request.GET.get("before", "")),
        "registers": access.registers(reader, now),
    }
    return render(request, "desk/enterprises.html", facts)


@require_safe
@only(World.DESK)
def one(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """One requester: what it is, who looks after it, who speaks for it, what was changed."""
    now, reader = timezone.now(), person(request)
    held = access.requester_kept(reader, enterprise, now)
    facts = {
        "enterprise": held,
        "facts": list(_facts(held)),
        "members": access.members_of(held, now),
        "registers": access.may_here(reader, May.REGISTER, held, now),
        "names_concierge": access.may_here(reader, May.NAME_CONCIERGE, held, now),
        "changes": _changes(held),
        "crumbs": _crumbs(str(held)),
    }
    return render(request, "desk/enterprise.html", facts)


@show_or_send
@only(World.DESK)
def new(request: HttpRequest) -> HttpResponse:
    """Register a requester."""
    now, reader = timezone.now(), person(request)
    access.demand(reader, now, to_register=True)
    question = asking.Question(
        title=_("Register a requester"),
        button=_("Register"),
        back=reverse("desk_enterprises"),
        crumbs=_crumbs(_("Register a requester")),
        do=lambda form: enterprises.register(form.registration(), by=reader, now=now),
        done=_("Registered. Name its concierge next."),
    )
    return asking.answer(
        request, question, RegistrationForm(asking.typed(request), places=access.places())
    )


@show_or_send
@only(World.DESK)
def edit(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Change what is known of a requester."""
    now, reader = timezone.now(), person(request)
    held = _kept(reader, May.REGISTER, enterprise, now)
    question = _about(
        held,
        title=_("Change the details of %(name)s") % {"name": held},
        button=_("Save"),
        done=_("The details were changed."),
        do=lambda form: enterprises.correct(held, form.registration(), by=reader, now=now),
        stream=held.stream,
        about={"kind": "corrected"},
    )
    form = RegistrationForm(
        asking.typed(request), initial=as_registered(held), places=access.places()
    )
    return asking.answer(request, question, form, changes=_changes(held))


@show_or_send
@only(World.DESK)
def verify(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Say that a requester was compared with its papers."""
    now, reader = timezone.now(), person(request)
    held = _kept(reader, May.REGISTER, enterprise, now)
    question = _about(
        held,
        title=_("Compared %(name)s with its papers") % {"name": held},
        text=_("From now on only staff change its details, its own people no more."),
        button=_("It agrees with the papers"),
        done=_("Noted: it agrees with the papers."),
        do=lambda _form: enterprises.verify(held, by=reader, now=now),
        stream=held.stream,
        about={"kind__in": ["corrected", "verified"]},
    )
    return asking.answer(request, question, forms.Form(asking.typed(request)))


@show_or_send
@only(World.DESK)
def care(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Say who looks after a requester, who stands in, and why."""
    now, reader = timezone.now(), person(request)
    held = _kept(reader, May.NAME_CONCIERGE, enterprise, now)
    form = CareForm(
        asking.typed(request),
        initial={"concierge": str(held.concierge_id), "deputy": str(held.deputy_id or "")},
        concierges=access.concierges_for(held, now),
    )
    question = _about(
        held,
        title=_("Who looks after %(name)s") % {"name": held},
        text=_("New requests go to them. Open tickets stay with whoever has them."),
        button=_("Save"),
        done=_("Named. They and the requester are told."),
        do=lambda form: enterprises.name_concierge(held, form.care(), by=reader, now=now),
        stream=held.stream,
        about={"kind": "concierge_named"},
    )
    return asking.answer(request, question, form, changes=_changes(held))


@show_or_send
@only(World.DESK)
def add_member(request: HttpRequest, enterprise: UUID) -> HttpResponse:
    """Let somebody speak for a requester."""
    now, reader = timezone.now(), person(request)
    held = _kept(reader, May.REGISTER, enterprise, now)
    question = _about(
        held,
        title=_("Add somebody to %(name)s") % {"name": held},
        text=_("Whoever has no account yet is invited by e-mail."),
        button=_("Add"),
        done=_("Added. They are told by e-mail."),
        do=lambda form: members.add(held, form.member(), by=reader, now=now),
    )
    return asking.answer(request, question, MemberForm(asking.typed(request)))


@show_or_send
@only(World.DESK)
def end_member(request: HttpRequest, enterprise: UUID, membership: UUID) -> HttpResponse:
    """Let somebody speak for a requester no more."""
    now, reader = timezone.now(), person(request)
    held = _kept(reader, May.REGISTER, enterprise, now)
    member = access.member_of(held, membership, now)
    names = {"person": member.user, "name": held}
    question = _about(
        held,
        title=_("%(person)s speaks for %(name)s no more") % names,
        text=_("They see its requests no longer, at once. What they filed stays."),
        button=_("End it"),
        done=_("Ended. They are told."),
        tone="danger",
        do=lambda _form: members.end(member, by=reader, now=now),
    )
    return asking.answer(request, question, forms.Form(asking.typed(request)))


def _kept(reader: User, what: May, enterprise: UUID, now: dt.datetime) -> Enterprise:
    held = access.requester_kept(reader, enterprise, now)
    access.demand_here(reader, what, held, now)
    return held


def _facts(held: Enterprise) -> Iterator[tuple[str, object]]:
    yield _("Kind"), held.get_kind_display()
    yield _("Chinese name"), held.name_zh
    yield _("English name"), held.name_en
    yield _("Name in its own language"), held.name_original
    yield _("Unified social credit code"), held.credit_code
    yield _("Country or region of the investor"), countries.name_of(held.nationality)
    yield _("Sector"), held.get_sector_display()
    yield _("Registered place"), held.region
    yield _("Free-trade zone area"), held.get_ftz_area_display()
    yield _("Key enterprise of the province"), _("Yes") if held.is_key else _("No")
    yield _("Who reads its tickets"), held.get_visibility_display()
    yield _("Compared with the papers"), day(held.verified_at) if held.verified_at else ""


def _changes(held: Enterprise) -> list[changes.Line]:
    return changes.lines(last_changes(held.stream), Enterprise, dict(access.places()))


def _about(held: Enterprise, **said: Any) -> asking.Question:
    """A question about one requester: back leads to its page."""
    back = reverse("desk_enterprise", args=[held.pk])
    crumbs = [*_crumbs(str(held), back), (said["title"], "")]
    return asking.Question(back=back, crumbs=crumbs, **said)


def _crumbs(name: str, address: str = "") -> asking.Crumbs:
    return [(_("Enterprises and institutions"), reverse("desk_enterprises")), (name, address)]
