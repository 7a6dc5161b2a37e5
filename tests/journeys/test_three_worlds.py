"""One request from filing to closing through all three worlds, in a real house.

`manage.py up` with its PostgreSQL, its broker, its Celery worker and its beat: whoever is told of
something here has been told through outbox, broker and worker.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.house import House, soon
from tests.journeys.conftest import DESK_SCREEN
from tickets.demo.cast import PASSWORD
from tickets.rules.numbers import in_groups

pytestmark = pytest.mark.browser

TITLE = "Refunds of import duty are stuck"
STORY = (
    "Seven refunds of import duty have been stuck at the customs counter since August."
    " Every document was handed in twice; nobody can tell us who decides."
)
FIRST_WORD = "I have your request and speak with the customs counter this afternoon."
REPLY = "The seven refunds were released today; the money arrives within five working days."

RESULT = "已与海关承办单位现场协调，七笔退税今日放行。"

Enter = Callable[[str], Page]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with its demo cast, as `make run` starts it."""
    with House(tmp_path_factory.mktemp("three-worlds"), DEMO="1") as house:
        house.hears("beat .* ticking")
        yield house


@pytest.fixture
def enter(house: House, browser: Browser) -> Iterator[Enter]:
    """Sign somebody of the cast in, in a browser of their own: `enter("li.min")`."""
    opened = []

    def sign_in(name: str) -> Page:
        address = f"http://127.0.0.1:{house.port}"
        context = browser.new_context(base_url=address, locale="en", viewport=DESK_SCREEN)
        opened.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(f"{name}@demo.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        return page

    yield sign_in
    for context in opened:
        context.close()


def _figure(leader: Page, name: str) -> int:
    """A figure of the leader's page; the list behind it has exactly as many rows."""
    leader.goto("/leader/")
    tile = leader.locator(".figure").filter(has=leader.get_by_text(name, exact=True))
    link = tile.get_by_role("link").first
    figure = int(link.inner_text())
    link.click()
    if figure:
        expect(leader.get_by_role("main")).to_contain_text(f"共 {figure} 条")
    return figure


def _files(requester: Page) -> str:
    """File the request; its number as digits."""
    requester.get_by_role("button", name="File a request").click()
    danger = requester.get_by_role("group", name="Is a person in danger or detained?")
    danger.get_by_label("No").check()
    requester.get_by_label("Help with a procedure").check()
    requester.get_by_label("Customs, ports and logistics").check()
    requester.get_by_role("button", name="Continue").click()
    requester.get_by_label("In one sentence").fill(TITLE)
    requester.get_by_label("The whole story").fill(STORY)
    requester.get_by_role("button", name="Continue").click()
    requester.get_by_label("English").check()
    requester.get_by_role("button", name="Continue").click()
    requester.get_by_role("button", name="Submit the request").click()
    expect(requester.get_by_role("heading", name="Request submitted")).to_be_visible()
    return re.sub(r"\D", "", requester.locator(".reference").inner_text())


def _is_told(person: Page, about: str) -> None:
    """The bell has it within the seconds a kick, the broker and the worker need."""
    notice = person.get_by_role("main").get_by_role("button", name=re.compile(about))
    soon(lambda: person.goto("/notifications/") and notice.count())
    notice.first.click()
    expect(person.get_by_role("heading", name=TITLE)).to_be_visible()


def _accepts_and_answers(concierge: Page) -> None:
    concierge.get_by_role("button", name="受理", exact=True).click()
    concierge.get_by_role("link", name="发消息给诉求人").click()
    concierge.get_by_label("消息").fill(FIRST_WORD)
    concierge.get_by_role("main").get_by_role("button", name="留言").click()
    concierge.get_by_role("link", name="提出办理结果").click()
    concierge.get_by_label("办理情况（内部）").fill(RESULT)
    concierge.get_by_label("诉求人将看到的内容").fill(REPLY)
    for choice in ("属实", "已解决", "行政协调", "目录中没有适用的举措"):
        concierge.get_by_label(choice, exact=True).check()
    concierge.get_by_label("目录缺少什么").fill("尚无针对退运货物的举措")
    concierge.get_by_label("何时、以何种方式与诉求人沟通").fill("今日电话沟通")
    concierge.get_by_role("button", name="提出办理结果").click()
    expect(concierge.get_by_role("main")).to_contain_text("结果待审")
    expect(concierge.get_by_role("button", name="审核通过")).to_have_count(0)


def _confirms_and_rates(requester: Page) -> None:
    expect(requester.get_by_text(REPLY)).to_have_count(1)  # beside the question; the talk names it
    expect(requester.get_by_text(RESULT)).to_have_count(0)
    requester.get_by_label("Very satisfied", exact=True).check()
    requester.get_by_role("button", name="Confirm and close").click()
    expect(requester.get_by_text("Thank you. The request is closed.")).to_be_visible()


def _was_mailed(requester: Page, number: str) -> None:
    """The same words have left the house as a mail, handed over by the worker."""
    mail = requester.get_by_role("listitem").filter(has_text=number)
    answered = mail.filter(has_text="has been answered").filter(has_text="Delivered")
    soon(lambda: requester.goto("/mailbox/") and answered.count())


def test_a_request_lives_from_filing_to_closing(enter: Enter) -> None:
    leader = enter("jiang.shan")
    received, closed = _figure(leader, "收到诉求"), _figure(leader, "办结")
    requester, concierge, lead = enter("odagiri.makoto"), enter("li.min"), enter("sun.jie")
    number = _files(requester)
    _is_told(concierge, in_groups(number))
    _accepts_and_answers(concierge)
    _is_told(lead, in_groups(number))
    expect(lead.get_by_text(RESULT)).to_be_visible()
    lead.get_by_role("button", name="审核通过").click()
    _is_told(requester, "has been answered")
    _confirms_and_rates(requester)
    assert _figure(leader, "收到诉求") == received + 1
    assert _figure(leader, "办结") == closed + 1
    expect(leader.get_by_role("main")).to_contain_text(number)
    _was_mailed(requester, in_groups(number))
