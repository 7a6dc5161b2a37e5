"""Staff: who works where as what, who is away; accounts and roles, each by its administrator."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import May, World
from frontend.components.keyset import page_of
from frontend.components.worlds import only, person
from frontend.desk import asking, changes
from frontend.desk.staff_forms import (
    AbsenceForm,
    FindForm,
    InviteForm,
    RoleForm,
    from_today,
    next_morning,
)
from tickets.access import choices, hand_overs
from tickets.access import staff as access
from tickets.access.changes import last_changes
from tickets.access.people import offices_by_code
from tickets.actions import absences, grants, invitations, people
from tickets.rules.days import day_of

show_or_send = require_http_methods(["GET", "HEAD", "POST"])
EMPTY = forms.Form


@dataclass(frozen=True)
class AccountDeed:
    """One thing that is done to a colleague's account: asked, done, told."""

    title: Promise | str
    text: Promise | str
    button: Promise | str
    done: Promise | str
    do: Callable[..., object]
    tone: str = ""


ACCOUNT_DEEDS = {
    "close": AccountDeed(
        gettext_lazy("Close the account of %(name)s"),
        gettext_lazy(
            "They are signed out everywhere at once and cannot come in again. Their roles stay"
            " noted, and so does the work they have: hand it over first."
        ),
        gettext_lazy("Close the account"),
        gettext_lazy("The account is closed."),
        people.deactivate,
        "danger",
    ),
    "open": AccountDeed(
        gettext_lazy("Open the account of %(name)s again"),
        gettext_lazy("They may sign in again, with the roles they still have."),
        gettext_lazy("Open the account"),
        gettext_lazy("The account is open again."),
        people.reactivate,
    ),
    "invite-again": AccountDeed(
        gettext_lazy("Invite %(name)s again"),
        gettext_lazy("A new link is sent. The older one stops working."),
        gettext_lazy("Invite again"),
        gettext_lazy("Invited again."),
        invitations.resend,
    ),
    "withdraw-invitation": AccountDeed(
        gettext_lazy("Withdraw the invitation of %(name)s"),
        gettext_lazy("The link that was sent stops working. You can invite them again later."),
        gettext_lazy("Withdraw the invitation"),
        gettext_lazy("The invitation was withdrawn."),
        invitations.revoke,
        "danger",
    ),
}


@require_safe
@only(World.DESK)
def page(request: HttpRequest) -> HttpResponse:
    """The colleagues I keep, give roles to, or plan for: the newest first."""
    now, reader = timezone.now(), person(request)
    access.demand_runs_staff(reader, now)
    form = FindForm(request.GET, offices=access.offices_with_staff())
    found = access.narrowed(access.colleagues_seen_by(reader, now), form.wanted(), now)
    shown = page_of(access.described(found, now), request.GET.get("before", ""))
    facts = {
        "form": form,
        "page": shown,
        "invites": access.may_keep(reader, May.MANAGE_STAFF, now),
        "gives_roles": access.may_keep(reader, May.MANAGE_SECURITY, now),
    }
    return render(request, "desk/staff.html", facts)


