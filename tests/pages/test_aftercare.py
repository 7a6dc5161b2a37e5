"""What is left to do after a ruling: its forms say what it is about, and whom to call."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Absence, User
from tests.actions.stage import CLOSING, CONTACT, TRANSFER
from tickets.actions import acceptance, confirmations, endings, ratings
from tickets.models import Ticket
from tickets.rules.confirmations import Confirmation, Rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


@pytest.fixture
def transferred(filed: Ticket, li_min: User, dalian_lead: User) -> Ticket:
    """Sent on to the agency that has jurisdiction."""
    endings.propose(filed, TRANSFER, by=li_min, now=timezone.now())
    return endings.approve(filed, by=dalian_lead, now=timezone.now())


@pytest.fixture
def badly_rated(filed: Ticket, li_min: User, dalian_lead: User, owner: User) -> Ticket:
    """Answered, closed and rated badly."""
    acceptance.accept(filed, by=li_min, now=timezone.now())
    endings.propose(filed, CLOSING, by=li_min, now=timezone.now())
    endings.approve(filed, by=dalian_lead, now=timezone.now())
    said = Confirmation(Rating.VERY_DISSATISFIED, "等了三个月")
    return confirmations.confirm(filed, said, by=owner, now=timezone.now())


def test_a_receipt_is_asked_for_by_agency_and_document_and_has_usually_just_come(
    transferred: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(_step(transferred, "record_receipt")).text
    assert f"{TRANSFER.agency}已收到{TRANSFER.document_no}" in page
    assert 'value="2026-11-18T10:00"' in page
    typed = {"receipt_no": "连关受12", "received_at": "2026-11-18T10:00"}
    done = signed_in(li_min).post(
        _step(transferred, "record_receipt"), typed | {"version": transferred.version}
    )
    assert done.status_code == 302
    transferred.refresh_from_db()
    assert transferred.receipt_no == "连关受12"


def test_a_transfer_is_told_in_the_order_in_which_it_is_asked(
    transferred: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(reverse("desk_ticket", args=[transferred.number]))
    (told,) = page.context["proposals"]
    labels = [label for label, _value in told.facts]
    assert labels[:3] == ["受移送机关", "文件编号", "文件日期"]


def test_service_is_recorded_only_where_no_mail_arrived(
    transferred: Ticket, li_min: User, signed_in: SignedIn
) -> None:
    assert "系统邮件未送达" in signed_in(li_min).get(_step(transferred, "record_service")).text


def test_whoever_calls_about_a_rating_reads_it_and_the_phone(
    badly_rated: Ticket, supervisor: User, signed_in: SignedIn
) -> None:
    page = signed_in(supervisor).get(_step(badly_rated, "follow_up")).text
    assert "非常不满意（“等了三个月”）" in page
    assert badly_rated.contact_phone in page
    ratings.follow_up(badly_rated, CONTACT, by=supervisor, now=timezone.now())
    page = signed_in(supervisor).get(_step(badly_rated, "record_no_fault")).text
    assert "非常不满意（“等了三个月”）" in page
    assert "该差评即办结" in page


def test_a_rating_without_words_is_told_alone(
    badly_rated: Ticket, supervisor: User, signed_in: SignedIn
) -> None:
    Ticket.objects.update(rating_text="", contact_phone="")
    page = signed_in(supervisor).get(_step(badly_rated, "follow_up"))
    assert page.context["form"].purpose.startswith("非常不满意。请致电")


def test_the_leader_approves_beside_what_is_approved(
    filed: Ticket, li_min: User, dalian_lead: User, leader: User, signed_in: SignedIn
) -> None:
    now = timezone.now()
    away = now.replace(year=2027)
    Absence.objects.create(user=dalian_lead, starts_at=now, ends_at=away)
    acceptance.accept(filed, by=li_min, now=now)
    endings.propose(filed, CLOSING, by=li_min, now=now)
    page = signed_in(leader).get(reverse("leader_ticket", args=[filed.number])).text
    approve = reverse("leader_ruling", args=[filed.number, "approve"])
    assert f'<form method="post" action="{approve}">' in page
    assert f'name="version" value="{filed.version}"' in page
