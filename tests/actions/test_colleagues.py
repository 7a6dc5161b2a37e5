"""Who reads a requester's ticket and who speaks on it agree, in every mode and for every role."""

import datetime as dt
from itertools import product

import pytest

from accounts.models import Enterprise, Membership
from accounts.roles import RequesterRole
from tests.actions.stage import WRITTEN, Stage, again
from tests.conftest import Invite
from tickets.access.standing import picture_of
from tickets.access.tickets import tickets_for
from tickets.actions import messages
from tickets.errors import Refused
from tickets.models import Named, Ticket
from tickets.rules.standings import Standing

pytestmark = pytest.mark.django_db
Mode = Enterprise.Visibility
FILED, NAMED, NEITHER = "filed it", "is named", "neither"


def _reads(mode: Mode, role: RequesterRole, how: str) -> bool:
    """DOMAIN §7, in words: filer and owners always; agents nothing else; the rest by the mode."""
    if how == FILED or role is RequesterRole.OWNER:
        return True
    if role is RequesterRole.AGENT or mode == Mode.FILER:
        return False
    return mode != Mode.NAMED or how == NAMED


def _answers(mode: Mode, role: RequesterRole, how: str) -> bool:
    """Whoever reads answers too, but for members who only read because all do."""
    only_reads = mode == Mode.ALL_READ and role is RequesterRole.MEMBER and how == NEITHER
    return _reads(mode, role, how) and not only_reads


def _ticket(stage: Stage, how: str) -> Ticket:
    """A ticket that the colleague filed, is named on, or has nothing to do with."""
    ticket = stage.file(by="colleague" if how == FILED else "member")
    if how == NAMED:
        Named.objects.create(
            ticket=ticket, user=stage.colleague, named_at=stage.now, named_by=stage.member
        )
    return again(ticket)


@pytest.mark.parametrize("mode", Mode)
def test_reading_and_answering_agree_with_the_mode_for_every_role(
    stage: Stage, person: Invite, mode: Mode
) -> None:
    stage.enterprise.visibility = mode
    stage.enterprise.save()
    for role, how in product(RequesterRole, (FILED, NAMED, NEITHER)):
        stage.cast["colleague"] = person(f"Colleague {role} {how}")
        Membership.objects.create(
            user=stage.colleague,
            enterprise=stage.enterprise,
            role=role,
            from_date=dt.date.min,
            until_date=stage.now.date() + dt.timedelta(days=9),
        )
        ticket = _ticket(stage, how)
        sees = tickets_for(stage.colleague, stage.now).filter(pk=ticket.pk).exists()
        _facts, standings = picture_of(stage.colleague, ticket, stage.now)
        speaks = Standing.REQUESTER in standings
        wanted = (_reads(mode, role, how), _answers(mode, role, how))
        assert (sees, speaks) == wanted, (mode, role, how)
        assert _may_write(stage, ticket) == speaks


def _may_write(stage: Stage, ticket: Ticket) -> bool:
    """Whether the deed agrees with the standing, whatever door it comes through."""
    try:
        messages.write(ticket, WRITTEN, by=stage.colleague, now=stage.later())
    except Refused:
        return False
    return True


def test_a_colleague_who_left_neither_reads_nor_answers_though_still_named(
    stage: Stage, person: Invite
) -> None:
    stage.cast["colleague"] = person("Colleague")
    Membership.objects.create(
        user=stage.colleague,
        enterprise=stage.enterprise,
        role=RequesterRole.MEMBER,
        from_date=dt.date.min,
        until_date=stage.now.date() - dt.timedelta(days=1),
    )
    Enterprise.objects.update(visibility=Mode.ALL_ANSWER)
    ticket = stage.file()
    Named.objects.create(
        ticket=ticket, user=stage.colleague, named_at=stage.now, named_by=stage.member
    )
    ticket = again(ticket)
    assert not tickets_for(stage.colleague, stage.now).exists()
    assert Standing.REQUESTER not in picture_of(stage.colleague, ticket, stage.now)[1]
