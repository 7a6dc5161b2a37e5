"""One's own name, phone, language and time zone: kept, refused in words, nobody else's."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tickets.models import Event

SignedIn = Callable[[User], Client]
GOOD = {
    "name": "李敏",
    "name_latin": "Li Min",
    "phone": "0411-5550 1234",
    "language": "en",
    "time_zone": "Asia/Tokyo",
}


@pytest.fixture
def mine(signed_in: SignedIn, li_min: User) -> Client:
    return signed_in(li_min)


def test_the_form_shows_what_is_known(mine: Client) -> None:
    page = mine.get("/preferences/").text
    assert 'value="李敏"' in page
    assert 'value="Asia/Shanghai" selected' in page


def test_what_is_saved_counts_at_once(mine: Client, li_min: User) -> None:
    page = mine.post("/preferences/", GOOD, follow=True)
    li_min.refresh_from_db()
    assert (li_min.language, li_min.time_zone, li_min.phone) == ("en", "Asia/Tokyo", GOOD["phone"])
    assert '<html lang="en">' in page.text
    assert "Saved." in page.text
    assert mine.cookies["language"].value == "en"


def test_saving_the_same_again_is_said_and_changes_nothing(mine: Client) -> None:
    mine.post("/preferences/", GOOD)
    page = mine.post("/preferences/", GOOD, follow=True)
    assert page.status_code == 200
    assert "Nothing was changed." in page.text
    assert Event.objects.filter(kind="preferences_changed").count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "  "),
        ("name", "x" * 101),
        ("name", "李\u202e敏"),
        ("phone", "call me"),
        ("phone", "1"),
        ("language", "ja"),
        ("language", "xx"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
    ],
)
def test_a_bad_answer_is_said_at_its_field_and_nothing_typed_is_lost(
    mine: Client, li_min: User, field: str, typed: str
) -> None:
    page = mine.post("/preferences/", GOOD | {field: typed})
    assert page.status_code == 200
    assert f'href="#id_{field}' in page.text
    assert GOOD["name_latin"] in page.text
    li_min.refresh_from_db()
    assert li_min.phone == ""


def test_rare_characters_survive(mine: Client, li_min: User) -> None:
    mine.post("/preferences/", GOOD | {"name": "李𠮷䶮㛃"})
    li_min.refresh_from_db()
    assert li_min.name == "李𠮷䶮㛃"
    assert "李𠮷䶮㛃" in mine.get("/preferences/").text


def test_other_fields_of_a_person_never_move(mine: Client, li_min: User) -> None:
    more = {
        "email": "x@example.test",
        "is_active": "",
        "password": "x",
        "deactivated_at": "2020-01-01",
    }
    before = User.objects.filter(pk=li_min.pk).values("email", "password", "is_active").get()
    mine.post("/preferences/", GOOD | more)
    assert (
        User.objects.filter(pk=li_min.pk).values("email", "password", "is_active").get() == before
    )


def test_the_zones_are_all_of_one_kind(signed_in: SignedIn, li_min: User) -> None:
    page = signed_in(li_min).get("/preferences/")
    beijing, *continents = page.context["form"].fields["time_zone"].choices
    names = [beijing[1], *(name for _continent, places in continents for _zone, name in places)]
    assert [name for name in names if not name.endswith("时间") or name.isascii()] == []
