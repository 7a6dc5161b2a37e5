"""What is typed is kept while it is typed: every ten seconds, and when the tab is closed."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from tickets.models import Draft

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("handbook"),
]
STORY = "当社の技術者の就労許可の更新が九月から止まっています。"
watched = pytest.mark.usefixtures("watched")  # the browser itself complains of a cut connection
TRIES = 200  # looks at the page until a message that left with the closing tab has arrived


@pytest.fixture
def story(begun: Draft) -> str:
    """The address of the page that asks what happened."""
    return reverse("request_story", args=[begun.pk])


@pytest.fixture
def typing(page: Page, enter_as: Callable[[User], None], owner: User, story: str) -> Page:
    """The owner on that page, whose clock moves only when the test says so."""
    enter_as(owner)
    page.clock.install()
    page.goto(story)
    page.get_by_label("详细情况").fill(STORY)
    return page


@watched
def test_after_ten_seconds_it_is_kept_and_says_so(typing: Page, begun: Draft) -> None:
    typing.clock.fast_forward(10_000)
    expect(typing.get_by_role("status")).to_contain_text("已保存")
    begun.refresh_from_db()
    assert begun.typed["text"] == STORY


@watched
def test_closing_the_tab_after_typing_loses_nothing(
    typing: Page, context: BrowserContext, story: str
) -> None:
    typing.close(run_before_unload=True)
    later = context.new_page()
    for _try in range(TRIES):
        later.goto(story)
        if later.get_by_label("详细情况").input_value() == STORY:
            break
    assert later.get_by_label("详细情况").input_value() == STORY


@watched
def test_leaving_by_a_link_loses_nothing(typing: Page, story: str) -> None:
    typing.get_by_role("link", name="返回").click()
    typing.wait_for_url("**/matter/")
    typing.goto(story)
    expect(typing.get_by_label("详细情况")).to_have_value(STORY)


def test_without_a_connection_it_says_so_keeps_the_page_and_saves_later(
    typing: Page, context: BrowserContext, begun: Draft
) -> None:
    said = typing.get_by_role("status")
    context.set_offline(True)
    typing.clock.fast_forward(10_000)
    expect(said).to_contain_text("未保存")
    expect(said).to_contain_text("网络")
    expect(typing.get_by_label("详细情况")).to_have_value(STORY)
    context.set_offline(False)
    typing.clock.fast_forward(10_000)
    expect(said).to_contain_text("已保存")
    begun.refresh_from_db()
    assert begun.typed["text"] == STORY


@watched
def test_who_was_signed_out_meanwhile_is_told(typing: Page, context: BrowserContext) -> None:
    context.clear_cookies()
    typing.clock.fast_forward(10_000)
    expect(typing.get_by_role("status")).to_contain_text("未保存")


@watched
def test_what_bears_the_mark_of_a_secret_is_not_kept_and_says_so(
    typing: Page, begun: Draft
) -> None:
    typing.get_by_label("详细情况").fill("附件为机密★10年文件")
    typing.clock.fast_forward(10_000)
    expect(typing.get_by_role("status")).to_contain_text("未保存")
    begun.refresh_from_db()
    assert not begun.typed.get("text")


@watched
def test_sending_while_it_is_being_kept_sends_what_is_on_the_page(
    typing: Page, begun: Draft
) -> None:
    typing.get_by_label("一句话说明").fill("工作许可续签受阻")
    typing.clock.fast_forward(10_000)
    typing.get_by_label("一句话说明").fill("工作许可续签受阻，请协助")
    typing.get_by_role("button", name="继续").click()
    expect(typing.get_by_label("联系人")).to_be_visible()
    begun.refresh_from_db()
    assert begun.typed["title"] == "工作许可续签受阻，请协助"
