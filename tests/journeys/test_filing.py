"""A Japanese enterprise files a request and follows it: by hand, by keyboard, without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.conftest import PASSWORD
from tests.journeys.conftest import NARROWEST
from tests.journeys.test_look import AS_STRICT_AS_WCAG_22_AA
from tickets.models import Ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("handbook"),
]
AXE = Axe()
Press = Callable[[Locator], None]


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> dict[str, object]:
    """No JavaScript where the journey says so."""
    without_script = request.node.get_closest_marker("without_script") is not None
    return {**browser_context_args, "java_script_enabled": not without_script}


def _is_readable(page: Page) -> None:
    found = AXE.run(page, options=AS_STRICT_AS_WCAG_22_AA)
    assert found.violations_count == 0, found.generate_report()
    size = page.viewport_size
    page.set_viewport_size(NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    if size:
        page.set_viewport_size(size)


def _click(target: Locator) -> None:
    target.click()


def _by_keyboard(target: Locator) -> None:
    target.focus()
    target.press("Space" if target.get_attribute("type") == "radio" else "Enter")


def _file(page: Page, press: Press, look: Callable[[Page], None] = lambda _page: None) -> None:
    """From home to the confirmation, by what is seen on each page."""
    look(page)
    press(page.get_by_role("button", name="提交诉求"))
    look(page)
    danger = page.get_by_role("group", name="是否有人员遇险或被限制人身自由？")
    press(danger.get_by_label("否"))
    press(page.get_by_label("办事协助"))
    press(page.get_by_label("工作许可与人才"))
    press(page.get_by_role("button", name="继续"))
    look(page)
    page.get_by_label("一句话说明").fill("工作许可续签受阻")
    page.get_by_label("详细情况").fill("当社の技術者の就労許可の更新が九月から止まっています。")
    press(page.get_by_role("button", name="继续"))
    look(page)
    expect(page.get_by_label("联系人")).to_have_value("桜川結衣")
    press(page.get_by_label("日本語"))
    press(page.get_by_role("button", name="继续"))
    look(page)
    press(page.get_by_role("button", name="提交诉求"))
    expect(page.get_by_role("heading", name="诉求已提交")).to_be_visible()
    look(page)


def test_from_the_sign_in_to_the_page_of_the_request(
    watched: Page, speak: Callable[[str], None], owner: User
) -> None:
    speak("zh-hans")
    watched.goto("/home/")
    watched.locator("#id_login").fill(owner.email)
    watched.locator("#id_password").fill(PASSWORD)
    watched.get_by_role("main").get_by_role("button", name="登录").click()
    _file(watched, _click, _is_readable)
    ticket = Ticket.objects.get()
    assert ticket.language == "ja"
    expect(watched.get_by_role("complementary").get_by_role("strong")).to_have_text("李敏")
    watched.get_by_role("link", name="查看这件诉求").click()
    expect(watched.get_by_text("目前无需您操作。")).to_be_visible()
    _is_readable(watched)


def test_by_keyboard_alone(watched: Page, enter_as: Callable[[User], None], owner: User) -> None:
    enter_as(owner)
    watched.goto("/home/")
    _file(watched, _by_keyboard)
    assert Ticket.objects.count() == 1


@pytest.mark.without_script
def test_without_script(page: Page, enter_as: Callable[[User], None], owner: User) -> None:
    enter_as(owner)
    page.goto("/home/")
    _file(page, _click)
    page.get_by_role("link", name="查看这件诉求").click()
    page.get_by_role("link", name="撤回").click()
    page.get_by_role("button", name="撤回诉求").click()
    expect(page.get_by_text("已撤回，不再继续办理。")).to_be_visible()
