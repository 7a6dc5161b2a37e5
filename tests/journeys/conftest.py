"""A browser for each journey: its language, its size, and nothing that goes wrong unseen."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.house.conftest import (  # noqa: F401  # fixtures that lead to every door
    absence_of_li_min,
    address,
    assist_of_the_tax_service,
    attachment_of_the_filer,
    category_of_invitations,
    deed_on_an_account,
    duty_of_li_min,
    figure_of_leaders,
    first_clock,
    first_routing_rules,
    ground_of_refusal,
    hand_over_of_li_min,
    kind_of_notice,
    membership_of_the_owner,
    notice_of_acceptance,
    order_of_li_min,
    promise_in_force,
    recusal_of_li_min,
    role_of_li_min,
    ruling_of_leaders,
    setting_of_offices,
    slot,
    step_of_readers,
    stray_token,
    tag_of_the_fair,
)

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop here

DESK_SCREEN: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROWEST: ViewportSize = {"width": 320, "height": 568}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Paths in a journey are paths of the house."""
    return live_server.url


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """The page; a journey in which the browser complained has failed.

    It complains of scripts that fail and of walls that are hit (content security policy).
    """
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield page
    assert heard == []


@pytest.fixture
def speak(context: BrowserContext, base_url: str) -> Callable[[str], None]:
    """Choose the visitor's language: `speak("en")`."""

    def choose(language: str) -> None:
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base_url}]
        )

    return choose


@pytest.fixture
def enter_as(context: BrowserContext, base_url: str) -> Callable[[User], None]:
    """Let the browser be signed in as a person: `enter_as(li_min)`."""

    def enter(user: User) -> None:
        client = Client(SERVER_NAME=urlsplit(base_url).hostname or "localhost")
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base_url}])

    return enter
