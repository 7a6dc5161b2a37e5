"""The addresses of the house, each leading to a thing of enterprise A."""

import datetime as dt
import re
from collections.abc import Callable
from functools import reduce

import pytest
from django.urls import get_resolver, reverse

from accounts import tokens
from accounts.models import (
    Absence,
    Duty,
    Enterprise,
    Grant,
    Membership,
    Office,
    Recusal,
    User,
)
from tests import samples
from tests.house.access_table import STAGE
from tests.house.addresses import addresses
from tickets.access.successors import lines_of_plan, seal_of
from tickets.actions import (
    absences,
    acceptance,
    assists,
    attachments,
    duties,
    hand_overs,
    messages,
    papers,
    printing,
    recusals,
    serving,
    tags,
)
from tickets.models import (
    Assist,
    Attachment,
    Category,
    Clock,
    Ground,
    HandOver,
    Measure,
    Notice,
    Paper,
    Promise,
    RoutingRules,
    Tag,
    Ticket,
)
from tickets.rules.absences import Away, Turn
from tickets.rules.assists import AssistRequest
from tickets.rules.attachments import Upload
from tickets.rules.days import day_of
from tickets.rules.hand_overs import Plan, Way
from tickets.rules.messages import Writing
from tickets.rules.steps import StepName
from tickets.rules.tags import TagWords

PART = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The address of a door by its name, with the things of the stage in its places."""
    routes = dict(addresses(get_resolver()))

    def fill(name: str) -> str:
        parts = PART.findall(routes[name])
        return reverse(name, kwargs={part: on_stage(request, part) for part in parts})

    return fill


@pytest.fixture
def stray_token() -> str:
    """A token as a link carries it, which opens nothing."""
    return tokens.fresh()


def on_stage(request: pytest.FixtureRequest, part: str) -> object:
    """What stands for one part of an address, e.g. `number`: a ticket of enterprise A."""
    fixture, *attributes = STAGE[part].split(".")
    return reduce(getattr, attributes, request.getfixturevalue(fixture))


@pytest.fixture
def step_of_readers() -> str:
    """A step that every reader of a ticket may open the form of."""
    return "note"


@pytest.fixture
def kind_of_problem() -> str:
    """A kind of problem that the API knows."""
    return "stale"


@pytest.fixture
def figure_of_leaders() -> str:
    """A figure of the leader's page."""
    return "received"


@pytest.fixture
def recusal_of_li_min(li_min: User, rheinhammer: Enterprise, now: dt.datetime) -> Recusal:
    """An interest that Li Min has declared in an enterprise."""
    return recusals.declare(li_min, rheinhammer, "亲属在该企业任职", by=li_min, now=now)


@pytest.fixture
def attachment_of_the_filer(filed: Ticket, owner: User, now: dt.datetime) -> Attachment:
    """A file that went with a message of the filer."""
    filed.refresh_from_db()
    upload = Upload("报关单.pdf", samples.pdf())
    chosen = attachments.choose(filed, StepName.WRITE, upload, by=owner, now=now)
    messages.write(filed, Writing("见附件", attachments=(chosen.pk,)), by=owner, now=now)
    return chosen


@pytest.fixture
def duty_of_li_min(li_min: User, dalian: Office, now: dt.datetime) -> Duty:
    """A turn of Li Min on the duty roster of Dalian, tomorrow."""
    begins_at = now + dt.timedelta(days=1)
    turn = Turn(begins_at, begins_at + dt.timedelta(days=1), li_min.pk)
    return duties.assign(dalian, turn, by=None, now=now)


@pytest.fixture
def hand_over_of_li_min(filed: Ticket, li_min: User, now: dt.datetime) -> HandOver:
    """The work of Li Min, handed over to the deputy."""
    plan = Plan(Way.DEPUTY, "年假")
    seen = seal_of(lines_of_plan(li_min, [filed], plan, now))
    begun = hand_overs.begin(li_min, plan, seen, by=li_min, now=now)
    hand_overs.carry_on(by=None, now=now)
    begun.refresh_from_db()
    return begun


