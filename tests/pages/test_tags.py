"""Tags at the desk: the list, a tag with its tickets, and the card of a ticket."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.test_queries import LENGTHS, Fill, Look
from tests.pages.test_queries import look as look  # noqa: PLC0414  # a fixture
from tests.pages.test_queries import tickets as tickets  # noqa: PLC0414  # a fixture
from tickets.actions import taggings, tags
from tickets.models import Tag, Tagging, Ticket
from tickets.rules.days import day_of
from tickets.rules.tags import TagChoice, TagWords

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
SignedIn = Callable[[User], Client]
TYPED = {"name_zh": "高层走访", "name_en": "High-level visit", "description": "", "letters": ""}


@pytest.fixture
def fair(policy_editor: User, now: dt.datetime) -> Tag:
    words = TagWords("秋季交易会", "Autumn trade fair", "在交易会上提出的诉求")
    return tags.add(words, day_of(now), by=policy_editor, now=now)


@pytest.fixture
def tagged(filed: Ticket, fair: Tag, li_min: User, now: dt.datetime) -> Ticket:
    return taggings.tag(filed, TagChoice(fair.pk), by=li_min, now=now)


def _tags(ticket: Ticket) -> str:
    return reverse("desk_ticket_tags", args=[ticket.number])


def _step(ticket: Ticket, word: str) -> str:
    return reverse("desk_step", args=[ticket.number, word])


def test_the_editor_adds_names_anew_merges_and_ends_a_tag(
    tagged: Ticket, fair: Tag, policy_editor: User, signed_in: SignedIn
) -> None:
    browser = signed_in(policy_editor)
    assert browser.post(reverse("desk_tag_new"), TYPED | {"valid_from": "2026-11-18"}).status_code
    made = Tag.objects.get(letters="gczf")
    listed = browser.get(reverse("desk_tags")).content.decode()
    assert "高层走访" in listed
    change = reverse("desk_tag_change", args=[fair.pk])
    assert "现有 1 件工单使用该标签" in browser.get(change).content.decode()
    browser.post(change, TYPED | {"name_zh": "秋交会", "name_en": "Autumn fair"})
    page = browser.get(reverse("desk_tag", args=[fair.pk])).content.decode()
    assert "秋季交易会 → 秋交会" in page
    merge = reverse("desk_tag_merge", args=[fair.pk])
    form = browser.get(merge)
    assert "现有 1 件工单使用该标签" in form.content.decode()
    assert [value for value, _name in form.context["form"]["into"].field.choices] == [
        "",
        str(made.pk),
    ]
    assert browser.post(merge, {"into": made.pk}).status_code == 302
    assert browser.post(merge, {"into": made.pk}).status_code == 409
    end = reverse("desk_tag_end", args=[made.pk])
    assert browser.post(end, {"valid_to": "2026-11-01"}).status_code == 422
    assert browser.post(end, {"valid_to": "2026-11-30"}).status_code == 302
    listed = browser.get(reverse("desk_tags")).content.decode()
    assert "已并入 高层走访" in listed


def test_what_is_wrong_stands_at_its_field_and_the_typed_words_stay(
    fair: Tag, policy_editor: User, signed_in: SignedIn
) -> None:
    browser = signed_in(policy_editor)
    typed = TYPED | {"letters": "大写", "valid_from": "2026-11-18"}
    page = browser.post(reverse("desk_tag_new"), typed)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"letters"}
    assert "高层走访" in page.content.decode()
    taken = TYPED | {"name_zh": "秋季交易会", "valid_from": "2026-11-18"}
    page = browser.post(reverse("desk_tag_new"), taken)
    assert page.status_code == 409
    assert "已有同名标签" in page.content.decode()


def test_a_colleague_finds_a_tag_puts_it_on_and_takes_it_off(
    filed: Ticket, fair: Tag, li_min: User, signed_in: SignedIn
) -> None:
    browser = signed_in(li_min)
    page = browser.get(reverse("desk_ticket", args=[filed.number])).content.decode()
    assert f'hx-get="{_tags(filed)}"' in page
    found = browser.get(_tags(filed), {"words": "qjj"})
    assert [one.pk for one in found.context["found"]] == [fair.pk]
    put = browser.post(_step(filed, "tag"), {"tag": fair.pk, "version": filed.version})
    assert put.status_code == 302
    whole = browser.get(reverse("desk_ticket", args=[filed.number]))
    assert "秋季交易会" in whole.content.decode()
    assert {step.name.value for step in whole.context["steps"]}.isdisjoint({"tag", "untag"})
    assert "秋季交易会" in browser.get(reverse("desk_queue")).content.decode()
    history = browser.get(reverse("desk_history", args=[filed.number])).content.decode()
    assert "秋季交易会" in history
    off = {"tag": fair.pk, "version": filed.version + 1}
    assert browser.post(_step(filed, "untag"), off).status_code == 302
    assert not Tagging.objects.standing().exists()


def test_without_such_a_tag_its_editor_is_named(
    filed: Ticket, fair: Tag, li_min: User, policy_editor: User, signed_in: SignedIn
) -> None:
    page = signed_in(li_min).get(_tags(filed), {"words": "没有这个"}).content.decode()
    assert "没有找到可添加的标签" in page
    assert str(policy_editor) in page


def test_whoever_only_reads_sees_the_tags_and_no_way_to_change_them(
    tagged: Ticket, fair: Tag, supervisor: User, signed_in: SignedIn
) -> None:
    browser = signed_in(supervisor)
    page = browser.get(_tags(tagged))
    assert "秋季交易会" in page.content.decode()
    assert (page.context["steps"], page.context["found"]) == (set(), [])
    assert browser.get(_step(tagged, "tag")).status_code == 403


def test_a_requester_is_never_shown_a_tag(tagged: Ticket, owner: User, signed_in: SignedIn) -> None:
    browser = signed_in(owner)
    for address in (reverse("request", args=[tagged.number]), reverse("home")):
        assert "交易会" not in browser.get(address).content.decode()
    assert browser.get(reverse("desk_tags")).status_code == 403


def test_the_queue_is_narrowed_by_a_tag(
    tagged: Ticket, fair: Tag, policy_editor: User, now: dt.datetime, li_min: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    other = tags.add(TagWords("走访", "Visit"), day_of(now), by=policy_editor, now=now)
    browser = signed_in(li_min)

    def rows(tag: int | str) -> list[str]:
        page = browser.get(reverse("desk_queue"), {"view": "all", "tag": tag})
        return [row.number for row in page.context["rows"]]

    assert rows(fair.pk) == [tagged.number]
    assert rows(other.pk) == rows("99") == rows("x") == []


def test_a_tag_has_a_page_with_its_tickets(
    tagged: Ticket, fair: Tag, li_min: User, shenyang_concierge: User, signed_in: SignedIn
) -> None:
    address = reverse("desk_tag", args=[fair.pk])
    assert tagged.number in signed_in(li_min).get(address).content.decode()
    elsewhere = signed_in(shenyang_concierge).get(address).content.decode()
    assert tagged.number not in elsewhere
    assert "您可查看的工单均未使用该标签" in elsewhere


@LENGTHS
def test_many_tags_and_many_tickets_ask_no_more(
    many: int, tickets: Fill, fair: Tag, li_min: User, now: dt.datetime, look: Look
) -> None:
    tickets(many)
    made = {"valid_from": day_of(now), "created_by": li_min, "created_at": now}
    Tag.objects.bulk_create(
        Tag(name_zh=f"标签{n}", name_en=f"Tag {n}", **made) for n in range(many)
    )
    on = {"tagged_by": li_min, "tagged_at": now}
    first = Ticket.objects.earliest("id")
    Tagging.objects.bulk_create(
        [Tagging(ticket=each, tag=fair, **on) for each in Ticket.objects.all()]
        + [Tagging(ticket=first, tag=each, **on) for each in Tag.objects.exclude(pk=fair.pk)]
    )
    look("li_min", reverse("desk_tags"))
    assert len(look("li_min", reverse("desk_tag", args=[fair.pk])).context["page"]) >= 10
    assert len(look("li_min", _tags(first)).context["on_it"]) == many + 1
    look("li_min", reverse("desk_ticket", args=[first.number]))
    look("li_min", f"{reverse('desk_queue')}?view=all&tag={fair.pk}")
    look("li_min", reverse("desk_step", args=[first.number, "tag"]))