@require_safe
@only(World.DESK)
def one(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """One colleague: roles, absences, load, and what was changed."""
    now, reader = timezone.now(), person(request)
    held = access.colleague_for(reader, colleague, now)
    events = last_changes(held.stream)
    facts = {
        "colleague": held,
        "roles": access.roles_of(held, now).order_by("office__code", "role"),
        "absences": access.absences_of(held, now),
        "facts": list(_facts(held, access.in_care(held))),
        "today": day_of(now),
        "keeps": access.may_keep(reader, May.MANAGE_STAFF, now) and held != reader,
        "gives_roles": access.may_keep(reader, May.MANAGE_SECURITY, now) and held != reader,
        "hands_over": hand_overs.hands_over_for(reader, held, now),
        "plans": access.plans_for(reader, held, day_of(now)),
        "changes": changes.lines(events, User, offices_by_code()),
        "crumbs": _crumbs(reader, now, str(held)),
    }
    return render(request, "desk/colleague.html", facts)


@show_or_send
@only(World.DESK)
def invite(request: HttpRequest) -> HttpResponse:
    """Open an account for a colleague and send the invitation."""
    now, reader = timezone.now(), person(request)
    access.demand_keeps(reader, May.MANAGE_STAFF, now)
    question = asking.Question(
        title=_("Invite a colleague"),
        text=_("The security administrator gives the roles: nobody does both."),
        button=_("Send the invitation"),
        back=reverse("desk_staff"),
        crumbs=_crumbs(reader, now, _("Invite")),
        do=lambda form: invitations.invite_staff(form.newcomer(), by=reader, now=now),
        done=_("Invited. They stand under “Without a role” until they are given one."),
    )
    return asking.answer(request, question, InviteForm(asking.typed(request)))


@show_or_send
@only(World.DESK)
def account(request: HttpRequest, colleague: UUID, deed: str) -> HttpResponse:
    """Close an account or open it again, invite again or withdraw the invitation."""
    now, reader = timezone.now(), person(request)
    access.demand_keeps(reader, May.MANAGE_STAFF, now)
    held = access.colleague_for(reader, colleague, now)
    if deed not in ACCOUNT_DEEDS:
        raise Http404
    asked = ACCOUNT_DEEDS[deed]
    question = _about(
        held,
        reader,
        now,
        title=str(asked.title) % {"name": held},
        text=str(asked.text),
        button=str(asked.button),
        done=str(asked.done),
        tone=asked.tone,
        do=lambda _form: asked.do(held, by=reader, now=now),
    )
    return asking.answer(request, question, EMPTY(asking.typed(request)))


@show_or_send
@only(World.DESK)
def give_role(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """Give a colleague a role at an office."""
    now, reader = timezone.now(), person(request)
    access.demand_keeps(reader, May.MANAGE_SECURITY, now)
    held = access.colleague_for(reader, colleague, now)
    form = RoleForm(
        asking.typed(request),
        initial=from_today(now),
        offices=access.offices_with_staff(),
        categories=choices.categories(day_of(now)),
    )
    question = _about(
        held,
        reader,
        now,
        title=_("Give %(name)s a role") % {"name": held},
        text=_("An administrator's role never goes together with another kind of role."),
        button=_("Give the role"),
        done=_("The role is given. They are told."),
        do=lambda form: grants.give(held, form.appointment(), by=reader, now=now),
    )
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def end_role(request: HttpRequest, colleague: UUID, grant: UUID) -> HttpResponse:
    """End a colleague's role at once."""
    now, reader = timezone.now(), person(request)
    access.demand_keeps(reader, May.MANAGE_SECURITY, now)
    held = access.colleague_for(reader, colleague, now)
    role = access.grant_of(held, grant, now)
    names = {"role": role.get_role_display(), "office": role.office, "name": held}
    question = _about(
        held,
        reader,
        now,
        title=_("End the role %(role)s of %(name)s") % names,
        text=_(
            "At %(office)s they may no longer do what this role allows, at once. Tickets they"
            " have stay with them until they are handed over."
        )
        % names,
        button=_("End the role"),
        done=_("The role has ended. They are told."),
        tone="danger",
        do=lambda _form: grants.end(role, by=reader, now=now),
    )
    return asking.answer(request, question, EMPTY(asking.typed(request)))


@show_or_send
@only(World.DESK)
def away(request: HttpRequest, colleague: UUID) -> HttpResponse:
    """Note when a colleague, or oneself, is away and who stands in."""
    now, reader = timezone.now(), person(request)
    held = _planned_for(reader, colleague, now)
    form = AbsenceForm(
        asking.typed(request), initial=next_morning(now), deputies=access.stand_ins_for(held, now)
    )
    question = _about(
        held,
        reader,
        now,
        title=_("Absence of %(name)s") % {"name": held},
        button=_("Note the absence"),
        done=_("The absence is noted."),
        do=lambda form: absences.record(held, form.away(), by=reader, now=now),
    )
    return asking.answer(request, question, form)


@show_or_send
@only(World.DESK)
def back_early(request: HttpRequest, colleague: UUID, absence: UUID) -> HttpResponse:
    """Cancel an absence, or end it now."""
    now, reader = timezone.now(), person(request)
    held = _planned_for(reader, colleague, now)
    noted = access.absence_of(held, absence, now)
    question = _about(
        held,
        reader,
        now,
        title=_("%(name)s will not be away, or is back") % {"name": held},
        text=_("What has not begun is struck out; what has begun ends now."),
        button=_("Cancel the absence"),
        done=_("The absence is over."),
        do=lambda _form: absences.cancel(noted, by=reader, now=now),
    )
    return asking.answer(request, question, EMPTY(asking.typed(request)))


def _facts(held: User, care: dict[str, int]) -> Iterator[tuple[str, object]]:
    languages = dict(settings.LANGUAGES)
    spoken = [str(languages.get(code, code)) for code in held.spoken_languages]
    yield _("E-mail"), held.email
    yield _("Phone"), held.phone
    yield _("Languages spoken"), pgettext("between names", ", ").join(spoken)
    yield _("Open tickets"), str(vars(held)["load"])
    yield _("Own concierge of"), _number_of_requesters(care["own"])
    yield _("Deputy for"), _number_of_requesters(care["deputy"])


def _number_of_requesters(n: int) -> str:
    return ngettext("%(n)s requester", "%(n)s requesters", n) % {"n": n}


def _planned_for(reader: User, colleague: UUID, now: dt.datetime) -> User:
    held = access.colleague_for(reader, colleague, now)
    if not access.plans_for(reader, held, day_of(now)):
        raise Http404
    return held


def _about(held: User, reader: User, now: dt.datetime, **said: Any) -> asking.Question:
    """A question about one colleague: back leads to their page."""
    back = reverse("desk_colleague", args=[held.pk])
    crumbs = [*_crumbs(reader, now, str(held), back), (said["title"], "")]
    return asking.Question(back=back, crumbs=crumbs, **said)


def _crumbs(reader: User, now: dt.datetime, name: str, address: str = "") -> asking.Crumbs:
    top = [(_("Staff"), reverse("desk_staff"))] if access.runs_staff(reader, now) else []
    return [*top, (name, address)]
