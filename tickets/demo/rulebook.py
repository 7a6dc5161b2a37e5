"""The example's second version of the routing rules, published by the province's dispatcher."""

import datetime as dt
from functools import partial

from accounts.roles import Role
from tickets.access import routing_rules as access
from tickets.actions import routing_rules
from tickets.demo.pace import Pace, Scene
from tickets.demo.staff import TOP, House
from tickets.rules.days import day_of
from tickets.rules.routing_drafts import added
from tickets.rules.routing_rules import Goal, Rule

PUBLISHED = "-70d"
ABROAD = Rule(Goal.PROVINCE, categories=("T05",))
REASON = "因公出国（境）团组由省级统一受理，各市不再分别报送。"


def scene(house: House, pace: Pace) -> Scene:
    """Missions abroad go to the province from now on; what was routed keeps version 1."""
    return Scene(pace.on(PUBLISHED), 0, partial(_publish, house))


def _publish(house: House, now: dt.datetime) -> None:
    dispatcher = house.at(Role.DISPATCHER, TOP)[0]
    newest = access.version(access.newest_version())
    draft = routing_rules.begin(newest, by=dispatcher, now=now)
    draft = routing_rules.change(draft, lambda rules: added(rules, ABROAD), by=dispatcher, now=now)
    routing_rules.publish(draft, day_of(now), REASON, by=dispatcher, now=now)
