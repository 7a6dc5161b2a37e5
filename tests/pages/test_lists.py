"""Categories, grounds and offices at the desk: what is touched is said before it is changed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Office, User
from tests.conftest import Invite
from tests.pages.test_queries import LENGTHS
from tickets.models import Category, Event, Ground, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
Enter = Callable[[User], Client]
WORDS = {
    "name_zh": "低空经济",
    "name_en": "Low-altitude economy",
    "typical_zh": "无人机航线",
    "lead_unit_zh": "发改",
    "mode": "coordinate",
}
GROUND = {"name_zh": "新的理由", "name_en": "Another ground", "source": "示例文件第1条"}


@pytest.fixture
def editor(handbook: None, policy_editor: User, signed_in: Enter) -> Client:
    """The policy editor's browser."""
    return signed_in(policy_editor)


@pytest.fixture
def system(handbook: None, system_admin: User, signed_in: Enter) -> Client:
    """The system administrator's browser."""
    return signed_in(system_admin)


def test_a_category_is_added_worded_anew_and_ended(editor: Client, filed: Ticket) -> None:
    new = WORDS | {"code": "T23", "valid_from": "2026-11-20"}
    assert editor.post("/desk/categories/new/", new).status_code == 302
    assert "低空经济" in editor.get("/desk/categories/").text
    door = reverse("desk_category", args=["T01"])
    assert "在办工单 1 件" in editor.get(door).text, "it says what is touched before"
    assert editor.post(door, WORDS).status_code == 302
    assert "来华邀请 → 低空经济" in editor.get(door).text
    end = reverse("desk_category_end", args=["T01"])
    assert "在办工单 1 件" in editor.get(end).text
    past = editor.post(end, {"valid_to": "2026-11-17"})
    assert past.context["form"].errors.keys() == {"valid_to"}
    assert editor.post(end, {"valid_to": "2026-11-30"}).status_code == 302
    assert str(Category.objects.get(code="T01").valid_to) == "2026-11-30"
    kinds = [event.kind for event in Event.objects.of("category:T01")]
    assert kinds == ["category_mended", "category_ended"]


def test_what_is_wrong_with_a_category_stands_at_its_field(editor: Client) -> None:
    typed = WORDS | {"code": "T01", "valid_from": "2026-11-18"}
    taken = editor.post("/desk/categories/new/", typed)
    assert taken.status_code == 409
    assert "低空经济" in taken.text
    odd = editor.post("/desk/categories/new/", typed | {"code": "22"})
    assert odd.context["form"].errors.keys() == {"code"}
    early = editor.post(
        "/desk/categories/new/", typed | {"code": "T24", "valid_from": "2026-11-01"}
    )
    assert early.context["form"].errors.keys() == {"valid_from"}


def test_a_ground_is_confirmed_worded_anew_and_ended(editor: Client) -> None:
    page = editor.get("/desk/grounds/").text
    assert "待本机构确认" in page or "待确认" in page
    ground = Ground.objects.filter(to_be_confirmed=True).earliest("id")
    confirm = reverse("desk_ground_confirm", args=[ground.pk])
    assert ground.source in editor.get(confirm).text
    assert editor.post(confirm).status_code == 302
    assert editor.post(confirm).status_code == 409
    door = reverse("desk_ground", args=[ground.pk])
    assert editor.post(door, GROUND | {"valid_from": "2026-12-01"}).status_code == 302
    rows = Ground.objects.filter(list=ground.list, code=ground.code).order_by("valid_from")
    assert [str(row.valid_to) for row in rows] == ["2026-11-30", "None"]
    old = editor.post(door, GROUND | {"valid_from": "2026-12-05"})
    assert old.status_code == 409, "the newest wording alone is worded anew"
    end = reverse("desk_ground_end", args=[rows[1].pk])
    assert editor.post(end, {"valid_to": "2026-12-31"}).status_code == 302
    kinds = [event.kind for event in Event.objects.of(ground.stream)]
    assert kinds == ["ground_confirmed", "ground_reworded", "ground_ended"]


def test_a_new_ground_has_a_code_of_its_own(editor: Client) -> None:
    typed = GROUND | {"list": "refuse_complaint", "code": "R1", "valid_from": "2026-11-18"}
    taken = editor.post("/desk/grounds/new/", typed)
    assert taken.context["form"].errors.keys() == {"code"}
    assert editor.post("/desk/grounds/new/", typed | {"code": "R99"}).status_code == 302
    assert "新的理由" in editor.get("/desk/grounds/").text


def test_an_office_is_opened_and_corrected(system: Client, province: Office) -> None:
    new = {
        "kind": "unit", "code": "sy-water", "parent": province.code, "region": "210000",
        "name_zh": "省水务承办单位", "name_en": "Water unit", "phone": "024-5550 0001",
    }  # fmt: skip
    assert system.post("/desk/offices/new/", new).status_code == 302
    again = system.post("/desk/offices/new/", new)
    assert again.status_code == 409
    assert "Water unit" in again.text
    door = reverse("desk_office", args=["sy-water"])
    assert system.post(door, new | {"phone": "024-5550 0002"}).status_code == 302
    assert "024-5550 0001 → 024-5550 0002" in system.get(door).text
    assert "省水务承办单位" in system.get("/desk/offices/").text


def test_the_page_warns_where_the_province_has_fewer_than_two_leads(
    system: Client, province_lead: User, other_province_lead: User
) -> None:
    warning = "不足两名"
    assert warning not in system.get("/desk/offices/").text
    other_province_lead.grants.update(ended_at=other_province_lead.joined_at)
    assert warning in system.get("/desk/offices/").text


@LENGTHS
def test_a_large_tree_asks_no_more(
    many: int, system: Client, province: Office, dalian_lead: User, person: Invite,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for place in range(many):
        office = Office(kind="unit", code=f"u-{place}", name_zh="单位", name_en="Unit")
        office.region, office.parent = province.region, province
        office.lineage = [province.id, office.id]
        office.save()
    with django_assert_max_num_queries(12):
        assert system.get("/desk/offices/").text.count("u-") >= many
