"""The stage on which the deeds on tickets are tried."""

import datetime as dt

import pytest

from accounts.models import Enterprise
from tests.actions.stage import Stage
from tickets.actions import base_data

CAST = (
    *("li_min", "deputy", "shenyang_concierge", "intake_officer", "dalian_lead", "province_lead"),
    *("other_province_lead", "dispatcher", "dalian_dispatcher", "callback_officer", "supervisor"),
    *("leader", "liaison", "counsel", "owner", "member", "agent", "stranger", "consul"),
    "policy_editor",
)


@pytest.fixture
def stage(request: pytest.FixtureRequest, sakuragawa: Enterprise, now: dt.datetime) -> Stage:
    """The whole cast, the base data, and a Wednesday morning."""
    cast = {name: request.getfixturevalue(name) for name in CAST}
    base_data.load(by=None, now=now)
    return Stage(cast, sakuragawa, now)
