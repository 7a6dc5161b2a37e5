"""The desk files for an enterprise: find it, ask the same questions, read the number out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Enterprise, User
from tickets.models import Draft, Event, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handbook", "stopped_clock")]
TOLD = {
    "source": "phone",
    "contact_name": "陈曦",
    "contact_phone": "0411-8888 0001",
    "in_danger": "no",
    "nature": "assistance",
    "category": "T03",
    "title": "工作许可续签受阻",
    "text": "自九月起无法续签。",
    "language": "ja",
    "consented": "on",
}
COMPLAINT = {"complained_organ": "某区市场监管局", "complained_level": "county"}


@pytest.fixture
def desk(signed_in: Callable[[User], Client], intake_officer: User) -> Client:
    return signed_in(intake_officer)


@pytest.fixture
def place(desk: Client, sakuragawa: Enterprise) -> str:
    """The address of a draft just begun for Sakuragawa."""
    begun = desk.post(reverse("desk_intake_begin", args=[sakuragawa.pk]))
    assert begun.status_code == 302
    return begun.headers["Location"]


def test_from_the_name_to_the_number(desk: Client, sakuragawa: Enterprise) -> None:
    found = desk.get(reverse("desk_intake"), {"words": "桜川"})
    assert "樱川轴承" in found.text
    begun = desk.post(reverse("desk_intake_begin", args=[sakuragawa.pk]))
    sent = desk.post(begun.headers["Location"], TOLD)
    number = Ticket.objects.get().number
    page = desk.get(sent.headers["Location"]).text
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in page
    assert "李敏" in page
    assert "2026年11月18日" in page
    assert "陈曦" in page


def test_sent_twice_the_same_number_is_answered(desk: Client, place: str) -> None:
    answers = [desk.post(place, TOLD).headers["Location"] for _each in range(2)]
    assert Ticket.objects.count() == 1
    assert desk.get(place).headers["Location"] == answers[0]
    assert answers[1] in (answers[0], place)


@pytest.mark.parametrize("name", ["source", "contact_name", "consented", "title", "category"])
def test_what_is_missing_is_named_and_the_rest_is_kept(desk: Client, place: str, name: str) -> None:
    answer = desk.post(place, {key: value for key, value in TOLD.items() if key != name})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {name}
    kept = desk.get(place).context["form"]
    assert all(kept[key].value() in (value, True) for key, value in TOLD.items() if key != name)


def test_a_complaint_asks_whom_it_is_about(desk: Client, place: str) -> None:
    told = TOLD | {"nature": "complaint"}
    asked = desk.post(place, told)
    assert asked.context["form"].errors.keys() == set(COMPLAINT)
    assert desk.post(place, told | COMPLAINT).status_code == 302
    assert Ticket.objects.get().track == "complaint"


@pytest.mark.parametrize("wish", ["", "on"])
def test_whoever_complains_may_wish_to_stay_unknown(desk: Client, place: str, wish: str) -> None:
    told = TOLD | COMPLAINT | {"nature": "complaint", "hide_complainant": wish}
    assert desk.post(place, {name: said for name, said in told.items() if said}).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.confidentiality == ("hidden" if wish else "ordinary")
    (submitted,) = Event.objects.of(ticket.stream)
    assert submitted.facts.get("confidentiality") == (["ordinary", "hidden"] if wish else None)
    page = desk.get(reverse("desk_confidentiality", args=[ticket.number]))
    assert bool(page.context["entries"]) is bool(wish)


def test_only_a_complaint_has_a_complainant_to_hide(desk: Client, place: str) -> None:
    assert desk.post(place, TOLD | {"hide_complainant": "on"}).status_code == 302
    assert Ticket.objects.get().confidentiality == "ordinary"


def test_a_state_secret_is_neither_filed_nor_kept(desk: Client, place: str) -> None:
    answer = desk.post(place, TOLD | {"text": "机密★10年 附件"})
    assert answer.status_code == 422
    assert not Draft.objects.get().typed.get("text")


def test_what_was_begun_is_found_again(desk: Client, place: str) -> None:
    desk.post(place, TOLD | {"consented": ""})
    assert place in desk.get(reverse("desk_intake")).text


def test_the_officers_own_name_is_not_filled_in_for_the_caller(desk: Client, place: str) -> None:
    assert "马宁" not in str(desk.get(place).context["form"])


def test_a_draft_is_its_authors_alone(
    place: str, li_min: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(li_min).get(place).status_code == 404


def test_another_citys_enterprise_is_not_found(desk: Client, rheinhammer: Enterprise) -> None:
    assert "莱茵汉默" not in desk.get(reverse("desk_intake"), {"words": "莱茵"}).text
    assert desk.post(reverse("desk_intake_begin", args=[rheinhammer.pk])).status_code == 404


def test_the_menu_leads_there_only_for_whom_it_is(
    signed_in: Callable[[User], Client], desk: Client, dalian_lead: User
) -> None:
    assert reverse("desk_intake") in desk.get(reverse("desk_home")).text
    assert reverse("desk_intake") not in signed_in(dalian_lead).get(reverse("desk_home")).text


@pytest.mark.parametrize("many", [10, 200])
def test_finding_asks_few_questions_of_the_database(
    desk: Client,
    sakuragawa: Enterprise,
    many: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    facts: dict[str, Any] = {
        "nationality": "JP",
        "region": sakuragawa.region,
        "registered_at": sakuragawa.registered_at,
    }
    Enterprise.objects.bulk_create(Enterprise(name_zh=f"樱花{n}", **facts) for n in range(many))
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("desk_intake"), {"words": "樱"})
    assert len(page.context["found"]) == min(many + 1, 20)
