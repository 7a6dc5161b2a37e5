"""Translations on the pages: offered beside the words, read at the desk, outside only of ours."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tickets.actions import acceptance, messages, translations
from tickets.models import Message, Ticket
from tickets.rules.messages import Rendering, Writing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]


@pytest.fixture
def spoken(filed: Ticket, li_min: User, owner: User, now: dt.datetime) -> list[Message]:
    """A question of the office, the requester's answer, and a note inside."""
    acceptance.accept(filed, by=li_min, now=now)
    later = [now + dt.timedelta(minutes=minute) for minute in range(3)]
    return [
        messages.write(filed, Writing("请补充提单号。"), by=li_min, now=later[0]),
        messages.write(filed, Writing("番号はB77です。", "ja"), by=owner, now=later[1]),
        messages.note(filed, Writing("内部核对"), by=li_min, now=later[2]),
    ]


def _text(page: Any) -> str:
    return str(page.content.decode())


def _beside(filed: Ticket, message: Message | None, text: str, by: User, now: dt.datetime) -> None:
    given = Rendering(text, "en", message.pk if message else None)
    translations.add(Ticket.objects.get(pk=filed.pk), given, by=by, now=now)


def test_each_message_offers_its_translation_and_shows_it(
    filed: Ticket, spoken: list[Message], li_min: User, signed_in: SignIn
) -> None:
    desk = signed_in(li_min)
    door = reverse("desk_ticket", args=[filed.number])
    form = f"{reverse('desk_step', args=[filed.number, 'translate'])}?message={spoken[1].pk}"
    assert form in _text(desk.get(door))
    shown = _text(desk.get(form))
    assert re.search(rf'value="{spoken[1].pk}"[^>]*checked', shown), "the one that was pressed"
    assert '<option value="zh-hans" selected>' in shown, "a foreign text is put into Chinese"
    typed = {"message": spoken[1].pk, "language": "zh-hans", "text": "提单号为B77。"}
    version = Ticket.objects.get().version
    assert desk.post(form, typed | {"version": version}).status_code == 302
    page = _text(desk.get(door))
    assert "提单号为B77。" in page
    assert "译文（简体中文）：李敏" in page
    stale = desk.post(form, typed | {"version": version, "text": "另一份译文"})
    assert stale.status_code == 412
    assert "另一份译文" in _text(stale), "what was typed is kept"
    empty = desk.post(form, typed | {"text": "", "version": Ticket.objects.get().version})
    assert empty.status_code == 422


def test_outside_only_what_the_office_said_is_shown_in_translation(
    filed: Ticket,
    spoken: list[Message],
    owner: User,
    li_min: User,
    signed_in: SignIn,
    now: dt.datetime,
) -> None:
    beside = [None, *spoken]
    for place, message in enumerate(beside):
        _beside(filed, message, f"rendering {place}", li_min, now)
    page = _text(signed_in(owner).get(reverse("request", args=[filed.number])))
    assert [place for place in range(4) if f"rendering {place}" in page] == [1]
    page = _text(signed_in(li_min).get(reverse("desk_ticket", args=[filed.number])))
    assert [place for place in range(4) if f"rendering {place}" in page] == [0, 1, 2, 3]
