"""The servers the house stands on: PostgreSQL, Redis, the mail server, and its own web server."""

import datetime as dt
import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from concierge import health
from concierge.doctor.finding import Finding, fine, note, span, wrong
from concierge.launch import probe
from concierge.launch.redis import refusal

OLDEST_POSTGRES = 150000
CLOCKS_MAY_DIFFER = 5  # seconds
PATIENCE = 5  # seconds
NOT_THERE = "start it with `make run`, or check DATABASE_URL"


def database() -> Iterator[Finding]:
    """PostgreSQL answers, is new enough, speaks UTF-8, has all tables, and tells the same time."""
    try:
        connection.ensure_connection()
    except Error as why:
        yield wrong(f"PostgreSQL does not answer: {_first_line(why)}", NOT_THERE)
        return
    yield from _version()
    yield from _encoding()
    yield from _tables()
    yield from _clock()


def database_answers() -> bool:
    """Whether checks that read rows can look at all."""
    try:
        connection.ensure_connection()
        return not health.steps_behind()
    except Error:
        return False


def _version() -> Iterator[Finding]:
    said = f"PostgreSQL {_asked('show server_version')} answers"
    if int(str(_asked("show server_version_num"))) < OLDEST_POSTGRES:
        yield wrong(said, "PostgreSQL 15 or newer is needed")
    else:
        yield fine(said)


def _encoding() -> Iterator[Finding]:
    encoding = _asked("show server_encoding")
    if encoding != "UTF8":
        yield wrong(f"its encoding is {encoding}", "make the database anew with encoding UTF8")
    if not _asked("select U&'\\5927' ~ '[[:alpha:]]'"):  # 大
        yield wrong(
            "its locale does not know Chinese letters",
            "make the database anew with a UTF-8 locale, for example C.UTF-8",
        )


def _tables() -> Iterator[Finding]:
    behind, ahead = health.steps_behind(), health.steps_ahead()
    if behind:
        yield wrong(f"{behind} migrations are missing", "manage.py prepare")
    elif ahead:
        yield wrong(
            f"{ahead} migrations are of a newer version", "start the version that made them"
        )
    else:
        yield fine("all tables are of this version")


def _clock() -> Iterator[Finding]:
    theirs = _asked("select clock_timestamp()")
    apart = abs((timezone.now() - theirs).total_seconds()) if isinstance(theirs, dt.datetime) else 0
    if apart > CLOCKS_MAY_DIFFER:
        yield wrong(f"its clock and ours are {span(apart)} apart", "set both by NTP")
    else:
        yield fine("its clock and ours agree")


def _asked(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def redis() -> Iterator[Finding]:
    """Redis answers, and forgets nothing it was told to carry."""
    url = settings.REDIS_URL
    if why := refusal(url):
        yield wrong(f"Redis does not answer: {why}", "start it with `make run`, or check REDIS_URL")
        return
    from redis import Redis

    with Redis.from_url(url) as client:
        server = client.info("server")
        kind = "Valkey" if "valkey_version" in server else "Redis"
        yield fine(f"{kind} {server.get('valkey_version') or server['redis_version']} answers")
        policy = client.info("memory").get("maxmemory_policy")
    if policy != "noeviction":
        yield note(f"it may drop messages when full ({policy})", "set maxmemory-policy noeviction")


def web() -> Iterator[Finding]:
    """The web server says it is ready."""
    bind = settings.ENVIRONMENT.text("CONCIERGE_BIND")
    if probe.serves(settings.ENVIRONMENT):
        yield fine(f"serves on {bind}")
    else:
        yield wrong(f"nobody serves on {bind}", "start it with `make run`, or check CONCIERGE_BIND")


def mail() -> Iterator[Finding]:
    """Mail can leave the house."""
    if settings.EMAIL_SERVER:
        yield _mail_server()
    elif settings.DEMO:
        yield fine("mails go to the demo's own mailbox")
    else:
        yield wrong("no mail server: every mail waits", "set CONCIERGE_EMAIL_URL")


def _mail_server() -> Finding:
    url = urlsplit(settings.EMAIL_SERVER)
    host, port = url.hostname or "", url.port or (465 if url.scheme == "smtp+ssl" else 25)
    kind = smtplib.SMTP_SSL if url.scheme == "smtp+ssl" else smtplib.SMTP
    try:
        with kind(host, port, timeout=PATIENCE) as line:
            line.noop()
    except (OSError, smtplib.SMTPException) as why:
        return wrong(f"mail server {host}:{port}: {why}", "check CONCIERGE_EMAIL_URL")
    return fine(f"mail server {host}:{port} answers")


def _first_line(why: Exception) -> str:
    return str(why).strip().partition("\n")[0]
