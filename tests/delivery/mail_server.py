"""A small mail server on this machine that can be as bad as real ones."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Manners:
    """How the server behaves: `answers` by verb instead of yes, and what it keeps silent about."""

    answers: dict[str, str] = field(default_factory=dict)
    silent_at: str = ""
    drips_at: str = ""
    hangs_up_at: str = ""
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    password: str = ""


@dataclass
class MailServer:
    """Where it listens, what it was told, what it took; `patience` ends its silences."""

    port: int
    manners: Manners
    visits: int = 0
    said: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    took: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def mails(self) -> list[EmailMessage]:
        """What it took, parsed."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]

    def url(self, scheme: str = "smtp", account: str = "", host: str = "127.0.0.1") -> str:
        """How CONCIERGE_EMAIL_URL names it."""
        return f"{scheme}://{account}{host}:{self.port}"


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    server: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class _Talk(socketserver.StreamRequestHandler):
    server: _Listener

    def setup(self) -> None:
        self.house = self.server.server
        if self.house.manners.tls_at_once:
            self._seal()
        super().setup()

    def _seal(self) -> None:
        assert self.house.manners.tls
        self.request = self.house.manners.tls.wrap_socket(self.request, server_side=True)

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self.house.visits += 1
        self._answer("HELLO", "220 ready")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            self.house.said.append(line)
            verb = line.split()[0].upper()
            if not getattr(self, f"_{verb.lower()}", self._plainly)(verb, line):
                return

    def _plainly(self, verb: str, line: str) -> bool:
        return self._answer(verb, "250 2.0.0 ok")

    def _ehlo(self, verb: str, line: str) -> bool:
        manners = self.house.manners
        offers = ["here", *(["STARTTLS"] if manners.tls and not manners.tls_at_once else [])]
        offers += ["AUTH PLAIN LOGIN"] if manners.password else []
        many = [
            f"250{'-' if n < len(offers) - 1 else ' '}{offer}" for n, offer in enumerate(offers)
        ]
        return self._answer(verb, "\r\n".join(many))

    def _starttls(self, verb: str, line: str) -> bool:
        self._answer(verb, "220 go ahead")
        self._seal()
        super().setup()
        return True

    def _auth(self, verb: str, line: str) -> bool:
        return self._answer(verb, "235 2.7.0 welcome")

    def _rcpt(self, verb: str, line: str) -> bool:
        self.house.receivers.append(line)
        return self._answer(verb, "250 2.1.5 ok")

    def _data(self, verb: str, line: str) -> bool:
        if not self._answer(verb, "354 go on") or "DATA" in self.house.manners.answers:
            return True
        lines = []
        while (part := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(part.removeprefix(b"."))
        if "END" not in self.house.manners.answers:
            self.house.taken.append(b"".join(lines))
            self.house.took.release()
        return self._answer("END", "250 2.0.0 taken")

    def _quit(self, verb: str, line: str) -> bool:
        self._answer(verb, "221 bye")
        return False

    def _answer(self, verb: str, usual: str) -> bool:
        """Answer as the manners say; whether the talk goes on."""
        manners = self.house.manners
        if verb == manners.hangs_up_at:
            return False
        if verb == manners.silent_at:
            self.house.closing.wait()
            return False
        answer = f"{manners.answers.get(verb, usual)}\r\n".encode()
        if verb == manners.drips_at:
            return self._drip(answer)
        self.wfile.write(answer)
        return True

    def _drip(self, answer: bytes) -> bool:
        """Byte after byte, never the last one, always before anybody would call it silence."""
        while not self.house.closing.wait(0.05):
            self.wfile.write(answer[:1])
            self.wfile.flush()
        return False


@contextmanager
def mail_server(manners: Manners | None = None, port: int = 0) -> Iterator[MailServer]:
    """A server that listens until the block ends."""
    with _Listener(("127.0.0.1", port), _Talk) as listener:
        listener.server = MailServer(listener.server_address[1], manners or Manners())
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield listener.server
        finally:
            listener.server.closing.set()
            listener.shutdown()
            thread.join()
