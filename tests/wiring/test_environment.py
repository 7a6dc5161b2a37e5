"""What can be set from outside: read once, refused in a sentence that names the cure."""

from pathlib import Path

import pytest

from concierge import environment
from concierge.environment import Misconfigured, load

KEY = "k" * 50
PUBLIC = {
    "CONCIERGE_PUBLIC_URL": "https://wsb.example.cn",
    "DEMO": "0",
    "CONCIERGE_SECRET_KEY": KEY,
}


def test_nothing_set_is_a_demo_on_this_machine() -> None:
    values = load({})
    assert values.flag("DEMO")
    assert values.text("CONCIERGE_BIND") == "127.0.0.1:8000"
    assert values.text("DATABASE_URL") == ""


def test_words_of_other_programs_are_not_ours_to_judge() -> None:
    assert load({"LANG": "zh_CN.UTF-8", "POSTGRES_PASSWORD": "x"}) == load({})


def test_an_office_open_to_others_is_served_over_https() -> None:
    assert load(PUBLIC).text("CONCIERGE_PUBLIC_URL") == "https://wsb.example.cn"


@pytest.mark.parametrize(
    ("outside", "sentence"),
    [
        ({"CONCIERGE_BNID": "x"}, "CONCIERGE_BNID is not a setting.*Did you mean CONCIERGE_BIND?"),
        ({"CONCIERGE_QZX": "x"}, "CONCIERGE_QZX is not a setting of this product"),
        ({"CONCIERGE_BIND_FILE": "/x"}, "CONCIERGE_BIND_FILE is not a setting"),
        ({"DEMO": "perhaps"}, "DEMO is 'perhaps': say 1 or 0"),
        ({"CONCIERGE_WEB_WORKERS": "two"}, "give a whole number"),
        ({"CONCIERGE_WEB_WORKERS": "0"}, "CONCIERGE_WEB_WORKERS is '0'.*1 or more"),
        ({"CONCIERGE_WEB_THREADS": "0"}, "1 or more"),
        ({"CONCIERGE_TASK_WORKERS": "0"}, "1 or more"),
        ({"CONCIERGE_BIND": "8000"}, "give host:port"),
        ({"CONCIERGE_BIND": "127.0.0.1:99999"}, "give host:port"),
        ({"CONCIERGE_BIND": ":8000"}, "give host:port"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: start with postgres://"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL: start with redis://"),
        ({"CONCIERGE_EMAIL_URL": "mail.example.cn"}, "CONCIERGE_EMAIL_URL: start with smtp://"),
        ({"CONCIERGE_PUBLIC_URL": "ftp://x"}, "start with http:// or https://"),
        ({"CONCIERGE_PUBLIC_URL": "https://"}, "without a path: https://host"),
        ({"CONCIERGE_PUBLIC_URL": "https://x.cn/desk"}, "without a path"),
        ({"CONCIERGE_LOG": "xml"}, "say one of words, json"),
        ({"CONCIERGE_SECRET_KEY": "short"}, "shorter than 50 characters"),
        ({**PUBLIC, "DEMO": "1"}, "DEMO=1 shows its passwords to everyone"),
        ({**PUBLIC, "CONCIERGE_PUBLIC_URL": "http://wsb.example.cn"}, "must start with https://"),
        ({**PUBLIC, "CONCIERGE_DEBUG": "1"}, "CONCIERGE_DEBUG=1 shows source code"),
        ({**PUBLIC, "CONCIERGE_SECRET_KEY": ""}, "CONCIERGE_SECRET_KEY is needed"),
        ({"CONCIERGE_BIND": "0.0.0.0:8000"}, "CONCIERGE_BIND opens the house to other machines"),
    ],
)
def test_a_setting_that_cannot_be_stops_the_start(outside: dict[str, str], sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        load(outside)


def test_a_secret_is_never_repeated_in_the_sentence() -> None:
    with pytest.raises(Misconfigured) as refusal:
        load({"DATABASE_URL": "mysql://concierge:hunter2@db/x"})
    assert "hunter2" not in str(refusal.value)


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    values = load({"CONCIERGE_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert values.text("CONCIERGE_SECRET_KEY") == KEY


def test_a_secret_from_two_places_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    outside = {"CONCIERGE_SECRET_KEY": KEY, "CONCIERGE_SECRET_KEY_FILE": str(tmp_path / "key")}
    with pytest.raises(Misconfigured, match="both set: keep one"):
        load(outside)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"  \n"])
def test_a_secret_that_cannot_be_read_from_its_file_is_refused(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(Misconfigured, match="CONCIERGE_SECRET_KEY_FILE"):
        load({"CONCIERGE_SECRET_KEY_FILE": str(tmp_path / "key")})


def test_every_setting_says_what_it_is_for() -> None:
    assert all(setting.meaning for setting in environment.SETTINGS)