@pytest.fixture
def first_clock(filed: Ticket) -> Clock:
    """The first clock that runs on the ticket of enterprise A."""
    return filed.clocks.earliest("started_at", "name")


@pytest.fixture
def role_of_li_min(li_min: User) -> Grant:
    """The role that Li Min has."""
    return li_min.grants.get()


@pytest.fixture
def absence_of_li_min(li_min: User, now: dt.datetime) -> Absence:
    """A day on which Li Min will be away; far off, so that it hinders nobody."""
    begin = now + dt.timedelta(days=3650)
    return absences.record(li_min, Away(begin, begin + dt.timedelta(days=1)), by=li_min, now=now)


@pytest.fixture
def deed_on_an_account() -> str:
    """What the system administrator may do to a colleague's account."""
    return "close"


@pytest.fixture
def membership_of_the_owner(owner: User) -> Membership:
    """What the owner of enterprise A is for it."""
    return owner.memberships.get()


@pytest.fixture
def setting_of_offices() -> str:
    """A value that offices may set for themselves."""
    return "reopening_days"


@pytest.fixture
def category_of_invitations(handbook: None) -> Category:
    """The first category."""
    return Category.objects.get(code="T01")


@pytest.fixture
def ground_of_refusal(handbook: None) -> Ground:
    """A ground as the base data brought it."""
    return Ground.objects.earliest("id")


@pytest.fixture
def tag_of_the_fair(policy_editor: User, now: dt.datetime) -> Tag:
    """A tag of the curated list."""
    words = TagWords("秋季交易会", "Autumn trade fair")
    return tags.add(words, day_of(now), by=policy_editor, now=now)


@pytest.fixture
def slot(handbook: None) -> Measure:
    """A place of the catalogue whose wording is not public yet."""
    return Measure.objects.get(code="FTZ-01")


def _accepted(filed: Ticket, now: dt.datetime) -> User:
    """Who has the ticket, now in work: another door may have led there, or handed it over."""
    filed.refresh_from_db()
    holder = filed.assignee
    assert holder is not None
    if filed.accepted_at is None:
        acceptance.accept(filed, by=holder, now=now)
    return holder


@pytest.fixture
def assist_of_the_tax_service(
    filed: Ticket, liaison: User, tax_bureau: Office, now: dt.datetime
) -> Assist:
    """What the tax service was asked on the ticket of enterprise A."""
    holder = _accepted(filed, now)
    assists.ask(filed, AssistRequest(tax_bureau.pk, "请核对退税进度"), by=holder, now=now)
    return filed.assists.get()


@pytest.fixture
def order_of_li_min(assist_of_the_tax_service: Assist, li_min: User, now: dt.datetime) -> Paper:
    """The order of that assist, made as a document for Li Min."""
    paper = papers.ask(assist_of_the_tax_service, by=li_min, now=now)
    printing.keep(paper, b"%PDF-1.7", now=now)
    return Paper.objects.get(pk=paper.pk)


@pytest.fixture
def notice_of_acceptance(
    filed: Ticket, hand_over_of_li_min: HandOver, li_min: User, owner: User, now: dt.datetime
) -> Notice:
    """What told enterprise A that its ticket was accepted, with its PDF; the owner opened it.

    The deputy has the ticket by then, whichever door comes first.
    """
    _accepted(filed, now)
    notice = filed.notices.get()
    printing.keep(papers.ask_for_notice(notice, by=li_min, now=now), b"%PDF-1.7", now=now)
    return serving.note_opening(notice, by=owner, now=now)


@pytest.fixture
def kind_of_notice(handbook: None) -> str:
    """A kind of notice, whose template came with the base data."""
    return "acceptance"


@pytest.fixture
def ruling_of_leaders() -> str:
    """A step that a leader may open the form of."""
    return "approve"


@pytest.fixture
def promise_in_force(handbook: None) -> Promise:
    """A promise as the base data brought it."""
    return Promise.objects.in_force().earliest("id")


@pytest.fixture
def first_routing_rules(handbook: None) -> RoutingRules:
    """The routing rules as the base data brought them."""
    return RoutingRules.objects.get(version=1)
