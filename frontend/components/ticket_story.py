"""What a ticket's page tells: the step bar, the talk, the history."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import User
from tickets.access.tickets import history_of, hops_of, talk_on
from tickets.actions.rungs import EVENT as RUNG
from tickets.actions.rungs import RECALCULATED
from tickets.models import Attachment, Event, Hop, Message, Ticket, Translation
from tickets.rules import moments
from tickets.rules.clocks import Clock
from tickets.rules.days import day_of
from tickets.rules.endings import MeasureRole
from tickets.rules.hand_overs import EVENTS
from tickets.rules.ladder import Rung
from tickets.rules.moments import said
from tickets.rules.states import State
from tickets.rules.step_table import STEPS
from tickets.rules.steps import StepName
from tickets.rules.traces import Named, read_back

BESIDE_STEPS: dict[str, Promise] = {
    "served": gettext_lazy("The written result was mailed"),
    "notice_opened": gettext_lazy("The requester opened a document"),
    "notice_handed_over": gettext_lazy("A document was handed over"),
    "released": gettext_lazy("Released by a recusal"),
    "unsigned": gettext_lazy("Not signed for in time"),
    **EVENTS,
    "related": gettext_lazy("Another request was linked"),
    "unrelated": gettext_lazy("A link to another request was undone"),
    "read": gettext_lazy("Opened the ticket"),
}


@dataclass(frozen=True)
class Stage:
    """One stage of the step bar."""

    name: str
    state: str
    at: dt.datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    who: str
    what: str
    said: str = ""
    internal: bool = False
    language: str = ""
    unread: bool = False
    message: UUID | None = None
    translations: Sequence[Translation] = ()
    files: Sequence[Attachment] = ()


def stages(ticket: Ticket, reopened_at: dt.datetime | None = None) -> list[Stage]:
    """Submitted, accepted, answered, closed: what is done, with its day, and what comes next.

    An answer that was reopened lies ahead again; `reopened_at` is told beside the acceptance.
    """
    answered_at = ticket.replied_at if _is_answered(ticket) else None
    path = [
        (pgettext("stage", "Submitted"), ticket.submitted_at),
        (pgettext("stage", "Accepted"), ticket.accepted_at),
        (pgettext("stage", "Answered"), answered_at),
        (_last_stage(ticket), ticket.closed_at),
    ]
    if not ticket.is_open:
        path = [(name, at) for name, at in path if at]
    done = max(place for place, (_name, at) in enumerate(path) if at)
    now_at = done if not ticket.is_open else done + 1
    told = [
        Stage(name, "done" if at else "ahead" if place != now_at else "current", at)
        for place, (name, at) in enumerate(path)
    ]
    if reopened_at and ticket.accepted_at:
        told[1] = replace(told[1], note=_reopened(reopened_at))
    return told


def _is_answered(ticket: Ticket) -> bool:
    """Whether its answer stands: it was not reopened since."""
    return not ticket.is_open or ticket.state == State.REPLIED


def _reopened(at: dt.datetime) -> str:
    return _("Reopened on %(day)s") % {"day": moments.day(at)}


def _last_stage(ticket: Ticket) -> str:
    return pgettext("stage", "Closed") if ticket.is_open else str(ticket.public_state.label)


def suspended(ticket: Ticket) -> list[tuple[str, str]]:
    """The last day on which its clocks stand still on a legal ground, where they were let to."""
    if ticket.suspension_ends_at is None:
        return []
    last_date = day_of(ticket.suspension_ends_at) - dt.timedelta(days=1)
    return [(_("Suspended up to the end of"), moments.day(last_date))]


def returned(ticket: Ticket) -> list[tuple[str, str]]:
    """That a return was ruled on, after which there is no other; for staff only."""
    ruled = _("was ruled on; it cannot be returned again")
    return [(_("Return"), ruled)] if ticket.return_ruled else []


def outcome(ticket: Ticket) -> list[tuple[str, str]]:
    """How it came out and what the requester said of it; nothing before that. For staff only."""
    rating = ticket.get_rating_display() if ticket.rating else ""
    told = [
        (_("Is it solved?"), ticket.get_solved_display()),
        (_("Rating"), str(rating)),
        (_("Comment on the rating"), ticket.rating_text),
    ]
    return [(name, words) for name, words in told if words]


def talk(ticket: Ticket, *, inside: bool) -> list[Entry]:
    """The messages, oldest first; inside with the internal notes.

    Outside nobody reads what the office made of the requester's own words.
    """
    known = translations(ticket)
    spoken = list(talk_on(ticket, inside=inside))
    shown = [[] if one.from_requester and not inside else known.get(one.pk, []) for one in spoken]
    told = zip(spoken, shown, strict=True)
    return [
        replace(
            _spoken(one, inside),
            translations=beside,
            files=[file for file in ticket.attached if file.message_id == one.pk],
        )
        for one, beside in told
    ]


def filed_with(ticket: Ticket) -> list[Attachment]:
    """The files that came with the request itself."""
    return [file for file in ticket.attached if not (file.message_id or file.supplement_id)]


def translations(ticket: Ticket) -> dict[UUID | None, list[Translation]]:
    """What staff translated, by message; beside None stands the request itself. Not of files."""
    known: dict[UUID | None, list[Translation]] = {}
    for one in ticket.translated:
        if one.attachment_id:
            continue
        known.setdefault(one.message_id, []).append(one)
    return known


def _spoken(message: Message, inside: bool) -> Entry:  # noqa: FBT001  # a private step of talk()
    internal = message.audience == "internal"
    if message.from_requester:
        what = _("The requester wrote") if inside else _("Your side wrote")
    else:
        what = _("Internal note") if internal else _("The concierge wrote")
    return Entry(
        message.said_at,
        str(message.author),
        what,
        message.text,
        internal,
        message.language,
        unread=inside and message.from_requester and message.read_at is None,
        message=message.pk,
    )


def history(user: User, ticket: Ticket, now: dt.datetime) -> list[Entry]:
    """Everything that happened, newest first, as far as this person may know; for staff only."""
    return [_happened(event) for event in history_of(user, ticket, now)]


def _happened(event: Event) -> Entry:
    step = STEPS[StepName(event.kind)].label if event.kind in set(StepName) else None
    told = event.facts
    reason = str(told.get("reason") or "")
    if event.kind == RUNG:
        return Entry(event.at, _("The system"), _climbed(told))
    if event.kind == RECALCULATED:
        return Entry(event.at, _("The system"), _("The calendar changed"), _recalculated(told))
    path = [State(told[end]).label for end in ("from", "to") if end in told]
    moved = " → ".join(map(str, path))
    return Entry(
        event.at,
        str(event.by) if event.by else _("The system"),
        str(step or BESIDE_STEPS.get(event.kind) or event.kind),
        "\n".join(
            text for text in (moved, _named(told), _tied(told), _numbered(event), reason) if text
        ),
    )


def _named(told: Mapping[str, Any]) -> str:
    """Which unit an assist was asked of; which tag was put on or taken off."""
    return next((str(Named(**told[what])) for what in ("unit", "tag") if what in told), "")


def _numbered(event: Event) -> str:
    """The number of another request, or of the document that was issued or served."""
    return str(vars(event)["known_other"] or event.facts.get("notice") or "")


def _tied(told: Mapping[str, Any]) -> str:
    """`SAMPLE-01 · 依据`: which measure was tied as what."""
    if "measure" not in told:
        return ""
    return f"{told['measure']} · {MeasureRole(told['role']).label}"


def _climbed(told: Mapping[str, Any]) -> str:
    """`首次联系：超期`."""
    return f"{Clock(told['clock']).label}{_colon()}{Rung(told['rung']).label}"


def _recalculated(told: Mapping[str, Any]) -> str:
    """Which clocks moved from when to when, and what was published."""
    title = told["because"].get("notice") or _("Office hours")
    return "\n".join([*map(_moved, told["moved"]), str(title)])


def _moved(clock: Mapping[str, str]) -> str:
    before, after = (said(dt.datetime.fromisoformat(clock[end])) for end in ("before", "after"))
    return f"{Clock(clock['clock']).label}{_colon()}{before} → {after}"


def _colon() -> str:
    return pgettext("after a name", ": ")


def route(ticket: Ticket) -> list[Entry]:
    """The hop ledger: who had it when, and the reasons in the reader's language; for staff only."""
    return [_handed(hop) for hop in hops_of(ticket)]


def _handed(hop: Hop) -> Entry:
    reasons = [str(read_back(kept)) for kept in hop.reasons]
    who = str(hop.handed_by) if hop.handed_by else _("The rules")
    what = f"{hop.get_kind_display()} → {hop.office} · {hop.assignee or _('nobody yet')}"
    return Entry(hop.handed_at, who, what, "\n".join([*reasons, hop.reason]).strip())
