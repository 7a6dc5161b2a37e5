"""The whole example, told once to an empty house."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tickets.access import people
from tickets.access.calendars import province_calendar
from tickets.actions import base_data, deliveries
from tickets.demo import catalogue, requesters, staff
from tickets.demo.cast import cast
from tickets.demo.pace import Pace
from tickets.demo.teller import Teller
from tickets.errors import Because, Refused
from tickets.models import database

BEGAN = "-265d"  # working days before the moment at which it is told


@database.all_or_nothing()
def play(*, now: dt.datetime) -> None:
    """Tell the example as if it had happened until `now`; nothing of it is mailed to anybody.

    All or nothing: an interrupted telling leaves an empty house, and the next start tells it whole.
    Raises Refused(STATE) where people exist already.
    """
    if people.anybody():
        sentence = _("There are people in this house already: the example is for an empty one.")
        raise Refused(Because.STATE, "people_exist", sentence)
    base_data.load(by=None, now=now - dt.timedelta(days=400))
    pace = Pace(province_calendar().worktime, now)
    house = staff.open_house(now=pace.on(BEGAN))
    catalogue.publish(house, pace)
    clients = requesters.settle(house, pace)
    Teller(house, clients, pace).tell()
    deliveries.count_as_delivered(now=now)
    database.take_stock()


def was_told() -> bool:
    """Whether the people of the example live in this house."""
    return people.has_account(cast()[0].email)
