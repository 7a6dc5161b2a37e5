"""Staff at the desk: accounts by one administrator, roles by another, absences by who plans."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pytest_django import DjangoAssertNumQueries

from accounts.models import Absence, Grant, Office, User
from accounts.roles import Role
from tests.conftest import Invite
from tests.pages.test_queries import LENGTHS
from tickets.models import Event, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
Enter = Callable[[User], Client]
STAFF = "/desk/staff/"
NEWCOMER = {
    "name": "金浩",
    "name_latin": "Jin Hao",
    "email": "jin.hao@example.test",
    "language": "zh-hans",
    "spoken_languages": ["ja"],
}


@pytest.fixture
def system(handbook: None, system_admin: User, signed_in: Enter) -> Client:
    """The system administrator's browser."""
    return signed_in(system_admin)


@pytest.fixture
def security(handbook: None, security_admin: User, signed_in: Enter) -> Client:
    """The security administrator's browser."""
    return signed_in(security_admin)


def test_from_the_invitation_to_the_role(
    system: Client, security: Client, dalian: Office, now: dt.datetime
) -> None:
    assert system.post(f"{STAFF}invite/", NEWCOMER).status_code == 302
    person = User.objects.get(email="jin.hao@example.test")
    assert person.spoken_languages == ["ja"]
    waiting = security.get(STAFF, {"where": "no_role"})
    assert "金浩" in waiting.text
    door = reverse("desk_role_give", args=[person.pk])
    asked = {
        "office": dalian.code,
        "role": "concierge",
        "from_date": "2026-11-18",
        "capacity": "30",
    }
    assert security.post(door, asked).status_code == 302
    grant = Grant.objects.get(user=person)
    assert (grant.office, grant.role, grant.capacity) == (dalian, "concierge", 30)
    assert "金浩" not in security.get(STAFF, {"where": "no_role"}).text
    shown = security.get(reverse("desk_colleague", args=[person.pk])).text
    for word in ("大连", "管家", "授予角色", "邀请"):
        assert word in shown
    kinds = [event.kind for event in Event.objects.of(person.stream)]
    assert kinds == ["invited", "role_given"]


def test_nobody_gives_roles_to_the_accounts_they_open(
    system: Client, security: Client, li_min: User
) -> None:
    assert system.get(reverse("desk_role_give", args=[li_min.pk])).status_code == 404
    assert security.get(f"{STAFF}invite/").status_code == 404
    assert "授予角色" not in system.get(reverse("desk_colleague", args=[li_min.pk])).text


def test_the_sides_of_administrators_are_kept_apart_in_words(
    security: Client, li_min: User, province: Office
) -> None:
    door = reverse("desk_role_give", args=[li_min.pk])
    asked = {
        "office": province.code, "role": "audit_admin", "from_date": "2026-11-18", "capacity": "40",
    }  # fmt: skip
    answer = security.post(door, asked)
    assert answer.status_code == 409
    refusal = "An administrator's role never goes together with another kind of role."
    with override("zh-hans"):
        assert answer.context["form"].non_field_errors() == [gettext(refusal)]
    assert 'value="audit_admin"' in answer.text
    assert li_min.grants.count() == 1


