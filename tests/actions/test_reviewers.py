"""An ending finds somebody to rule on it, whoever is away; and nobody who may is locked out."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Absence, Grant, Office, User
from accounts.roles import Role
from tests.actions.stage import CLOSING, PATHS, Stage, again, events
from tests.conftest import Invite
from tickets.access.tickets import reviews_for, steps_for, tickets_for
from tickets.errors import Refused
from tickets.models import Named, OutboxMessage, Ticket
from tickets.rules.states import State

pytestmark = pytest.mark.django_db
LEADS = ("dalian_lead", "province_lead", "other_province_lead", "leader")


def _away(stage: Stage, *names: str) -> None:
    for name in names:
        Absence.objects.create(
            user=stage.cast[name],
            starts_at=stage.now - dt.timedelta(days=1),
            ends_at=stage.now + dt.timedelta(days=9),
        )


def _may_approve(stage: Stage, ticket: Ticket) -> set[str]:
    """Who finds the button; what they do not see they cannot press."""
    found = again(ticket)
    seeing = {name for name in LEADS if found in tickets_for(stage.cast[name], stage.now)}
    return {
        name
        for name in seeing
        if "approve" in {step.name for step in steps_for(stage.cast[name], found, stage.now)}
    }


def _told() -> dict[str, str]:
    """Who was asked to review, and where the link leads."""
    asked = OutboxMessage.objects.filter(kind="ticket_proposed", channel="in_app")
    return {str(one.recipient and one.recipient.name): one.link.split("/")[1] for one in asked}


def _listed(stage: Stage) -> set[str]:
    """In whose list of reviews something waits."""
    return {name for name in LEADS if reviews_for(stage.cast[name], stage.now).exists()}


@pytest.mark.parametrize(
    ("away", "may", "told", "listed"),
    [
        ((), {"dalian_lead"}, {"孙洁": "desk"}, {"dalian_lead"}),
        (
            ("dalian_lead",),
            {"dalian_lead", "province_lead", "other_province_lead"},
            {"白鹭": "desk", "何川": "desk"},
            {"dalian_lead", "province_lead", "other_province_lead"},
        ),
        (
            ("dalian_lead", "province_lead"),
            {"dalian_lead", "province_lead", "other_province_lead"},
            {"何川": "desk"},
            {"dalian_lead", "province_lead", "other_province_lead"},
        ),
        (
            ("dalian_lead", "province_lead", "other_province_lead"),
            set(LEADS),
            {"江山": "leader"},
            set(LEADS),
        ),
        (LEADS, set(LEADS), {"孙洁": "desk"}, set(LEADS)),
    ],
    ids=["all here", "lead away", "and one above", "no lead left", "nobody"],
)
def test_the_nearest_lead_present_is_asked_and_who_is_away_may_all_the_same(
    stage: Stage, away: tuple[str, ...], may: set[str], told: dict[str, str], listed: set[str]
) -> None:
    _away(stage, *away)
    ticket = stage.ticket_in(State.REVIEWING)
    assert _may_approve(stage, ticket) == may
    assert _told() == told
    assert _listed(stage) == listed
    for name in sorted(set(LEADS) - may):
        with pytest.raises(Refused):
            stage.do(again(ticket), "approve", name)
    assert stage.do(again(ticket), "approve", max(may)).state == State.REPLIED


def test_a_lead_who_is_back_is_the_one_again(stage: Stage) -> None:
    _away(stage, "dalian_lead")
    ticket = stage.ticket_in(State.REVIEWING)
    Absence.objects.all().delete()
    assert _may_approve(stage, ticket) == {"dalian_lead"}
    assert _listed(stage) == {"dalian_lead"}


@pytest.fixture
def at_the_province(stage: Stage, officer: Invite, province: Office) -> Callable[[], Ticket]:
    """A ticket the province itself holds, proposed by its concierge."""
    stage.cast["qiao_an"] = officer("Qiao An", "乔安", Role.CONCIERGE, province)
    stage.enterprise.is_key = True
    stage.enterprise.save()

    def propose() -> Ticket:
        ticket = stage.file()
        stage.do(ticket, "accept", "qiao_an")
        return stage.do(ticket, "propose", "qiao_an", CLOSING)

    return propose


@pytest.mark.parametrize(
    ("away", "may", "told"),
    [
        ((), {"province_lead", "other_province_lead"}, {"白鹭", "何川"}),
        (("province_lead",), {"province_lead", "other_province_lead"}, {"何川"}),
        (
            ("province_lead", "other_province_lead"),
            {"province_lead", "other_province_lead", "leader"},
            {"江山"},
        ),
    ],
)
def test_at_the_province_another_lead_else_the_leader(
    stage: Stage,
    at_the_province: Callable[[], Ticket],
    away: tuple[str, ...],
    may: set[str],
    told: set[str],
) -> None:
    _away(stage, *away)
    ticket = at_the_province()
    assert ticket.office.parent is None
    assert _may_approve(stage, ticket) == may
    assert set(_told()) == told


def test_a_lead_who_proposed_it_themselves_is_not_another_lead(
    stage: Stage,
    at_the_province: Callable[[], Ticket],
    grant: Callable[[User, Role, Office], Grant],
    province: Office,
) -> None:
    grant(stage.cast["qiao_an"], Role.LEAD, province)
    _away(stage, "province_lead", "other_province_lead")
    ticket = at_the_province()
    assert _may_approve(stage, ticket) == {"province_lead", "other_province_lead", "leader"}
    assert set(_told()) == {"江山"}
    assert not reviews_for(stage.cast["qiao_an"], stage.now).exists()


# --- Secret tickets ------------------------------------------------------------------------------


def _secret(stage: Stage, *named: str) -> Ticket:
    """A secret ticket, these named on it, proposed."""
    ticket = stage.play(stage.file(), *PATHS[State.HANDLING])
    ticket.confidentiality = "secret"
    ticket.save()
    for name in named:
        Named.objects.create(
            ticket=ticket, user=stage.cast[name], named_at=stage.now, named_by=stage.li_min
        )
    return stage.do(ticket, "propose", "li_min", CLOSING)


@pytest.mark.parametrize(
    ("named", "away", "may"),
    [
        (("dalian_lead",), (), {"dalian_lead"}),
        ((), (), {"dalian_lead"}),
        (("province_lead",), (), {"province_lead"}),
        (
            ("dalian_lead",),
            ("dalian_lead",),
            {"dalian_lead", "province_lead", "other_province_lead"},
        ),
        (("dalian_lead", "leader"), LEADS[:3], {"dalian_lead", "leader"}),
        ((), LEADS[:3], {"leader"}),
        ((), LEADS, {"dalian_lead"}),
    ],
)
def test_a_secret_ticket_is_shown_to_whom_it_takes_to_rule_and_to_nobody_else(
    stage: Stage, named: tuple[str, ...], away: tuple[str, ...], may: set[str]
) -> None:
    _away(stage, *away)
    ticket = _secret(stage, *named)
    assert _may_approve(stage, ticket) == may
    assert {each.user.name for each in Named.objects.all()} == {
        stage.cast[name].name for name in may | set(named)
    }
    assert set(_told()) <= {stage.cast[name].name for name in may}
    assert _told()
    seeing = {name for name in LEADS if tickets_for(stage.cast[name], stage.now).exists()}
    assert seeing == may


def test_naming_a_reviewer_is_told_in_the_event(stage: Stage) -> None:
    ticket = _secret(stage)
    assert events(ticket)[-1].facts["reviewers_named"] == [str(stage.dalian_lead.pk)]
