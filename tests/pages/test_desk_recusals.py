"""Staff see and declare their own conflicts of interest."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Recusal, User
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def desk(signed_in: Callable[[User], Client], li_min: User) -> Client:
    return signed_in(li_min)


def test_from_the_name_to_the_declaration_and_back(
    desk: Client, sakuragawa: Enterprise, filed: Ticket
) -> None:
    found = desk.get(reverse("desk_recusals"), {"words": "桜川"})
    door = reverse("desk_recusal", args=[sakuragawa.pk])
    assert door in found.text
    empty = desk.post(door, {"reason": ""})
    assert empty.status_code == 422
    assert "请填写此项" in empty.text
    assert desk.post(door, {"reason": "亲属任职"}).status_code == 302
    assert "亲属任职" in desk.get(reverse("desk_recusals")).text
    filed.refresh_from_db()
    assert filed.assignee is None
    again = desk.post(door, {"reason": "亲属任职"})
    assert again.status_code == 422
    lift = reverse("desk_recusal_lift", args=[Recusal.objects.get().pk])
    assert desk.get(lift).status_code == 200
    assert desk.post(lift, {"reason": "亲属已离职"}).status_code == 302
    assert desk.get(lift).status_code == 404
    assert not Recusal.objects.in_force().exists()


def test_the_ticket_tells_of_the_release(
    desk: Client, sakuragawa: Enterprise, filed: Ticket
) -> None:
    desk.post(reverse("desk_recusal", args=[sakuragawa.pk]), {"reason": "亲属任职"})
    page = desk.get(reverse("desk_ticket", args=[filed.number]))
    assert "因回避而退出" in page.text
    assert page.context["steps"] == []


@pytest.mark.parametrize("count", [10, 200])
def test_a_long_list_asks_few_questions(
    count: int, desk: Client, li_min: User, sakuragawa: Enterprise, filed: Ticket
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    others = Enterprise.objects.bulk_create(
        Enterprise(
            name_zh=f"樱花{n}", nationality="JP", region=sakuragawa.region,
            registered_at=filed.submitted_at,
        )
        for n in range(count)
    )  # fmt: skip
    Recusal.objects.bulk_create(
        Recusal(
            user=li_min, enterprise=one, reason="x", declared_at=filed.submitted_at,
            declared_by=li_min,
        )
        for one in others
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(reverse("desk_recusals"), {"words": "樱"}).status_code == 200
    assert len(asked) <= 12


def test_a_search_says_that_there_are_more_or_none(
    desk: Client, sakuragawa: Enterprise, filed: Ticket
) -> None:
    Enterprise.objects.bulk_create(
        Enterprise(
            name_zh=f"樱花{n}", nationality="JP", region=sakuragawa.region,
            registered_at=filed.submitted_at,
        )
        for n in range(21)
    )  # fmt: skip
    page = desk.get(reverse("desk_recusals"), {"words": "樱花"})
    assert len(page.context["found"]) == 20
    assert "请多输入" in page.text
    assert "信用代码查找" in desk.get(reverse("desk_recusals"), {"words": "没有"}).text
