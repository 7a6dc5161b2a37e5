"""What may be said about mail from outside, and how secrets stay unread on the way to Redis."""

import ssl

import pytest

from concierge import environment
from concierge.environment import Misconfigured
from tests.faults.processes import surroundings

TLS = """
from concierge.celery import app
def answer(question):
    with app.connection_for_write() as line:
        return line.ssl and [int(line.ssl["ssl_cert_reqs"]), line.ssl["ssl_check_hostname"]]
"""


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smtp://localhost:1025",
        "smtp://127.0.0.1",
        "smtp+tls://a:b@mail.example.test:587",
        "smtp+ssl://mail.example.test",
    ],
)
def test_a_mail_server_is_reached_encrypted_or_on_this_machine(url: str) -> None:
    assert environment.load({"CONCIERGE_EMAIL_URL": url}).text("CONCIERGE_EMAIL_URL") == url


def test_mail_in_the_open_to_another_machine_is_refused_without_naming_the_password() -> None:
    with pytest.raises(Misconfigured, match=r"smtp\+tls://") as refusal:
        environment.load({"CONCIERGE_EMAIL_URL": "smtp://a:hush@mail.example.test"})
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    "sender", ["nobody", "a@b\r\nBcc: c@d", "a b@c.test", "外事@example.test", "A <a@b.test>", "a@"]
)
def test_a_sender_that_is_no_plain_address_is_refused(sender: str) -> None:
    with pytest.raises(Misconfigured, match="plain e-mail address"):
        environment.load({"CONCIERGE_MAIL_FROM": sender})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "how"),
    [
        ("rediss://:hush@broker.example.test:6390/0", [int(ssl.CERT_REQUIRED), True]),
        ("redis://broker.example.test", False),
    ],
)
def test_an_encrypted_broker_must_show_its_certificate(url: str, how: object) -> None:
    with surroundings(url).asked(TLS) as broker:
        assert broker() == how
