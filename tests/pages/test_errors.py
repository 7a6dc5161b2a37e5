"""When something goes wrong: words, a phone, a number to tell, a way back; never a bare answer."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from frontend.components import errors
from tickets.errors import Because, Refused

WRONG_TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]


def refuse(request: HttpRequest, because: int) -> HttpResponse:
    raise Refused(Because(because), "claimed", "Li Min has claimed it at 10:32.")


def stumble(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("refuse/<int:because>/", refuse),
    path("stumble/", stumble),
    path("", include("concierge.urls")),
]
handler400 = "frontend.components.errors.bad_request"
handler404 = "frontend.components.errors.not_found"
handler500 = "frontend.components.errors.broken"


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody who reads English and whose stumbles are answered, not raised."""
    client.raise_request_exception = False
    client.cookies["language"] = "en"
    return client


def _helps(page: str) -> bool:
    return f"tel:{settings.SERVICE_PHONE}" in page and "css/tokens.css" in page


def test_an_unknown_address(visitor: Client, db: None) -> None:
    page = visitor.get("/no/such/page/", headers={"x-request-id": "abcdef-123456"})
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "abcdef-123456" in page.text
    assert _helps(page.text)


def test_an_unreadable_request(visitor: Client, db: None) -> None:
    page = visitor.get("/", query_params={"q": "a\x00b"})
    assert page.status_code == 400
    assert "We could not read what was sent" in page.text
    assert "The address asks for something this page does not know" in page.text
    assert "pasting" not in page.text
    assert _helps(page.text)


def test_an_unreadable_form(visitor: Client, db: None) -> None:
    page = visitor.post("/accounts/login/", {"login": "a\x00b"})
    assert page.status_code == 400
    assert "type it again instead of pasting it" in page.text


def test_too_much_at_once(visitor: Client, db: None) -> None:
    page = visitor.post("/accounts/login/", {"login": "x" * 2_000_000})
    assert page.status_code == 413
    assert "That is too much at once" in page.text
    assert _helps(page.text)


def test_a_form_without_its_token(db: None) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.cookies["language"] = "en"
    page = visitor.post("/accounts/login/", {"login": "li.min@example.test"})
    assert page.status_code == 403
    assert "This page was open too long" in page.text
    assert _helps(page.text)


def test_too_many_tries(visitor: Client, db: None) -> None:
    for number in range(40):
        answer = visitor.post(
            "/accounts/login/", {"login": f"{number}@example.test", "password": "x"}
        )
    assert answer.status_code == 429
    assert "Too many tries" in answer.text
    assert _helps(answer.text)


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_fault(visitor: Client, db: None) -> None:
    page = visitor.get("/stumble/")
    assert page.status_code == 500
    assert "Something went wrong on our side" in page.text
    assert _helps(page.text)


def test_our_own_fault_asks_no_database() -> None:
    request = RequestFactory().get("/", headers={"x-request-id": "abcdef-123456"})
    request.META["REQUEST_ID"] = "abcdef-123456"
    page = errors.broken(request)
    assert page.status_code == 500
    assert "abcdef-123456" in page.text


@override_settings(TEMPLATES=WRONG_TEMPLATES)
def test_our_own_fault_has_words_when_templates_are_gone() -> None:
    page = errors.broken(RequestFactory().get("/"))
    assert page.status_code == 500
    assert settings.SERVICE_PHONE in page.text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("because", [Because.ROLE, Because.STATE, Because.STALE, Because.MISSING])
def test_a_refused_deed_says_why_and_leads_back(
    visitor: Client, db: None, because: Because
) -> None:
    came_from = {"referer": "http://testserver/desk/"}
    page = visitor.get(f"/refuse/{int(because)}/", headers=came_from)
    assert page.status_code == because
    assert "Li Min has claimed it at 10:32." in page.text
    assert 'href="http://testserver/desk/"' in page.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_refused_deed_leads_to_no_other_site(visitor: Client, db: None) -> None:
    page = visitor.get("/refuse/409/", headers={"referer": "https://evil.example/"})
    assert "evil.example" not in page.text


@override_settings(ROOT_URLCONF=__name__)
def test_what_one_may_not_see_does_not_exist(visitor: Client, db: None) -> None:
    page = visitor.get("/refuse/404/")
    assert page.status_code == 404
    assert "Li Min" not in page.text
