"""A conversation with a mail server: encrypted, verified, and silent about secrets."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.delivery.mail_server import Manners, mail_server
from tickets.delivery.server import Away, Server, at, conversation

PASSWORD = "p:ss/w@rd 密"
ACCOUNT = "house:p%3Ass%2Fw%40rd@"
Certify = Callable[..., ssl.SSLContext]


@pytest.fixture
def certified(tmp_path: Path) -> Certify:
    """A server's certificate for these names, written to `tmp_path/trusted.pem` too."""

    def make(*names: x509.GeneralName) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
        born = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(born)
            .not_valid_after(born + dt.timedelta(days=9))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (tmp_path / "trusted.pem").write_bytes(pem)
        (tmp_path / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "trusted.pem", tmp_path / "key.pem")
        return context

    return make


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate, as an operator does with a private authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))


HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("elsewhere.test")


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "house@example.test", "reader@example.test"
    mail.set_content("hello")
    return mail


def _send(url: str) -> None:
    with conversation(at(url), "house.test") as line:
        line.send(_mail())


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.test", Server("smtp", "mail.test", 25)),
        ("smtp+tls://mail.test", Server("smtp+tls", "mail.test", 587)),
        ("smtp+ssl://mail.test", Server("smtp+ssl", "mail.test", 465)),
        (
            f"smtp+tls://{ACCOUNT}mail.test:2525",
            Server("smtp+tls", "mail.test", 2525, "house", "p:ss/w@rd"),
        ),
        ("smtp+tls://a%40b.test:x@[::1]", Server("smtp+tls", "::1", 587, "a@b.test", "x")),
    ],
)
def test_an_address_names_the_server(url: str, server: Server) -> None:
    assert at(url) == server


def test_the_password_is_not_shown() -> None:
    assert "w@rd" not in repr(at(f"smtp://{ACCOUNT}mail.test"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("scheme", "at_once"), [("smtp+tls", False), ("smtp+ssl", True)])
def test_mail_and_password_travel_encrypted(
    scheme: str,
    certified: Certify,
    *,
    at_once: bool,
) -> None:
    manners = Manners(tls=certified(HERE), tls_at_once=at_once, password="x")
    with mail_server(manners) as house:
        _send(house.url(scheme, ACCOUNT))
    said = [line.split()[0].upper() for line in house.said]
    hello = ["EHLO"] if at_once else ["EHLO", "STARTTLS", "EHLO"]
    assert said == [*hello, "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert house.said[0] == "ehlo house.test"
    assert len(house.taken) == 1


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp+tls", False), ("smtp+ssl", True)])
def test_an_unknown_certificate_is_refused(
    scheme: str,
    certified: Certify,
    *,
    at_once: bool,
) -> None:
    manners = Manners(tls=certified(HERE), tls_at_once=at_once, password="x")
    with mail_server(manners) as house, pytest.raises(Away, match="self-signed certificate"):
        _send(house.url(scheme, ACCOUNT))
    assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in house.said)


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_refused(certified: Certify) -> None:
    manners = Manners(tls=certified(ELSEWHERE), password="x")
    with mail_server(manners) as house, pytest.raises(Away, match=r"not valid for .127\.0\.0\.1"):
        _send(house.url("smtp+tls", ACCOUNT))


def test_a_server_that_will_not_encrypt_gets_nothing() -> None:
    with mail_server(Manners(password="x")) as house, pytest.raises(Away, match="NotSupported"):
        _send(house.url("smtp+tls", ACCOUNT))
    assert [line.split()[0] for line in house.said] == ["ehlo"]


@pytest.mark.usefixtures("trusted")
def test_a_refused_password_is_named_nowhere(
    certified: Certify, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = {"AUTH": "535 5.7.8 p:ss/w@rd of house is wrong"}
    manners = Manners(tls=certified(HERE), password="x", answers=refusal)
    with mail_server(manners) as house, pytest.raises(Away) as why:
        _send(house.url("smtp+tls", ACCOUNT))
    assert str(why.value) == "SMTPAuthenticationError 535 5.7.8"
    assert "w@rd" not in caplog.text


@pytest.mark.parametrize("url", ["smtp://no-such-host.invalid", "smtp+tls://house:密@127.0.0.1:9"])
def test_whatever_goes_wrong_means_away(url: str) -> None:
    with pytest.raises(Away):
        _send(url)
