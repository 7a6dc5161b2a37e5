"""A ticket at the desk: everything of it on one screen, and the steps its reader may take."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import World
from frontend.components import (
    attached_files,
    chosen_files,
    languages,
    more_time,
    step_door,
    ticket_endings,
    ticket_story,
)
from frontend.components.countries import name_of
from frontend.components.step_door import Door
from frontend.components.step_forms import Asked, NoteForm
from frontend.components.worlds import only, person
from tickets.access import tickets as access
from tickets.access.assists import clocks_and_assists
from tickets.access.attachments import attachment_on
from tickets.access.confidentiality import DEEDS
from tickets.access.readings import is_read_on_record
from tickets.actions import messages, reads
from tickets.models import Assist, Ticket
from tickets.rules.assists import Progress
from tickets.rules.reads import Entrance
from tickets.rules.steps import Step, StepName

RULINGS = {*more_time.ON_EXTENSION, *more_time.ON_SUSPENSION}
BESIDE = {
    StepName.WRITE,
    StepName.NOTE,
    StepName.TRANSLATE,
    *RULINGS,
    *DEEDS,
}  # have a place of their own on the page
ON_ASSISTS = {Progress.OPEN: StepName.RECALL_ASSIST, Progress.ANSWERED: StepName.SIGN_OFF_ASSIST}
ON_RELATIONS = {StepName.RELATE, StepName.UNRELATE}  # on the page of similar requests
ON_TAGS = {StepName.TAG, StepName.UNTAG}  # on the card of tags
ON_TIES = {StepName.CHANGE_MEASURE, StepName.UNLINK_MEASURE}  # stand beside the measure
WITH_AN_ASSIST = {StepName.ANSWER_ASSIST, *ON_ASSISTS.values()}  # stand beside it


@require_safe
@only(World.DESK)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket as it stands."""
    now = timezone.now()
    ticket = opened(request, number, now)
    steps = access.steps_for(person(request), ticket, now)
    talk = ticket_story.talk(ticket, inside=True)
    clocks, asked = clocks_and_assists(ticket)
    facts = {
        "ticket": ticket,
        "now": now,
        "proposals": ticket_endings.proposals(ticket),
        "steps": [
            step
            for step in steps
            if step.name not in BESIDE | WITH_AN_ASSIST | ON_TIES | ON_TAGS | ON_RELATIONS
        ],
        "assists": _assists(asked, steps),
        "may_write": any(step.name is StepName.WRITE for step in steps),
        "may_tag": any(step.name is StepName.TAG for step in steps),
        "note_form": _note_form(ticket),
        "stages": ticket_story.stages(ticket),
        "talk": talk,
        "filed_with": ticket_story.filed_with(ticket),
        "files_door": "desk_attachment",
        "translations": ticket_story.translations(ticket).get(None, []),
        "translates": reverse("desk_step", args=[ticket.number, "translate"]),
        "material": access.material_of(ticket),
        "has_unread": ticket.assignee == person(request) and any(entry.unread for entry in talk),
        "clocks": clocks,
        "asked": more_time.asked_among(clocks, steps),
        "route": ticket_story.route(ticket),
        "about": _about(ticket),
        "crumbs": [(_("Queue"), reverse("desk_queue")), (ticket.number, "")],
    }
    return render(request, "desk/ticket.html", facts)


def _note_form(ticket: Ticket) -> NoteForm:
    form = NoteForm(Asked(ticket))
    chosen_files.offer(form, [one for one in ticket.chosen if one.for_step == StepName.NOTE])
    return form


@require_safe
@only(World.DESK)
def history(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that happened to the ticket; apart from its page, for it only grows."""
    now = timezone.now()
    ticket = opened(request, number, now, Entrance.HISTORY)
    here = reverse("desk_ticket", args=[ticket.number])
    facts = {
        "ticket": ticket,
        "history": ticket_story.history(person(request), ticket, now),
        "crumbs": [
            (_("Queue"), reverse("desk_queue")),
            (ticket.number, here),
            (_("History"), ""),
        ],
    }
    return render(request, "desk/history.html", facts)


@require_safe
@only(World.DESK)
def file(request: HttpRequest, number: str, attachment: UUID) -> HttpResponse:
    """One file of the ticket, to be saved; that somebody took one of a secret ticket is kept."""
    ticket = opened(request, number, timezone.now(), Entrance.FILE)
    return attached_files.handed_out(attachment_on(ticket, attachment, inside=True))


@require_POST
@only(World.DESK)
def read(request: HttpRequest, number: str) -> HttpResponse:
    """The assignee has read what the requester wrote; until then no reply may be proposed."""
    now = timezone.now()
    ticket = access.ticket_at_desk(person(request), number, now)
    messages.read(ticket, by=person(request), now=now)
    return redirect("desk_ticket", ticket.number)


@require_http_methods(["GET", "HEAD", "POST"])
@only(World.DESK)
def step(request: HttpRequest, number: str, word: str) -> HttpResponse:
    """One step on the ticket: its short form, then the deed."""
    ticket = opened(request, number, timezone.now(), Entrance.STEP)
    page = "desk_confidentiality" if word in DEEDS else "desk_ticket"
    back = reverse(page, args=[ticket.number])
    return step_door.enter(request, ticket, word, Door("desk/step.html", back, staff=True))


def opened(
    request: HttpRequest, number: str, now: dt.datetime, entrance: Entrance = Entrance.PAGE
) -> Ticket:
    """The ticket; that somebody opened a secret one is kept."""
    ticket = access.ticket_at_desk(person(request), number, now)
    if is_read_on_record(World.DESK, ticket):
        reads.note(ticket, World.DESK, entrance, by=person(request), now=now)
    return ticket


def _assists(asked: list[Assist], steps: list[Step]) -> list[tuple[Assist, Step | None]]:
    """The assists, each with the step that the reader may take on it."""
    offered = {step.name: step for step in steps}
    found = [(one, ON_ASSISTS.get(one.progress)) for one in asked]
    return [(one, offered.get(name) if name else None) for one, name in found]


def _about(ticket: Ticket) -> list[tuple[str, object]]:
    enterprise = ticket.enterprise
    return [
        (_("Enterprise"), enterprise),
        (_("Name in its own language"), enterprise.name_original),
        (_("Nationality of the investor"), name_of(enterprise.nationality)),
        (_("Category"), f"{ticket.category_id} {ticket.category}"),
        (_("Nature"), ticket.get_nature_display()),
        (_("Urgency"), ticket.get_urgency_display()),
        (_("Track"), ticket.get_track_display()),
        (_("Contact person"), _contact(ticket)),
        (_("Language"), languages.own_name_of(ticket.language)),
        (_("Office"), ticket.office),
        (_("Assignee"), ticket.assignee or _("nobody yet")),
        (_("Confidentiality"), _confidentiality(ticket)),
        *ticket_story.returned(ticket),
        *ticket_story.suspended(ticket),
        *ticket_story.outcome(ticket),
    ]


def _confidentiality(ticket: Ticket) -> str:
    """What it is, as the way to its page."""
    page = reverse("desk_confidentiality", args=[ticket.number])
    return format_html('<a href="{}">{}</a>', page, ticket.get_confidentiality_display())


def _contact(ticket: Ticket) -> str:
    """The name, and the phone as a link that calls."""
    if not ticket.contact_phone:
        return ticket.contact_name
    dialled = ticket.contact_phone.replace(" ", "")
    phone = format_html('<a href="tel:{}">{}</a>', dialled, ticket.contact_phone)
    return format_html("{} {}", ticket.contact_name, phone)
