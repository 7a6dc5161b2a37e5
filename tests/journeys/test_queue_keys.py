"""The queue by keys: each presses a button that can be seen, and is silent while one writes."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Enterprise, User
from tests.actions.stage import FILING
from tickets.actions import filing
from tickets.models import Ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("handbook", "watched"),
]


COMPOSED = "new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true})"


@pytest.fixture
def queue(
    page: Page,
    enter_as: Callable[[User], None],
    filed: Ticket,
    owner: User,
    li_min: User,
    sakuragawa: Enterprise,
) -> Page:
    """Two tickets that nobody has, as a concierge sees them."""
    draft = filing.begin(sakuragawa, by=owner, now=filed.submitted_at)
    filing.submit(draft, FILING, by=owner, now=filed.submitted_at)
    Ticket.objects.update(assignee=None)
    enter_as(li_min)
    page.goto(f"{reverse('desk_queue')}?view=unassigned")
    return page


def _numbers(queue: Page) -> list[str]:
    return queue.locator("a.whole").all_inner_texts()


def test_j_and_k_go_from_row_to_row_and_enter_opens(queue: Page) -> None:
    first, second = _numbers(queue)
    for key, number in (("j", first), ("j", second), ("j", second), ("k", first), ("j", second)):
        queue.keyboard.press(key)
        expect(queue.get_by_role("link", name=number, exact=True)).to_be_focused()
    queue.keyboard.press("Enter")
    queue.wait_for_url(f"**/desk/tickets/{second}/")


def test_c_claims_the_row_one_stands_on_and_no_other(queue: Page, li_min: User) -> None:
    first, second = _numbers(queue)
    queue.keyboard.press("c")
    assert not Ticket.objects.exclude(assignee=None).exists(), "no row was chosen"
    queue.keyboard.press("j")
    queue.keyboard.press("j")
    queue.keyboard.press("c")
    queue.wait_for_url(f"**/desk/tickets/{second}/")
    assert Ticket.objects.get(number=second).assignee == li_min
    assert Ticket.objects.get(number=first).assignee is None


def test_whoever_writes_is_left_alone(queue: Page) -> None:
    words = queue.get_by_label("编号、标题或企业")
    words.press_sequentially("jck?")
    expect(words).to_have_value("jck?")
    expect(words).to_be_focused()
    queue.get_by_role("heading", level=1).click()
    queue.evaluate(f"document.body.dispatchEvent({COMPOSED})")
    expect(queue.locator("a.whole:focus")).to_have_count(0)
    queue.keyboard.press("Control+j")
    expect(queue.locator("a.whole:focus")).to_have_count(0)


def test_every_key_has_a_button_and_the_question_mark_tells_them(queue: Page) -> None:
    first, second = _numbers(queue)
    for name, number in (("下一件", first), ("下一件", second), ("上一件", first)):
        queue.get_by_role("button", name=name).click()
        expect(queue.get_by_role("link", name=number, exact=True)).to_be_focused()
    queue.keyboard.press("?")
    told = queue.get_by_role("dialog", name="本页快捷键")
    expect(told).to_contain_text("认领")
    queue.keyboard.press("j")
    expect(told).to_be_visible()
    queue.keyboard.press("Escape")
    expect(told).to_be_hidden()
