"""Every page in a real browser: readable by everyone, at every width, within the walls."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from tests.conftest import PASSWORD
from tests.journeys.conftest import DESK_SCREEN, NARROWEST, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN = [
    "/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/styleguide/",
    "/no/such/page/",
]
ONES_OWN = [
    "/accounts/2fa/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
]
AXE = Axe()
AS_STRICT_AS_WCAG_22_AA = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def _look_at(page: Page, address: str, *sizes: ViewportSize) -> None:
    """No violation at the sizes, no scrolling aside at the narrowest."""
    for size in sizes:
        page.set_viewport_size(size)
        page.goto(address)
        found = AXE.run(page, options=AS_STRICT_AS_WCAG_22_AA)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


@pytest.mark.parametrize(("language", "size"), [("zh-hans", DESK_SCREEN), ("en", PHONE)])
@pytest.mark.parametrize("address", OPEN)
def test_an_open_page_is_readable_by_everyone(
    watched: Page,
    speak: Callable[[str], None],
    address: str,
    language: str,
    size: ViewportSize,
) -> None:
    speak(language)
    _look_at(watched, address, size)


@pytest.mark.parametrize("address", ["/desk/", *ONES_OWN])
def test_a_page_of_the_staff_is_readable_by_everyone(
    watched: Page,
    enter_as: Callable[[User], None],
    li_min: User,
    address: str,
) -> None:
    enter_as(li_min)
    _look_at(watched, address, DESK_SCREEN)


def test_the_requesters_home_is_readable_by_everyone(
    watched: Page, enter_as: Callable[[User], None], stranger: User
) -> None:
    enter_as(stranger)
    _look_at(watched, "/home/", DESK_SCREEN, PHONE)


def test_the_leaders_page_is_readable_and_fits_one_screen(
    watched: Page, enter_as: Callable[[User], None], leader: User
) -> None:
    enter_as(leader)
    _look_at(watched, "/leader/", PHONE, DESK_SCREEN)
    watched.set_viewport_size(DESK_SCREEN)
    assert watched.evaluate("document.documentElement.scrollHeight") <= DESK_SCREEN["height"]


def test_a_refused_form_takes_the_cursor_to_what_is_wrong(
    watched: Page, speak: Callable[[str], None]
) -> None:
    speak("en")
    watched.goto("/accounts/login/")
    watched.get_by_label("E-mail").fill("li.min@example.test")
    watched.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(watched.get_by_role("alert")).to_be_focused()
    expect(watched).to_have_title("Error: Sign in · Foreign Affairs Project Concierge")
    watched.get_by_role("link", name="Enter your password").click()
    expect(watched.get_by_label("Password")).to_be_focused()
    expect(watched.get_by_label("E-mail")).to_have_value("li.min@example.test")
    assert AXE.run(watched, options=AS_STRICT_AS_WCAG_22_AA).violations_count == 0


def test_the_keyboard_alone_reaches_the_sign_in(
    watched: Page, speak: Callable[[str], None]
) -> None:
    speak("en")
    watched.goto("/")
    watched.keyboard.press("Tab")
    expect(watched.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(watched.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    for _step in range(3):
        watched.keyboard.press("Tab")
    expect(watched.get_by_role("link", name="Sign in")).to_be_focused()
    watched.keyboard.press("Enter")
    expect(watched.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_the_skip_link_leads_to_the_content(watched: Page, speak: Callable[[str], None]) -> None:
    speak("en")
    watched.goto("/")
    watched.keyboard.press("Tab")
    watched.keyboard.press("Enter")
    expect(watched.get_by_role("main")).to_be_focused()


def test_what_has_the_cursor_is_seen(page: Page, speak: Callable[[str], None]) -> None:
    page.goto("/accounts/login/")
    for _step in range(10):
        page.keyboard.press("Tab")
        outline = "getComputedStyle(document.activeElement).outlineWidth"
        assert page.evaluate(outline) == "2px"


def test_changing_the_language_keeps_the_page_and_what_was_typed(
    watched: Page, speak: Callable[[str], None]
) -> None:
    speak("zh-hans")
    watched.goto("/accounts/login/?next=/desk/")
    watched.locator("#id_login").fill("li.min@example.test")
    watched.locator("#id_password").fill(PASSWORD)
    watched.get_by_text("简体中文").first.click()
    watched.get_by_role("button", name="English").click()
    expect(watched.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert watched.url.endswith("/accounts/login/?next=/desk/")
    expect(watched.get_by_label("E-mail")).to_have_value("li.min@example.test")
    expect(watched.get_by_label("Password")).to_have_value("")


def test_a_password_can_be_looked_at(watched: Page, speak: Callable[[str], None]) -> None:
    speak("en")
    watched.goto("/accounts/login/")
    watched.get_by_label("Password").fill(PASSWORD)
    watched.get_by_role("button", name="Show").click()
    assert watched.get_by_label("Password").get_attribute("type") == "text"
    watched.get_by_role("button", name="Hide").click()
    assert watched.get_by_label("Password").get_attribute("type") == "password"


def test_a_dialog_opens_asks_and_closes(watched: Page, speak: Callable[[str], None]) -> None:
    speak("en")
    watched.goto("/styleguide/")
    watched.get_by_role("button", name="Withdraw").last.click()
    dialog = watched.get_by_role("dialog", name="Withdraw this request?")
    expect(dialog).to_be_visible()
    assert AXE.run(watched, options=AS_STRICT_AS_WCAG_22_AA).violations_count == 0
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> dict[str, object]:
    without_script = request.node.get_closest_marker("without_script") is not None
    return {**browser_context_args, "java_script_enabled": not without_script}


@pytest.mark.without_script
def test_without_script_one_can_change_the_language_and_sign_in(
    page: Page, speak: Callable[[str], None]
) -> None:
    speak("zh-hans")
    page.goto("/")
    page.get_by_text("简体中文").first.click()
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill("li.min@example.test")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password")
    expect(page.get_by_label("E-mail")).to_have_value("li.min@example.test")
