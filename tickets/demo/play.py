"""The whole example, told once to an empty house."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.actions import base_data, deliveries, notifications
from tickets.demo import requesters, staff
from tickets.demo.cast import cast
from tickets.errors import Because, Refused

BEGAN = dt.timedelta(days=400)  # before the moment at which it is told


@transaction.atomic
def play(*, now: dt.datetime) -> None:
    """Tell the example as if it had happened until `now`; nothing of it is mailed to anybody.

    Raises Refused(STATE) where people exist already.
    """
    if User.objects.exists():
        sentence = _("There are people in this house already: the example is for an empty one.")
        raise Refused(Because.STATE, "people_exist", sentence)
    base_data.load(by=None, now=now - BEGAN)
    house = staff.open_house(now=now - BEGAN)
    requesters.settle(house, began_at=now - BEGAN, now=now)
    staff.plan(house, now=now)
    deliveries.count_as_delivered(now=now)
    for person in house.staff.values():
        notifications.read_all(by=person, now=now)


def was_told() -> bool:
    """Whether the people of the example live in this house."""
    return User.objects.with_mailbox(cast()[0].email) is not None
