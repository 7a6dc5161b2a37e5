"""Everything that can be set from outside: one table, read once, refused in a sentence."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "CONCIERGE_"
LAST_PORT = 65535
SHORTEST_KEY = 50
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Misconfigured(ImproperlyConfigured):
    """The environment asks for something that cannot be; the text says what and how to mend it."""


def _text(raw: str) -> str:
    return raw.strip()


def _flag(raw: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if raw.strip().lower() not in words:
        raise ValueError("say 1 or 0")
    return words[raw.strip().lower()]


def _whole(raw: str) -> int:
    if not raw.strip().isdigit():
        raise ValueError("give a whole number, 0 or more")
    return int(raw)


def _count(raw: str) -> int:
    if not raw.strip().isdigit() or not int(raw):
        raise ValueError("give a whole number, 1 or more")
    return int(raw)


def _list(raw: str) -> list[str]:
    return [part.strip() for part in raw.split(",") if part.strip()]


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw and urlsplit(raw).scheme not in schemes:
            raise ValueError(f"start with {' or '.join(f'{s}://' for s in schemes)}")
        return raw

    return parse


def _origin(raw: str) -> str:
    parts = urlsplit(_url("http", "https")(raw))
    if raw and (not parts.hostname or parts.path.strip("/") or parts.query or parts.username):
        raise ValueError("give the address people type, without a path: https://host")
    return raw


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in words:
            raise ValueError(f"say one of {', '.join(words)}")
        return raw

    return parse


def _bind(raw: str) -> str:
    host, colon, port = raw.rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) <= LAST_PORT):
        raise ValueError("give host:port, for example 127.0.0.1:8000")
    return raw


def _address(raw: str) -> str:
    if not re.fullmatch(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,255}", raw):
        raise ValueError("give one plain e-mail address, for example concierge@example.org")
    return raw


@dataclass(frozen=True)
class Setting:
    """One thing that can be set: its name outside, how it is read, what it is for."""

    name: str
    read: Callable[[str], object]
    default: str
    meaning: str
    secret: bool = False


_POSTGRES = _url("postgres", "postgresql")
_REDIS = _url("redis", "rediss", "unix")
_MAIL = _url("smtp", "smtp+tls", "smtp+ssl")
_CLAMD = _url("tcp", "unix")

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL", _POSTGRES, "", "served PostgreSQL; empty: the embedded one", secret=True
    ),
    Setting("REDIS_URL", _REDIS, "", "served Redis or Valkey; empty: embedded", secret=True),
    Setting("DEMO", _flag, "1", "1: demo data and local mailbox on first start; 0: empty office"),
    Setting("CONCIERGE_HOME", _text, "", "folder for data, sockets and logs; empty: ./var"),
    Setting("CONCIERGE_BIND", _bind, "127.0.0.1:8000", "host:port the web server listens on"),
    Setting("CONCIERGE_PUBLIC_URL", _origin, "", "address people type; empty: http:// + bind"),
    Setting("CONCIERGE_SECRET_KEY", _text, "", "signs sessions; ≥ 50 characters", secret=True),
    Setting("CONCIERGE_SECRET_KEY_FALLBACKS", _list, "", "older keys still accepted", secret=True),
    Setting("CONCIERGE_EMAIL_URL", _MAIL, "", "mail server; empty: mail waits", secret=True),
    Setting("CONCIERGE_MAIL_FROM", _address, "concierge@localhost", "sender of every mail"),
    Setting("CONCIERGE_SERVICE_PHONE", _text, "12345", "phone shown for help on every page"),
    Setting("CONCIERGE_DUTY_PHONE", _text, "", "answered day and night; empty: nobody is promised"),
    Setting("CLAMD_URL", _CLAMD, "", "virus scanner; empty: files are not scanned"),
    Setting("CONCIERGE_DEBUG", _flag, "0", "1: error pages for developers, never in production"),
    Setting("CONCIERGE_DATABASE_POOL", _whole, "0", "connections kept by a web process; 0: none"),
    Setting("CONCIERGE_WEB_WORKERS", _count, "1", "web processes"),
    Setting("CONCIERGE_WEB_THREADS", _count, "4", "threads in each web process"),
    Setting("CONCIERGE_TASK_WORKERS", _count, "2", "processes of the Celery worker"),
    Setting("CONCIERGE_POSTGRES_BIN", _text, "", "folder with postgres and initdb to use"),
    Setting("CONCIERGE_REDIS_BIN", _text, "", "redis-server or valkey-server to use"),
    Setting("CONCIERGE_TRUSTED_PROXIES", _whole, "0", "proxies in front that set X-Forwarded-For"),
    Setting("CONCIERGE_LOG", _one_of("words", "json"), "words", "form of a log line"),
)


class Environment(dict[str, object]):
    """The values of the table, by name, typed by `text`, `flag`, `number` and `items`."""

    def text(self, name: str) -> str:
        """The value of a textual setting."""
        return str(self[name])

    def flag(self, name: str) -> bool:
        """The value of a yes/no setting."""
        return bool(self[name])

    def number(self, name: str) -> int:
        """The value of a numeric setting."""
        return int(str(self[name]))

    def items_of(self, name: str) -> list[str]:
        """The value of a comma-separated setting."""
        value = self[name]
        return [str(part) for part in value] if isinstance(value, list) else []


def load(outside: Mapping[str, str]) -> Environment:
    """Read every setting of the table from `outside` (usually os.environ).

    A secret may come as NAME or, from a file, as NAME_FILE. Raises Misconfigured with a sentence
    for an unknown CONCIERGE_ name, a value that cannot be read, or two that contradict.
    """
    _refuse_unknown(outside)
    values = Environment({s.name: _value(s, outside) for s in SETTINGS})
    _refuse_contradictions(values)
    return values


def _refuse_unknown(outside: Mapping[str, str]) -> None:
    known = [s.name for s in SETTINGS] + [f"{s.name}_FILE" for s in SETTINGS if s.secret]
    for name in outside:
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Misconfigured(f"{name} is not a setting of this product.{hint}")


def _value(setting: Setting, outside: Mapping[str, str]) -> object:
    raw = _raw(setting, outside)
    try:
        return setting.read(raw)
    except ValueError as why:
        shown = "" if setting.secret else f" is {raw!r}"
        raise Misconfigured(f"{setting.name}{shown}: {why}. ({setting.meaning})") from None


def _raw(setting: Setting, outside: Mapping[str, str]) -> str:
    direct, path = outside.get(setting.name, ""), outside.get(f"{setting.name}_FILE", "")
    if not (setting.secret and path):
        return direct or setting.default
    if direct:
        raise Misconfigured(f"{setting.name} and {setting.name}_FILE are both set: keep one.")
    return _secret_from(Path(path), f"{setting.name}_FILE")


def _secret_from(path: Path, name: str) -> str:
    try:
        secret = path.read_text("utf-8").strip()
    except OSError as why:
        raise Misconfigured(f"{name} cannot be read: {why.strerror} ({path})") from why
    except UnicodeDecodeError:
        raise Misconfigured(f"{name} is not a text file ({path})") from None
    if not secret:
        raise Misconfigured(f"{name} is empty ({path})")
    return secret


def _refuse_contradictions(values: Environment) -> None:
    host = urlsplit(values.text("CONCIERGE_PUBLIC_URL")).hostname or "localhost"
    mail = urlsplit(values.text("CONCIERGE_EMAIL_URL"))
    secure = values.text("CONCIERGE_PUBLIC_URL").startswith("https://")
    key = values.text("CONCIERGE_SECRET_KEY")
    inside = values.text("CONCIERGE_BIND").rpartition(":")[0].strip("[]") in LOOPBACK
    rules = (
        (
            not inside and not values.text("CONCIERGE_PUBLIC_URL"),
            (
                "CONCIERGE_BIND opens the house to other machines: set CONCIERGE_PUBLIC_URL to "
                "the address that people type there."
            ),
        ),
        (
            values.flag("DEMO") and host not in LOOPBACK,
            (
                "DEMO=1 shows its passwords to everyone, but CONCIERGE_PUBLIC_URL is "
                "open to others: set DEMO=0 or use a loopback address."
            ),
        ),
        (
            not secure and host not in LOOPBACK,
            "CONCIERGE_PUBLIC_URL must start with https:// unless it is a loopback address.",
        ),
        (
            values.flag("CONCIERGE_DEBUG") and host not in LOOPBACK,
            "CONCIERGE_DEBUG=1 shows source code in error pages: only on a loopback address.",
        ),
        (
            bool(key) and len(key) < SHORTEST_KEY,
            (
                "CONCIERGE_SECRET_KEY is shorter than 50 characters: make one with "
                'python -c "import secrets; print(secrets.token_urlsafe(50))".'
            ),
        ),
        (
            host not in LOOPBACK and not key,
            "CONCIERGE_SECRET_KEY is needed when CONCIERGE_PUBLIC_URL is not a loopback address.",
        ),
        (
            mail.scheme == "smtp" and mail.hostname not in LOOPBACK,
            (
                "CONCIERGE_EMAIL_URL sends mail and password unencrypted: start it with "
                "smtp+tls:// (usually port 587) or smtp+ssl:// (465), unless the server is on "
                "this machine."
            ),
        ),
    )
    for broken, sentence in rules:
        if broken:
            raise Misconfigured(sentence)
