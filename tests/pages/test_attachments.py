"""Files on the pages: chosen without losing a word, handed out only to whom they are meant for."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import samples
from tests.actions.stage import ASKED, SECRET
from tickets.actions import attachments, confidentiality, messages, supplements
from tickets.models import Attachment, Draft, Event, Message, Ticket
from tickets.rules.attachments import Upload
from tickets.rules.messages import Writing
from tickets.rules.reads import Entrance
from tickets.rules.steps import StepName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignIn = Callable[[User], Client]
STORY = {"title": "工作许可续签受阻", "text": "自九月起无法续签。𠮷田さん"}


def _file(name: str = "𠮷田さんの旅券.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf() if content is None else content)


def _fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def _sent(
    ticket: Ticket, step: StepName, by: User, now: dt.datetime, name: str = "a.pdf"
) -> Attachment:
    """A file that went with a message or a note."""
    write = messages.note if step is StepName.NOTE else messages.write
    upload = Upload(name, samples.pdf())
    chosen = attachments.choose(_fresh(ticket), step, upload, by=by, now=now)
    write(_fresh(ticket), Writing("见附件", attachments=(chosen.pk,)), by=by, now=now)
    chosen.refresh_from_db()
    return chosen


def _address(world: str, ticket: Ticket, attachment: Attachment) -> str:
    return reverse(f"{world}_attachment", args=[ticket.number, attachment.pk])


# --- Choosing ----------------------------------------------------------------------------------


def test_a_filing_takes_files_on_the_way_and_shows_them_before_it_is_sent(
    begun: Draft, owner: User, signed_in: SignIn
) -> None:
    portal = signed_in(owner)
    story = reverse("request_story", args=[begun.pk])
    back = portal.post(story, STORY | {"attachments-upload": _file(), "attach": "1"})
    assert back.status_code == 200
    assert "𠮷田さんの旅券.pdf" in back.text
    assert STORY["text"] in back.text
    assert 'enctype="multipart/form-data"' in back.text
    assert portal.post(story, STORY).status_code == 302
    for page, said in (
        ("matter", {"in_danger": "no", "nature": "assistance", "category": "T03"}),
        ("contact", {"contact_name": "桜川結衣", "language": "ja"}),
    ):
        portal.post(reverse(f"request_{page}", args=[begun.pk]), said)
    check = reverse("request_check", args=[begun.pk])
    assert "𠮷田さんの旅券.pdf" in portal.get(check).text
    portal.post(check)
    ticket = Ticket.objects.get()
    assert "𠮷田さんの旅券.pdf" in portal.get(reverse("request", args=[ticket.number])).text


def test_a_file_goes_along_with_whatever_button_is_pressed(
    begun: Draft, owner: User, signed_in: SignIn
) -> None:
    story = reverse("request_story", args=[begun.pk])
    onwards = signed_in(owner).post(story, STORY | {"attachments-upload": _file()})
    assert onwards.status_code == 302
    assert begun.attachments.count() == 1


def test_the_page_that_keeps_itself_chooses_no_files(
    begun: Draft, owner: User, signed_in: SignIn
) -> None:
    story = reverse("request_story", args=[begun.pk])
    kept = STORY | {"attachments-upload": _file(), "autosave": "1"}
    assert signed_in(owner).post(story, kept).status_code == 200
    assert not begun.attachments.exists()


def test_one_file_that_is_not_taken_costs_neither_the_others_nor_a_word(
    begun: Draft, owner: User, signed_in: SignIn
) -> None:
    story = reverse("request_story", args=[begun.pk])
    chosen = [_file("好.pdf"), _file("坏.svg", b"<svg/>"), _file("空.pdf", b"")]
    back = signed_in(owner).post(story, STORY | {"attachments-upload": chosen})
    assert back.status_code == 422
    assert [one.name for one in begun.attachments.all()] == ["好.pdf"]
    for sentence in ("“坏.svg”", "“空.pdf”", STORY["title"], STORY["text"]):
        assert sentence in back.text
    assert "请填写" not in back.text, "nothing but the files is complained about"


def test_a_file_is_taken_back(begun: Draft, owner: User, signed_in: SignIn) -> None:
    story = reverse("request_story", args=[begun.pk])
    portal = signed_in(owner)
    portal.post(story, STORY | {"attachments-upload": [_file("甲.pdf"), _file("乙.pdf")]})
    unwanted = begun.attachments.get(name="甲.pdf")
    back = portal.post(story, STORY | {"discard": str(unwanted.pk)})
    assert back.status_code == 200
    assert "甲.pdf" not in back.text
    assert "乙.pdf" in back.text
    again = portal.post(story, STORY | {"discard": str(unwanted.pk)})
    assert again.status_code == 200, "to take back twice is no trouble"
    assert portal.post(story, STORY | {"discard": "rubbish"}).status_code == 200


@pytest.mark.parametrize("world", ["portal", "desk"])
def test_a_message_keeps_its_words_while_files_are_chosen(
    filed: Ticket, owner: User, li_min: User, signed_in: SignIn, world: str
) -> None:
    door = reverse("request_write", args=[filed.number])
    if world == "desk":
        door = reverse("desk_step", args=[filed.number, "write"])
    writer = signed_in(owner if world == "portal" else li_min)
    typed = {"text": "请查收附件。", "version": _fresh(filed).version}
    back = writer.post(door, typed | {"attachments-upload": _file(), "attach": "1"})
    assert (back.status_code, "请查收附件。" in back.text) == (200, True)
    assert not Message.objects.exists()
    (shown,) = re.findall(r'type="hidden" name="attachments" value="([^"]+)"', back.text)
    stale = writer.post(door, typed | {"attachments": shown, "version": 0})
    assert (stale.status_code, shown in stale.text) == (412, True)
    assert writer.post(door, typed | {"attachments": shown}).status_code == 302
    assert str(Message.objects.get().attachments.get().pk) == shown


def test_what_the_page_did_not_show_is_not_sent(
    filed: Ticket, owner: User, now: dt.datetime, signed_in: SignIn
) -> None:
    upload = Upload("另一窗口.pdf", samples.pdf())
    attachments.choose(filed, StepName.WRITE, upload, by=owner, now=now)
    typed = {"text": "你好", "version": _fresh(filed).version}
    portal = signed_in(owner)
    portal.post(reverse("request_write", args=[filed.number]), typed)
    assert not Message.objects.get().attachments.exists()
    page = portal.get(reverse("request", args=[filed.number])).text
    assert "另一窗口.pdf" in page, "it waits in the form for the next message"


def test_rubbish_in_place_of_a_file_is_told_in_words(
    filed: Ticket, owner: User, signed_in: SignIn
) -> None:
    door = reverse("request_write", args=[filed.number])
    typed = {"text": "你好", "attachments": "../../etc/passwd", "version": _fresh(filed).version}
    assert signed_in(owner).post(door, typed).status_code == 422
    assert not Message.objects.exists()


def test_each_asked_item_is_answered_by_files_of_its_own(
    filed: Ticket, li_min: User, owner: User, now: dt.datetime, signed_in: SignIn
) -> None:
    asked = supplements.ask(filed, ASKED, by=li_min, now=now)
    portal = signed_in(owner)
    later = reverse("request_answers", args=[filed.number])
    half = {"given-1": "given", "attachments-1-upload": _file("报关单.pdf")}
    assert portal.post(later, half).status_code == 302, "kept for later"
    form = portal.get(reverse("request_supply", args=[filed.number])).text
    ((name, shown),) = re.findall(r'type="hidden" name="(attachments[^"]*)" value="([^"]+)"', form)
    assert name == "attachments-1"
    answers = {"given-1": "given", name: shown, "given-2": "cannot", "item-2": "原件在总部"}
    door = reverse("request_supply", args=[filed.number])
    assert portal.post(door, answers | {"version": asked.version}).status_code == 302
    for page in (
        portal.get(reverse("request", args=[filed.number])),
        signed_in(li_min).get(reverse("desk_ticket", args=[filed.number])),
    ):
        assert "报关单.pdf" in page.text


def test_a_bad_file_of_half_an_answer_is_told_and_the_answer_kept(
    filed: Ticket, li_min: User, owner: User, now: dt.datetime, signed_in: SignIn
) -> None:
    supplements.ask(filed, ASKED, by=li_min, now=now)
    later = reverse("request_answers", args=[filed.number])
    half = {"item-1": "见附页", "attachments-1-upload": _file("大.heic", b"no picture")}
    told = signed_in(owner).post(later, half)
    assert (told.status_code, "见附页" in told.text, "大.heic" in told.text) == (422, True, True)


# --- Handing out -------------------------------------------------------------------------------


def test_a_file_is_saved_and_never_opened_as_a_page_of_ours(
    filed: Ticket, owner: User, li_min: User, now: dt.datetime, signed_in: SignIn
) -> None:
    sent = _sent(filed, StepName.WRITE, owner, now, "𠮷田 “旅券”.pdf")
    for world, reader in (("request", owner), ("desk", li_min)):
        answer: Any = signed_in(reader).get(_address(world, filed, sent))
        assert answer.status_code == 200
        assert answer.content == samples.pdf()
        assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%F0%A0%AE%B7")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Content-Type"] == "application/pdf"


OTHERS = [("request", "stranger"), ("request", "agent"), ("desk", "liaison")]


@pytest.mark.parametrize("other", [*OTHERS, ("desk", "shenyang_concierge")])
def test_nobody_else_learns_that_there_is_a_file(
    filed: Ticket,
    owner: User,
    now: dt.datetime,
    signed_in: SignIn,
    request: pytest.FixtureRequest,
    other: tuple[str, str],
) -> None:
    sent = _sent(filed, StepName.WRITE, owner, now)
    reader = signed_in(request.getfixturevalue(other[1]))
    assert reader.get(_address(other[0], filed, sent)).status_code == 404


def test_what_is_inside_or_unsent_or_of_another_ticket_is_not_there(
    filed: Ticket, owner: User, li_min: User, now: dt.datetime, signed_in: SignIn
) -> None:
    inside = _sent(filed, StepName.NOTE, li_min, now, "内部.pdf")
    upload = Upload("未发.pdf", samples.pdf())
    unsent = attachments.choose(_fresh(filed), StepName.WRITE, upload, by=li_min, now=now)
    portal, desk = signed_in(owner), signed_in(li_min)
    assert "内部.pdf" not in portal.get(reverse("request", args=[filed.number])).text
    assert portal.get(_address("request", filed, inside)).status_code == 404
    assert desk.get(_address("desk", filed, inside)).content == samples.pdf()
    for client, world in ((portal, "request"), (desk, "desk")):
        assert client.get(_address(world, filed, unsent)).status_code == 404
    nowhere = reverse("desk_attachment", args=["000000000000", inside.pk])
    assert desk.get(nowhere).status_code == 404


def test_a_file_of_a_secret_ticket_is_taken_on_record(
    filed: Ticket, owner: User, li_min: User, deputy: User, now: dt.datetime, signed_in: SignIn
) -> None:
    sent = _sent(filed, StepName.WRITE, owner, now)
    confidentiality.mark(_fresh(filed), SECRET, by=li_min, now=now)
    assert signed_in(deputy).get(_address("desk", filed, sent)).status_code == 404
    assert signed_in(li_min).get(_address("desk", filed, sent)).content == samples.pdf()
    read = Event.objects.of(filed.stream).filter(kind="read").get()
    assert (read.by, read.facts["door"]) == (li_min, Entrance.FILE)


def test_a_file_that_waits_for_the_scanner_is_named_and_not_given(
    filed: Ticket, owner: User, li_min: User, now: dt.datetime, signed_in: SignIn, settings: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    sent = _sent(filed, StepName.WRITE, owner, now, "待查.pdf")
    desk = signed_in(li_min)
    page = desk.get(reverse("desk_ticket", args=[filed.number])).text
    assert "待查.pdf" in page
    assert _address("desk", filed, sent) not in page
    assert desk.get(_address("desk", filed, sent)).status_code == 409
    attachments.judge(sent, infected="Eicar-Signature", by=None, now=now)
    assert desk.get(_address("desk", filed, sent)).status_code == 409


def test_bytes_that_are_gone_are_told_as_such(
    filed: Ticket, owner: User, now: dt.datetime, signed_in: SignIn
) -> None:
    sent = _sent(filed, StepName.WRITE, owner, now)
    sent.content.storage.delete(str(sent.content.name))
    assert signed_in(owner).get(_address("request", filed, sent)).status_code == 409


def test_staff_translate_a_file_and_keep_it_inside(
    filed: Ticket, owner: User, li_min: User, now: dt.datetime, signed_in: SignIn
) -> None:
    sent = _sent(filed, StepName.WRITE, owner, now, "契約書.pdf")
    desk = signed_in(li_min)
    door = reverse("desk_step", args=[filed.number, "translate"])
    page = desk.get(reverse("desk_ticket", args=[filed.number])).text
    assert f"{door}?message=file-{sent.pk}" in page
    form = desk.get(f"{door}?message=file-{sent.pk}").text
    assert re.search(rf'value="file-{sent.pk}"[^>]*checked', form)
    typed = {"message": f"file-{sent.pk}", "language": "zh-hans", "text": "合同译文"}
    assert desk.post(door, typed | {"version": _fresh(filed).version}).status_code == 302
    assert "合同译文" in desk.get(reverse("desk_ticket", args=[filed.number])).text
    outside = signed_in(owner).get(reverse("request", args=[filed.number])).text
    assert "契約書.pdf" in outside
    assert "合同译文" not in outside
