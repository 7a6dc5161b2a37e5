"""Each person is led to their own world, or told whom to call."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Enterprise, Grant, Membership, Office, User
from accounts.roles import Role
from tests.conftest import LONG_AGO, Invite

SignedIn = Callable[[User], Client]


def test_whoever_has_no_role_is_told_whom_to_call(person: Invite, signed_in: SignedIn) -> None:
    page = signed_in(person("Wang Xin", "王新")).get("/home/")
    assert page.status_code == 200
    assert "暂无可用功能" in page.text
    assert "tel:" in page.text


@pytest.fixture
def of_two_worlds(li_min: User, sakuragawa: Enterprise) -> User:
    """Staff, and a member of an enterprise too."""
    Membership.objects.create(user=li_min, enterprise=sakuragawa, role="member", from_date=LONG_AGO)
    return li_min


def test_whoever_has_two_worlds_begins_at_the_desk(
    of_two_worlds: User, signed_in: SignedIn
) -> None:
    assert signed_in(of_two_worlds).get("/home/").headers["Location"] == "/desk/"


def test_the_menu_leads_to_the_other_world_and_back(
    of_two_worlds: User, signed_in: SignedIn
) -> None:
    browser = signed_in(of_two_worlds)
    desk = browser.get("/desk/").text
    assert 'href="/home/?world=portal"' in desk
    portal = browser.get("/home/?world=portal")
    assert portal.status_code == 200
    assert 'href="/desk/?world=desk"' in portal.text


def test_whoever_has_one_world_sees_no_switch(li_min: User, signed_in: SignedIn) -> None:
    browser = signed_in(li_min)
    assert "?world=" not in browser.get("/desk/").text
    assert browser.get("/home/?world=portal").headers["Location"] == "/desk/"


def test_a_leader_with_a_desk_role_may_go_to_both(
    leader: User,
    province: Office,
    grant: Callable[[User, Role, Office], Grant],
    signed_in: SignedIn,
) -> None:
    grant(leader, Role.LEAD, province)
    browser = signed_in(leader)
    assert browser.get("/home/").headers["Location"] == "/desk/"
    assert browser.get("/leader/").status_code == 200


def test_a_role_that_ends_shuts_the_world_at_once(
    li_min: User, signed_in: SignedIn, now: object
) -> None:
    browser = signed_in(li_min)
    assert browser.get("/desk/").status_code == 200
    Grant.objects.filter(user=li_min).update(ended_at=now)
    assert browser.get("/desk/").status_code == 403
