"""The register at the desk: who is in it, who looks after whom, who speaks for them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.ids import uuid7
from accounts.models import Enterprise, Membership, User
from tests.pages.test_queries import LENGTHS
from tickets.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "handbook")]
Enter = Callable[[User], Client]
REGISTER = "/desk/enterprises/"
TYPED = {
    "kind": "enterprise",
    "name_zh": "𠮷野精密（大连）有限公司",
    "name_original": "𠮷野精密株式会社",
    "credit_code": "91210200ma0xkrg19w",
    "nationality": "JP",
    "region": "210200",
    "ftz_area": "DL",
}


@pytest.fixture
def desk(dalian_lead: User, signed_in: Enter) -> Client:
    """The browser of the lead of Dalian."""
    return signed_in(dalian_lead)


def at(name: str, enterprise: Enterprise, *more: object) -> str:
    """The address of one of the requester's pages."""
    return reverse(name, args=[enterprise.pk, *more])


def test_registered_corrected_compared_and_told(desk: Client, dalian_lead: User) -> None:
    assert desk.post(f"{REGISTER}new/", TYPED).status_code == 302
    made = Enterprise.objects.get(credit_code="91210200MA0XKRG19W")
    assert "𠮷野" in desk.get(REGISTER, {"words": "𠮷野"}).text
    edit = at("desk_enterprise_edit", made)
    assert desk.post(edit, TYPED | {"name_en": "Yoshino"}).status_code == 302
    same = desk.post(edit, TYPED | {"name_en": "Yoshino"})
    assert (same.status_code, Event.objects.of(made.stream).count()) == (409, 2)
    assert desk.post(at("desk_enterprise_verify", made)).status_code == 302
    page = desk.get(at("desk_enterprise", made)).text
    for word in ("– → Yoshino", "与证照核对无误", "大连片区", "日本"):
        assert word in page


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(desk: Client) -> None:
    answer = desk.post(f"{REGISTER}new/", TYPED | {"credit_code": "91210200MA0XKRG19X"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"credit_code"}
    assert "𠮷野精密株式会社" in answer.text
    answer = desk.post(f"{REGISTER}new/", TYPED | {"region": "210800", "ftz_area": "YK"})
    assert answer.status_code == 403, "Yingkou is not Dalian's to register"


def test_the_own_concierge_is_changed_with_a_reason(
    desk: Client, sakuragawa: Enterprise, li_min: User, deputy: User, shenyang_concierge: User
) -> None:
    door = at("desk_enterprise_care", sakuragawa)
    swapped = {"concierge": str(deputy.pk), "deputy": str(li_min.pk), "reason": "轮岗"}
    assert desk.post(door, swapped | {"reason": ""}).context["form"].errors.keys() == {"reason"}
    same = desk.post(door, swapped | {"deputy": str(deputy.pk)})
    assert same.context["form"].errors.keys() == {"deputy"}
    assert "关雪" not in desk.get(door).text
    assert desk.post(door, swapped).status_code == 302
    sakuragawa.refresh_from_db()
    assert (sakuragawa.concierge, sakuragawa.deputy) == (deputy, li_min)
    page = desk.get(at("desk_enterprise", sakuragawa)).text
    assert "轮岗" in page
    assert "周恺" in page


def test_somebody_is_added_and_speaks_for_it_no_more(desk: Client, sakuragawa: Enterprise) -> None:
    door = at("desk_member_add", sakuragawa)
    typed = {"name": "陈新", "email": "chen.xin@example.test", "language": "zh-hans"}
    agent = desk.post(door, typed | {"role": "agent"})
    assert agent.context["form"].errors.keys() == {"until_date"}
    assert desk.post(door, typed | {"role": "owner"}).status_code == 302
    member = Membership.objects.get()
    assert "陈新" in desk.get(at("desk_enterprise", sakuragawa)).text
    end = at("desk_member_end", sakuragawa, member.pk)
    assert desk.post(end).status_code == 302
    assert desk.get(end).status_code == 404


def test_the_requesters_of_another_city_are_not_there(
    desk: Client, sakuragawa: Enterprise, rheinhammer: Enterprise
) -> None:
    assert desk.get(at("desk_enterprise", rheinhammer)).status_code == 404
    listed = desk.get(REGISTER).text
    assert "樱川" in listed
    assert "莱茵汉默" not in listed


@pytest.mark.parametrize("words", ["樱川", "sakuragawa", "桜川", "9121 0200 MA0X KRG1 9W"])
def test_found_in_every_script_and_by_code(
    desk: Client, sakuragawa: Enterprise, words: str
) -> None:
    assert desk.get(REGISTER, {"words": words}).context["page"].rows == [sakuragawa]
    cared_for = desk.get(REGISTER, {"words": words, "care": "without"})
    assert cared_for.context["page"].rows == []
    assert "没有这样的企业" in desk.get(REGISTER, {"words": "别家"}).text


@LENGTHS
def test_a_long_register_asks_no_more(
    many: int, desk: Client, sakuragawa: Enterprise,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    copies = [Enterprise.objects.get(pk=sakuragawa.pk) for _each in range(many)]
    for copy in copies:
        copy.pk, copy.credit_code = uuid7(), None
    Enterprise.objects.bulk_create(copies)
    with django_assert_max_num_queries(8):
        page = desk.get(REGISTER).context["page"]
    assert page.older is None or desk.get(REGISTER, {"before": str(page.older)}).status_code == 200
    with django_assert_max_num_queries(12):
        desk.get(at("desk_enterprise", sakuragawa))
