"""Messages to the cast: a notification and a mail."""

import datetime as dt

import pytest

from accounts.models import User
from tickets.actions import outbox
from tickets.models import OutboxMessage
from tickets.rules.notifications import Kind, Mail


@pytest.fixture
def notice(owner: User, now: dt.datetime) -> OutboxMessage:
    """A notification that enterprise A's owner has not opened."""
    facts = {"giver": "李敏", "enterprise": "樱川", "role": "企业负责人"}
    outbox.queue(Kind.MEMBERSHIP_GIVEN, [owner], facts, link="/home/", now=now)
    return OutboxMessage.objects.inbox_of(owner).get(kind=Kind.MEMBERSHIP_GIVEN)


@pytest.fixture
def mail(db: None, now: dt.datetime) -> OutboxMessage:
    """A mail with a code."""
    words = Mail("owner@example.test", "登录验证码", "您的验证码：\n\nAB12CD", "zh-hans")
    return outbox.post(words, Kind.ACCOUNT, now=now)
