"""Filing: drafts are their author's alone, and a request submitted twice is one ticket."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Absence, Enterprise, Membership, Office
from tests.actions.stage import FILING, Stage, again, events
from tickets.access.tickets import ticket_for
from tickets.actions import filing
from tickets.errors import Because, Refused
from tickets.models import Draft, Event, Hop, OutboxMessage, Ticket
from tickets.rules import numbers
from tickets.rules.classification import Level, Nature, Track, Urgency
from tickets.rules.filing import Complained
from tickets.rules.states import PublicState, State
from tickets.rules.traces import read_back

pytestmark = pytest.mark.django_db


def _told(kind: str) -> set[str]:
    """Who was sent this kind of notification."""
    notices = OutboxMessage.objects.filter(kind=kind, channel="in_app", recipient__isnull=False)
    return {notice.recipient.name for notice in notices if notice.recipient}


def _reasons(ticket: Ticket) -> list[str]:
    return [read_back(kept).code for kept in ticket.hops.get().reasons]


def test_places_are_kept_once_each_in_the_order_told(stage: Stage) -> None:
    ticket = stage.file(replace(FILING, places=("210200", "210100", "210200")))
    assert ticket.places == ["210200", "210100"]


@pytest.mark.parametrize("place", ["", "999999", "大连", "LN-SFX-TOO-LONG", "210200 "])
def test_an_unknown_place_is_refused_in_words_and_nothing_is_filed(
    stage: Stage, place: str
) -> None:
    with pytest.raises(Refused) as refused:
        stage.file(replace(FILING, places=("210200", place)))
    assert (refused.value.because, refused.value.field) == (Because.MISSING, "places")
    assert place in str(refused.value)
    assert not Ticket.objects.exists()


# --- Drafts --------------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_typed_right_or_wrong(stage: Stage) -> None:
    draft = stage.draft()
    filing.keep(draft, {"title": "轴"}, by=stage.member, now=stage.later())
    filing.keep(draft, {"text": "", "category": "?"}, by=stage.member, now=stage.later())
    kept = Draft.objects.get()
    assert kept.typed == {"title": "轴", "text": "", "category": "?"}
    assert (kept.begun_at, kept.saved_at) == (draft.begun_at, stage.now)
    assert not Event.objects.exclude(stream="house").exists()


def test_a_draft_is_its_authors_alone(stage: Stage) -> None:
    draft = stage.draft()
    for other in (stage.owner, stage.stranger, stage.li_min):
        for deed in (
            lambda: filing.keep(draft, {"title": "x"}, by=other, now=stage.now),  # noqa: B023  # called at once
            lambda: filing.discard(draft, by=other, now=stage.now),  # noqa: B023  # run here
            lambda: filing.submit(draft, FILING, by=other, now=stage.now),  # noqa: B023  # run here
        ):
            with pytest.raises(Refused) as refused:
                deed()
            assert refused.value.because is Because.UNSEEN
    assert Draft.objects.get().typed == {}


def test_only_somebody_of_the_enterprise_begins_a_draft(stage: Stage) -> None:
    for name in ("stranger", "dalian_lead", "consul"):
        with pytest.raises(Refused) as refused:
            stage.draft(name)
        assert refused.value.because is Because.ROLE
    assert not Draft.objects.exists()


def test_a_submitted_draft_is_no_longer_written_on(stage: Stage) -> None:
    draft = stage.draft()
    filing.submit(draft, FILING, by=stage.member, now=stage.now)
    with pytest.raises(Refused) as refused:
        filing.keep(draft, {"title": "x"}, by=stage.member, now=stage.later())
    assert refused.value.because is Because.STATE


# --- Submitting ---------------------------------------------------------------------------------


def test_a_request_becomes_a_numbered_ticket_with_the_own_concierge(
    stage: Stage, dalian: Office, province: Office
) -> None:
    ticket = stage.file()
    assert numbers.is_valid(ticket.number)
    assert ticket.number.startswith("261118")
    assert (ticket.state, ticket.public_state) == (State.SUBMITTED, PublicState.SUBMITTED)
    assert (ticket.office, ticket.assignee) == (dalian, stage.li_min)
    assert (ticket.track, ticket.urgency) == (Track.SERVICE, Urgency.ORDINARY)
    assert set(ticket.reading_offices) == {dalian.pk, province.pk}
    assert _reasons(ticket)[-3:] == ["registered_there", "own_concierge", "deputy_not_needed"]


def test_filing_is_one_event_and_tells_both_sides(stage: Stage) -> None:
    ticket = stage.file()
    (event,) = events(ticket)
    assert (event.kind, event.by, event.at) == ("submit", stage.member, stage.now)
    assert event.facts["assignee"] == str(stage.li_min.pk)
    assert _told("ticket_filed") == {stage.member.name}
    assert _told("ticket_given") == {stage.li_min.name}
    mail = OutboxMessage.objects.get(kind="ticket_filed", channel="email")
    assert numbers.in_groups(ticket.number) in mail.subject
    assert stage.li_min.name in mail.text
    assert FILING.text not in mail.text, "nothing of the matter itself is mailed"


def test_submitting_again_gives_the_same_ticket_and_the_same_number(stage: Stage) -> None:
    draft = stage.draft()
    first = filing.submit(draft, FILING, by=stage.member, now=stage.now)
    messages = OutboxMessage.objects.count()
    changed = replace(FILING, title="另一标题")
    second = filing.submit(draft, changed, by=stage.member, now=stage.later())
    assert (second.pk, second.number, second.title) == (first.pk, first.number, FILING.title)
    assert (Ticket.objects.count(), len(events(first))) == (1, 1)
    assert OutboxMessage.objects.count() == messages


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " "}, "text"),
        ({"category": "T77"}, "category"),
        ({"nature": Nature.COMPLAINT}, "complained_organ"),
        ({"nature": Nature.NOTE}, "nature"),
        ({"text": "机密★10年"}, "text"),
    ],
)
def test_an_incomplete_request_stays_a_draft(
    stage: Stage, change: dict[str, Any], field: str
) -> None:
    draft = stage.draft()
    with pytest.raises(Refused) as refused:
        filing.submit(draft, replace(FILING, **change), by=stage.member, now=stage.now)
    assert (refused.value.because, refused.value.field) == (Because.MISSING, field)
    assert not Ticket.objects.exists()
    assert Draft.objects.get().ticket is None
    assert filing.submit(draft, FILING, by=stage.member, now=stage.later()).number


def test_who_no_longer_speaks_for_the_enterprise_submits_nothing(stage: Stage) -> None:
    draft = stage.draft("agent")
    yesterday = (stage.now - dt.timedelta(days=1)).date()
    Membership.objects.filter(user=stage.agent).update(until_date=yesterday)
    with pytest.raises(Refused) as refused:
        filing.submit(draft, FILING, by=stage.agent, now=stage.now)
    assert refused.value.because is Because.ROLE
    assert not Ticket.objects.exists()


def test_danger_makes_an_emergency(stage: Stage) -> None:
    ticket = stage.file(replace(FILING, in_danger=True))
    assert ticket.urgency == Urgency.EMERGENCY
    assert _reasons(ticket)[0] == "emergency"


def test_colleagues_named_in_the_request_read_it_and_strangers_do_not(stage: Stage) -> None:
    named = (stage.agent.pk, stage.stranger.pk)
    ticket = stage.file(replace(FILING, colleagues=named))
    assert [name.user for name in ticket.names.all()] == [stage.agent]


# --- Numbers -------------------------------------------------------------------------------------


def _drawing(*numbers_drawn: int) -> Iterator[int]:
    yield from numbers_drawn


def test_a_number_that_is_taken_is_drawn_again(stage: Stage) -> None:
    first = filing.submit(
        stage.draft(), FILING, by=stage.member, now=stage.now, chance=lambda _: 4711
    )
    draws = _drawing(4711, 4711, 815)
    second = filing.submit(
        stage.draft(), FILING, by=stage.member, now=stage.now, chance=lambda _: next(draws)
    )
    assert (first.number[6:11], second.number[6:11]) == ("04711", "00815")
    assert len(events(second)) == 1


def test_without_a_free_number_nothing_is_lost(stage: Stage) -> None:
    filing.submit(stage.draft(), FILING, by=stage.member, now=stage.now, chance=lambda _: 4711)
    draft = stage.draft()
    with pytest.raises(LookupError, match="no free ticket number"):
        filing.submit(draft, FILING, by=stage.member, now=stage.now, chance=lambda _: 4711)
    assert Draft.objects.get(pk=draft.pk).ticket is None
    assert filing.submit(draft, FILING, by=stage.member, now=stage.now).number


# --- Routing -------------------------------------------------------------------------------------


def test_the_deputy_gets_it_while_the_concierge_is_away(stage: Stage) -> None:
    Absence.objects.create(
        user=stage.li_min, starts_at=stage.now, ends_at=stage.now + dt.timedelta(days=3)
    )
    ticket = stage.file()
    assert ticket.assignee == stage.deputy
    assert _reasons(ticket)[-2:] == ["away", "deputy"]


def test_what_nobody_can_take_waits_and_the_dispatcher_is_told(stage: Stage) -> None:
    ticket = stage.file_unassigned()
    assert ticket.assignee is None
    assert _reasons(ticket)[-1] == "nobody"
    assert _told("ticket_unassigned") == {stage.dalian_dispatcher.name}
    assert ticket.hops.get().kind == Hop.Kind.ROUTED


def test_an_institution_goes_to_the_province_and_may_not_complain(
    stage: Stage, consulate: Enterprise, province: Office
) -> None:
    ticket = stage.file(replace(FILING, nature=Nature.NOTE), by="consul", enterprise=consulate)
    assert (ticket.track, ticket.office, ticket.assignee) == (Track.INSTITUTION, province, None)
    complaint = replace(
        FILING, nature=Nature.COMPLAINT, complained=Complained("某局", Level.COUNTY)
    )
    with pytest.raises(Refused) as refused:
        stage.file(complaint, by="consul", enterprise=consulate)
    assert refused.value.code == "institutions_do_not_complain"


def test_a_complaint_about_a_city_goes_to_the_province(stage: Stage, province: Office) -> None:
    complaint = replace(
        FILING, nature=Nature.COMPLAINT, complained=Complained("大连市某局", Level.CITY)
    )
    ticket = stage.file(complaint)
    assert (ticket.track, ticket.office) == (Track.COMPLAINT, province)
    assert (ticket.complained_organ, ticket.complained_level) == ("大连市某局", Level.CITY)


def test_load_is_counted_over_open_tickets(stage: Stage, rheinhammer: Enterprise) -> None:
    """Both concierges of Dalian could take it; whoever has less gets it."""
    stage.enterprise.concierge = stage.enterprise.deputy = None
    stage.enterprise.save()
    takers = [stage.file().assignee for _ in range(4)]
    assert takers.count(stage.li_min) == takers.count(stage.deputy) == 2


# --- Reading back -------------------------------------------------------------------------------


def test_the_number_is_found_as_people_type_it(stage: Stage) -> None:
    ticket = stage.file()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in ticket.number)
    for typed in (ticket.number, f"{ticket.number[:6]} {ticket.number[6:]}", wide):
        assert ticket_for(stage.member, typed, stage.now) == again(ticket)
