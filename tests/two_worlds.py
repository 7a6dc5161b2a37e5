"""Somebody who works for the office and speaks for an enterprise too."""

import pytest

from accounts.models import Membership, User
from accounts.roles import RequesterRole
from tests.conftest import LONG_AGO
from tickets.models import Ticket


@pytest.fixture
def in_two_worlds(shenyang_concierge: User, filed: Ticket) -> User:
    """A concierge of another city who is also an owner of enterprise A."""
    Membership.objects.create(
        user=shenyang_concierge,
        enterprise=filed.enterprise,
        role=RequesterRole.OWNER,
        from_date=LONG_AGO,
    )
    return shenyang_concierge
