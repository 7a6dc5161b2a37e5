"""Every page in a real browser: readable by everyone, at every width, within the walls."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from tests.conftest import PASSWORD
from tests.house.access_table import DOORS, NOBODY
from tests.journeys.conftest import DESK_SCREEN, NARROWEST, PHONE
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_PAGES = {
    *("livez", "readyz", "mfa_download_recovery_codes", "formatted_mail"),
    *("desk_paper_file", "desk_enterprises_template", "desk_attachment", "request_attachment"),
    *("desk_notice_file", "request_notice_file"),
}
PAGES = [
    name for name, door in DOORS.items() if not (door.post_only or door.machine or name in NO_PAGES)
]
USUAL = ("nobody", "li_min", "leader", "owner")
LANGUAGES = (("zh-hans", DESK_SCREEN), ("en", PHONE))
TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth)
    .filter((part) => !part.closest(".table-frame"))
    .map((part) => part.outerHTML.slice(0, 120))"""
AXE = Axe()
AS_STRICT_AS_WCAG_22_AA = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def _look_at(page: Page, address: str, size: ViewportSize) -> None:
    """No violation at this size, no scrolling aside at the narrowest."""
    page.set_viewport_size(size)
    page.goto(address)
    found = AXE.run(page, options=AS_STRICT_AS_WCAG_22_AA)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(NARROWEST)
    if page.evaluate("document.documentElement.scrollWidth") > NARROWEST["width"]:
        pytest.fail(f"too wide: {page.evaluate(TOO_WIDE)}")


def _visitor(request: pytest.FixtureRequest, name: str) -> User | None:
    """Somebody to whom the door is open; None is nobody in particular."""
    open_to = DOORS[name].open_to
    who = next((person for person in USUAL if person in open_to), NOBODY)
    return None if who == NOBODY else request.getfixturevalue(who)


@pytest.mark.parametrize("name", [*PAGES, "no such page"])
def test_every_page_is_readable_by_everyone(
    watched: Page,
    speak: Callable[[str], None],
    enter_as: Callable[[User], None],
    address: Callable[[str], str],
    request: pytest.FixtureRequest,
    name: str,
) -> None:
    visitor = _visitor(request, name) if name in DOORS else None
    if visitor:
        enter_as(visitor)
    for language, size in LANGUAGES:
        speak(language)
        if visitor:
            visitor.language = language
            visitor.save(update_fields=["language"])
        _look_at(watched, address(name) if name in DOORS else "/no/such/page/", size)


def test_the_leaders_page_fits_one_screen(
    page: Page, enter_as: Callable[[User], None], leader: User, filed: Ticket
) -> None:
    enter_as(leader)
    page.set_viewport_size(DESK_SCREEN)
    page.goto("/leader/")
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK_SCREEN["height"]


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