def test_what_was_typed_stays_beside_what_is_wrong(system: Client, li_min: User) -> None:
    answer = system.post(f"{STAFF}invite/", NEWCOMER | {"email": li_min.email})
    assert answer.status_code == 409
    assert "Jin Hao" in answer.text
    answer = system.post(f"{STAFF}invite/", NEWCOMER | {"name": "", "phone": "abc"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"name"}


def test_a_role_is_ended_and_not_twice(security: Client, li_min: User) -> None:
    door = reverse("desk_role_end", args=[li_min.pk, li_min.grants.get().pk])
    assert "李敏" in security.get(door).text
    assert security.post(door).status_code == 302
    assert not Grant.objects.filter(user=li_min, ended_at=None).exists()
    assert security.post(door).status_code == 404


def test_an_account_is_closed_and_opened_again(system: Client, li_min: User) -> None:
    def door(deed: str) -> str:
        return reverse("desk_account", args=[li_min.pk, deed])

    assert "立即" in system.get(door("close")).text
    assert system.post(door("close")).status_code == 302
    assert "李敏" not in system.get(STAFF).text
    assert "李敏" in system.get(STAFF, {"where": "closed"}).text
    again = system.post(door("close"))
    assert again.status_code == 409
    assert "已经停用" in again.text
    assert system.post(door("open")).status_code == 302
    li_min.refresh_from_db()
    assert li_min.is_active
    assert system.get(door("burn")).status_code == 404
    assert system.post(door("invite-again")).status_code == 409


def test_a_lead_plans_for_the_own_office_alone(
    dalian_lead: User, li_min: User, deputy: User, shenyang_concierge: User, signed_in: Enter
) -> None:
    desk = signed_in(dalian_lead)
    listed = desk.get(STAFF).text
    assert "李敏" in listed
    assert "关雪" not in listed
    assert desk.get(reverse("desk_colleague", args=[shenyang_concierge.pk])).status_code == 404
    door = reverse("desk_away", args=[li_min.pk])
    asked = {
        "starts_at": "2026-11-19T00:00", "ends_at": "2026-11-21T00:00", "deputy": str(deputy.pk),
        "reason": "体检",
    }  # fmt: skip
    assert desk.post(door, asked).status_code == 302
    absence = Absence.objects.get(user=li_min)
    assert absence.deputy == deputy
    clash = desk.post(door, asked)
    assert clash.status_code == 409
    assert "体检" in clash.text
    back = reverse("desk_back_early", args=[li_min.pk, absence.pk])
    assert desk.post(back).status_code == 302
    assert not Absence.objects.exists()
    assert desk.post(back).status_code == 404


def test_everybody_notes_their_own_absence(li_min: User, deputy: User, signed_in: Enter) -> None:
    desk = signed_in(li_min)
    assert desk.get(STAFF).status_code == 404
    own = reverse("desk_colleague", args=[li_min.pk])
    assert own in desk.get("/desk/").text
    assert reverse("desk_away", args=[li_min.pk]) in desk.get(own).text
    assert desk.get(reverse("desk_colleague", args=[deputy.pk])).status_code == 404


def test_the_people_of_requesters_are_no_staff(system: Client, owner: User) -> None:
    assert owner.email not in system.get(STAFF).text
    assert system.get(reverse("desk_colleague", args=[owner.pk])).status_code == 404


def test_found_by_name_office_role_and_state(
    system: Client, li_min: User, dalian_lead: User, shenyang_concierge: User, filed: Ticket
) -> None:
    def found(**asked: str) -> str:
        return system.get(STAFF, asked).text

    assert "李敏" in found(words="li min")
    assert "孙洁" not in found(words="li min")
    assert "关雪" not in found(office="210200", role="concierge")
    assert "孙洁" not in found(office="210200", role="concierge")
    assert "没有这样的同事" in found(words="nobody at all")
    assert "李敏" in found(office="nonsense"), "what cannot be read narrows nothing"
    assert "李敏" not in found(where="away")


@LENGTHS
def test_a_long_list_asks_no_more(
    many: int, system: Client, officer: Invite, dalian: Office,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for place in range(many):
        officer(f"Colleague {place}", "同事", Role.CONCIERGE, dalian)
    with django_assert_max_num_queries(8):
        page = system.get(STAFF)
    if many > 20:
        older = page.context["page"].older
        assert system.get(STAFF, {"before": str(older)}).context["page"].rows
    with django_assert_max_num_queries(12):
        system.get(reverse("desk_colleague", args=[User.objects.filter(name="同事")[0].pk]))


def test_the_page_of_a_colleague_leads_to_their_hand_over_for_whom_it_is(
    li_min: User, dalian_lead: User, security_admin: User, signed_in: Enter
) -> None:
    way = reverse("desk_hand_over", args=[li_min.pk])
    page = reverse("desk_colleague", args=[li_min.pk])
    for reader, leads in ((dalian_lead, True), (li_min, True), (security_admin, False)):
        browser = signed_in(reader)
        assert (way in browser.get(page).text) is leads
        assert (browser.get(way).status_code == 200) is leads
