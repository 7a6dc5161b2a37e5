"""An empty house is set up from the link to its first request, through the pages alone."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, Office, User
from tests.pages.test_desk_intake import TOLD
from tests.pages.test_register_import import sheet
from tests.pages.test_set_up import ANSWER
from tickets.actions import base_data, set_up
from tickets.models import OutboxMessage, Promise, Ticket
from tickets.rules.clocks import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
PASSWORD = ANSWER["password"]
CITY = "210200"
Said = dict[str, object]


def sent(client: Client, door: str, said: Said, *args: object) -> None:
    """Send a form of the desk that must be right the first time."""
    answer = client.post(reverse(door, args=args), said)
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    assert answer.status_code == 302, form.errors if form else answer.content.decode()


def come_in(address: str) -> Client:
    """The browser of an invited person who has followed the link in their mail."""
    mails = OutboxMessage.objects.mails().filter(kind="invitation", address=address)
    found = re.search(r"/invitation/[\w-]+/", mails.latest("queued_at", "id").text)
    assert found, "no link in the mail"
    client = Client()
    name = User.objects.get(email=address).name
    answer = client.post(found[0], {"name": name, "password": PASSWORD, "language": "zh-hans"})
    assert answer.status_code == 302
    return client


class House:
    """Whoever runs it, and how a colleague comes in: invited, given a role, signed in."""

    def __init__(self, now: dt.datetime) -> None:
        self.today = now.date()
        base_data.load(by=None, now=now)
        link = reverse("set_up", args=[set_up.open_link(by=None, now=now)])
        self.system = Client()
        assert self.system.post(link, ANSWER).status_code == 302
        who = {"login": ANSWER["system_email"], "password": PASSWORD}
        assert self.system.post(reverse("account_login"), who).status_code == 302
        self.security = come_in(ANSWER["security_email"])

    def engage(self, name: str, address: str, role: str, office: str) -> Client:
        """Somebody new with one role."""
        sent(
            self.system,
            "desk_staff_invite",
            {"name": name, "email": address, "language": "zh-hans"},
        )
        person = User.objects.get(email=address)
        told = self.security.get(reverse("notifications")).text
        assert name in told, "who gives roles hears of it"
        role_said = {"office": office, "role": role, "from_date": self.today, "capacity": 40}
        sent(self.security, "desk_role_give", role_said, person.pk)
        return come_in(address)


def equip(house: House) -> None:
    """The system administrator opens a unit and says how the office is reached."""
    unit: Said = {"kind": "unit", "code": "dalian-ports", "parent": CITY, "region": CITY}
    names: Said = {"name_zh": "口岸承办单位", "name_en": "Ports"}
    sent(house.system, "desk_office_new", {**unit, **names})
    city = Office.objects.get(code=CITY)
    names = {"name_zh": city.name_zh, "name_en": city.name_en}
    sent(house.system, "desk_office", {**names, "backup_phone": "0411-5550 0900"}, CITY)


def bring_in(lead: Client) -> Enterprise:
    """The lead of the city sends a sheet with one enterprise in, and confirms."""
    row = ("樱川轴承（大连）有限公司", "", "91210200MA0XKRG19W", "日本", "大连市", "",
           "concierge@office.example", "")  # fmt: skip
    upload = SimpleUploadedFile("名录.xlsx", sheet(row))
    shown = lead.post(reverse("desk_enterprises_import"), {"file": upload}).context
    confirmed = {"carried": shown["sheet"].carried, "name": "名录.xlsx", "confirmed": shown["mark"]}
    sent(lead, "desk_enterprises_import", confirmed)
    return Enterprise.objects.get()


def make_policy(editor: Client, today: dt.date) -> None:
    """The policy editor adds a category, and a promise for it alone."""
    words: Said = {
        "name_zh": "低空经济",
        "name_en": "Low-altitude economy",
        "typical_zh": "无人机航线",
        "lead_unit_zh": "发改",
        "mode": "coordinate",
    }
    sent(editor, "desk_category_new", {**words, "code": "T23", "valid_from": today})
    usual = Promise.objects.in_force().get(clock=Clock.ACCEPTANCE, track=None)
    door = reverse("desk_promise", args=[usual.pk])
    said = {"amount": "2", "unit": "work_days", "category": "T23", "reason": "新事项"}
    preview = editor.post(door, said).context
    pressed = {"previewed": preview["previewed"], "seen": preview["last"], "publish": "1"}
    assert editor.post(door, said | pressed).status_code == 302


def test_from_the_set_up_link_to_the_first_request(now: dt.datetime) -> None:
    house = House(now)
    equip(house)
    lead = house.engage("孙洁", "lead@office.example", "lead", CITY)
    concierge = house.engage("李敏", "concierge@office.example", "concierge", CITY)
    editor = house.engage("陆薇", "editor@office.example", "policy_editor", "210000")
    house.engage("海岚", "liaison@office.example", "liaison", "dalian-ports")
    enterprise = bring_in(lead)
    assert str(enterprise.concierge) == "李敏"
    make_policy(editor, now.date())

    begun = concierge.post(reverse("desk_intake_begin", args=[enterprise.pk]))
    filed = concierge.post(begun.headers["Location"], TOLD | {"category": "T23"})
    ticket = Ticket.objects.get()
    assert filed.headers["Location"] == reverse("desk_taken_in", args=[ticket.number])
    assert (ticket.office.code, str(ticket.assignee)) == (CITY, "李敏")
    acceptance = ticket.clocks.get(name=Clock.ACCEPTANCE)
    assert acceptance.promise is not None
    assert acceptance.promise.category_id == "T23"
    assert concierge.get(reverse("desk_ticket", args=[ticket.number])).status_code == 200
