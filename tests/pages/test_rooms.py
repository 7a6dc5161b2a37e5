"""The menu of the desk and the page of settings: each person finds the rooms they may enter."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from frontend.desk import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "handbook")]
Enter = Callable[[User], Client]


def rooms_of(client: Client) -> set[str]:
    """The addresses of settings that the menu shows this visitor."""
    ways = client.get(reverse("desk_home")).context["settings_rooms"]()
    return {way.room.address for way in ways}


@pytest.mark.parametrize(
    ("visitor", "some", "none_of"),
    [
        ("policy_editor", {"desk_values", "desk_promises", "desk_routing"}, {"desk_staff"}),
        ("dispatcher", {"desk_routing", "desk_enterprises", "desk_staff"}, {"desk_values"}),
        ("system_admin", {"desk_offices", "desk_staff"}, {"desk_enterprises", "desk_values"}),
        ("liaison", set(), {room.address for room in rooms.SETTINGS}),
    ],
)
def test_each_person_is_shown_the_rooms_they_may_enter(
    visitor: str,
    some: set[str],
    none_of: set[str],
    request: pytest.FixtureRequest,
    signed_in: Enter,
) -> None:
    client = signed_in(request.getfixturevalue(visitor))
    shown = rooms_of(client)
    assert some <= shown
    assert not none_of & shown
    for address in shown:
        assert client.get(reverse(address)).status_code == 200
    assert client.get(reverse("desk_settings")).status_code == (200 if shown else 403)


def test_every_room_of_settings_says_what_it_is_for(
    signed_in: Enter, policy_editor: User, now: dt.datetime
) -> None:
    page = signed_in(policy_editor).get(reverse("desk_settings")).text
    for room in rooms.SETTINGS:
        assert room.purpose
        assert (str(room.purpose) in page) is room.open_to(policy_editor, now)


def test_the_settings_are_folded_away_but_for_who_stands_in_one(
    signed_in: Enter, policy_editor: User
) -> None:
    client = signed_in(policy_editor)
    assert "<details open>" not in client.get(reverse("desk_home")).text
    for address in ("desk_settings", "desk_promises"):
        page = client.get(reverse(address)).text
        assert "<details open>" in page
        assert f'href="{reverse(address)}"\n         aria-current="page"' in page or (
            f'href="{reverse(address)}"\n     aria-current="page"' in page
        )
