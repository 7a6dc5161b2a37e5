"""The ground the tests stand on: real servers, shut sockets, nothing left behind."""

import datetime as dt
import socket
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import translation

from accounts.models import Enterprise, Grant, User
from tickets.models import Event


def test_the_database_is_postgresql() -> None:
    assert connection.vendor == "postgresql"


def test_no_socket_leads_out_of_this_machine() -> None:
    with pytest.raises(UserWarning, match="tried to use socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transactional_test_begins_without_the_history_of_another(
    turn: int, person: Callable[..., User], now: dt.datetime
) -> None:
    assert not Event.objects.exists()
    Event.objects.append("test:1", "written", by=person("Jin Hao"), now=now, facts={"turn": turn})
    with pytest.raises(IntegrityError, match="append-only"):
        Event.objects.all().delete()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_begins_with_an_empty_cache_in_chinese(turn: int) -> None:
    assert cache.get("left_behind") is None
    assert translation.get_language() == "zh-hans"
    cache.set("left_behind", turn)
    translation.activate("ko")


def test_the_moment_of_the_tests_is_a_working_morning(now: dt.datetime) -> None:
    assert (now.isoweekday(), now.utcoffset()) == (3, dt.timedelta(hours=8))


@pytest.mark.django_db
def test_the_whole_cast_can_stand_on_one_stage(request: pytest.FixtureRequest) -> None:
    cast = [request.getfixturevalue(name) for name in CAST]
    assert len({user.email for user in cast}) == len(CAST)
    assert Grant.objects.count() == len(STAFF)
    assert set(Enterprise.objects.values_list("nationality", flat=True)) == {"JP", "DE", "GR"}


def test_a_signed_in_person_is_known_to_the_pages(
    signed_in: Callable[[User], Client], li_min: User
) -> None:
    response = signed_in(li_min).get("/")
    assert response.wsgi_request.user == li_min


STAFF = [
    *("li_min", "deputy", "shenyang_concierge", "intake_officer", "dalian_lead", "province_lead"),
    *("other_province_lead", "dispatcher", "dalian_dispatcher", "liaison", "counsel"),
    *("callback_officer", "supervisor", "leader", "policy_editor"),
    *("system_admin", "security_admin", "audit_admin"),
]
CAST = [*STAFF, "owner", "member", "agent", "stranger", "consul"]
