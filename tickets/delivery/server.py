"""A conversation with the mail server: verified, timed, ended in any case."""

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from tickets.rules.delivery import Failure

SILENCE_LIMIT = 10  # seconds the server may say nothing
MAIL_LIMIT = 40  # seconds for one mail, however slowly the server answers; shorter than the lease
_USUAL_PORTS = {"smtp+tls": 587, "smtp+ssl": 465}
_DETAIL = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463, e.g. 5.1.1
_SHUTTING_DOWN = 421
_FINAL = range(500, 600)


class Away(Exception):  # noqa: N818  # domain word
    """The server cannot be talked to; the reason holds no secret."""


class Rejected(Exception):  # noqa: N818  # domain word
    """The server does not take this one mail."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


@dataclass(frozen=True)
class Server:
    """Where mail goes out, as CONCIERGE_EMAIL_URL says."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)


def at(url: str) -> Server:
    """The server of `smtp+tls://user:password@host:587`, `smtp+ssl://…` or `smtp://…`."""
    parts = urlsplit(url)
    return Server(
        parts.scheme,
        parts.hostname or "localhost",
        parts.port or _USUAL_PORTS.get(parts.scheme, smtplib.SMTP_PORT),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


class _Plain(smtplib.SMTP):
    """SMTP with a limit on the whole of an exchange, since a tarpit answers byte by byte."""

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect and read the greeting, within the limit."""
        with self.limited():
            return super().connect(*args, **kwargs)

    @contextlib.contextmanager
    def limited(self) -> Iterator[None]:
        """Hang up after MAIL_LIMIT."""
        clock = threading.Timer(MAIL_LIMIT, self._hang_up)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _hang_up(self) -> None:
        if self.sock:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _Sealed(_Plain, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


@contextlib.contextmanager
def conversation(server: Server, house: str) -> Iterator["Line"]:
    """A line to the server, encrypted and signed in as the server's address asks.

    `house` is our own host name. Raises Away when there is no way to talk.
    """
    try:
        smtp = _opened(server, house)
    except (OSError, ValueError) as why:  # SMTPException is an OSError
        raise Away(_reason(why)) from None
    try:
        yield Line(smtp)
    finally:
        with contextlib.suppress(OSError):
            smtp.quit()
        smtp.close()


def _opened(server: Server, house: str) -> _Plain:
    trust = ssl.create_default_context()  # certificates and host names are verified
    place = (server.host, server.port, house)
    smtp = (
        _Sealed(*place, timeout=SILENCE_LIMIT, context=trust)
        if server.scheme == "smtp+ssl"
        else _Plain(*place, timeout=SILENCE_LIMIT)
    )
    try:
        with smtp.limited():
            if server.scheme == "smtp+tls":
                smtp.starttls(context=trust)
            if server.user:
                smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


@dataclass(frozen=True)
class Line:
    """An open conversation."""

    smtp: _Plain

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises Rejected for this mail, Away when the server is lost."""
        sender, receiver = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
        try:
            with self.smtp.limited():
                self.smtp.sendmail(sender, [receiver], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as why:
            raise _verdict(why, *why.recipients[receiver], is_theirs=True) from None
        except smtplib.SMTPSenderRefused as why:
            raise _verdict(why, why.smtp_code, why.smtp_error, is_theirs=False) from None
        except smtplib.SMTPDataError as why:
            raise _verdict(why, why.smtp_code, why.smtp_error, is_theirs=True) from None
        except (OSError, ValueError) as why:
            raise Away(_reason(why)) from None


def _verdict(why: Exception, code: int, said: bytes | str, *, is_theirs: bool) -> Away | Rejected:
    """What a refusal means: the server leaves, this mail must wait, or it will never be taken.

    A refused sender is ours to mend, so it is tried again.
    """
    reason = _spelled(why, code, said)
    if code == _SHUTTING_DOWN:
        return Away(reason)
    return Rejected(Failure(reason, is_final=is_theirs and code in _FINAL))


def _reason(why: Exception) -> str:
    """The error without the server's free text, which may repeat what we told it."""
    if isinstance(why, smtplib.SMTPResponseException):
        return _spelled(why, why.smtp_code, why.smtp_error)
    if isinstance(why, ssl.SSLCertVerificationError):
        return f"{type(why).__name__}: {why.verify_message}"
    told = why.strerror if isinstance(why, OSError) else ""
    return f"{type(why).__name__}: {told}" if told else type(why).__name__


def _spelled(why: Exception, code: int, said: bytes | str) -> str:
    words = said if isinstance(said, bytes) else said.encode("utf-8", "replace")
    detail = _DETAIL.search(words)
    return f"{type(why).__name__} {code} {detail[0].decode('ascii') if detail else ''}".strip()
