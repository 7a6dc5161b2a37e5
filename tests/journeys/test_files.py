"""Files in a browser: chosen, refused by name, taken back and saved; with script and without."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from tests import samples
from tests.journeys.conftest import NARROWEST
from tests.journeys.test_look import AS_STRICT_AS_WCAG_22_AA
from tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Axe()
TEXT = "旅券の写しをお送りします。"


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, object], request: pytest.FixtureRequest
) -> dict[str, object]:
    """With JavaScript or without, as the journey says."""
    return {**browser_context_args, "java_script_enabled": request.getfixturevalue("script")}


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """Three files of an enterprise, one of which cannot be taken."""
    content = {"旅券 𠮷田.pdf": samples.pdf(), "写真.jpg": samples.photo(), "図.svg": b"<svg/>"}
    for name, inside in content.items():
        (tmp_path / name).write_bytes(inside)
    return {name: tmp_path / name for name in content}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_message_goes_with_its_files(
    filed: Ticket,
    owner: User,
    papers: dict[str, Path],
    page: Page,
    enter_as: Callable[[User], None],
    *,
    script: bool,
) -> None:
    enter_as(owner)
    page.goto(f"/requests/{filed.number}/")
    page.get_by_label("给管家留言").fill(TEXT)
    page.get_by_label("附件").set_input_files(list(papers.values()))
    if not script:
        page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("“図.svg”的类型不能接收").first).to_be_visible()
    expect(page.get_by_label("给管家留言")).to_have_value(TEXT)
    found = AXE.run(page, options=AS_STRICT_AS_WCAG_22_AA) if script else None
    assert not found or found.violations_count == 0, found.generate_report()
    page.set_viewport_size(NARROWEST)
    page.get_by_role("button", name="移除 写真.jpg").click()
    expect(page.get_by_text("写真.jpg")).to_have_count(0)
    page.get_by_role("button", name="留言").click()
    expect(page.get_by_text("已发送。")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="旅券 𠮷田.pdf").click()
    assert download.value.suggested_filename == "旅券 𠮷田.pdf"
    assert Path(download.value.path()).read_bytes() == samples.pdf()
