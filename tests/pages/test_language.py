"""The language of the pages: by address, by choice, by browser; never one that is not complete."""

import pytest
from django.test import Client, override_settings

from accounts.models import User


def test_a_first_visitor_reads_chinese(client: Client, db: None) -> None:
    page = client.get("/")
    assert 'lang="zh-hans"' in page.text
    assert page.headers["Content-Language"] == "zh-hans"


def test_the_browser_s_language_is_spoken_when_it_is_complete(client: Client, db: None) -> None:
    page = client.get("/", headers={"accept-language": "ja,en-GB;q=0.8,zh;q=0.5"})
    assert 'lang="en"' in page.text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_address_opens_the_first_page_in_its_language_and_keeps_it(
    client: Client, db: None, language: str
) -> None:
    assert f'lang="{language}"' in client.get(f"/{language}/").text
    assert f'lang="{language}"' in client.get("/accounts/login/").text


@pytest.mark.parametrize("address", ["/ja/", "/ko/", "/fr/"])
def test_a_language_that_is_not_complete_has_no_address(
    client: Client, db: None, address: str
) -> None:
    assert client.get(address).status_code == 404


@override_settings(COMPLETE_LANGUAGES=["zh-hans", "en", "ja"])
def test_a_language_opens_with_its_catalogue(client: Client, db: None) -> None:
    assert 'lang="ja"' in client.get("/ja/").text


def test_the_switch_keeps_the_page(client: Client, db: None) -> None:
    asked = {"language": "en", "next": "/accounts/login/?next=/desk/"}
    answer = client.post("/language/", asked)
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/"
    assert 'lang="en"' in client.get("/").text


@pytest.mark.parametrize(
    "outside",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_the_switch_leads_to_no_other_site(client: Client, db: None, outside: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": outside})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["ja", "xx", "", "en\r\nSet-Cookie: x=1"])
def test_the_switch_refuses_what_is_not_offered(client: Client, db: None, language: str) -> None:
    assert client.post("/language/", {"language": language}).status_code == 404
    assert "language" not in client.cookies


def test_looking_at_the_switch_changes_nothing(client: Client, db: None) -> None:
    assert client.get("/language/?language=en").status_code == 405


def test_a_persons_own_language_wins_over_address_and_cookie(client: Client, li_min: User) -> None:
    client.force_login(li_min)
    assert 'lang="zh-hans"' in client.get("/en/").text
    assert 'lang="zh-hans"' in client.get("/desk/").text


def test_a_persons_choice_is_kept_with_the_person(client: Client, li_min: User) -> None:
    client.force_login(li_min)
    answer = client.post("/language/", {"language": "en", "next": "/desk/"})
    assert answer.headers["Location"] == "/desk/"
    li_min.refresh_from_db()
    assert li_min.language == "en"
    assert 'lang="en"' in client.get("/desk/").text


def test_choosing_ones_own_language_again_changes_nothing(client: Client, li_min: User) -> None:
    client.force_login(li_min)
    answer = client.post("/language/", {"language": li_min.language, "next": "/desk/"})
    assert answer.headers["Location"] == "/desk/"
