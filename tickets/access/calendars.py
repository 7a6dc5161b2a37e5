"""The calendar an office works by: its hours, the special days, and how far they are known."""

from accounts.models import Office
from tickets.access import policy
from tickets.access.policy import Calendar


def calendar_of(office: Office) -> Calendar:
    """The calendar of an office in force (one small query)."""
    return policy.in_force().calendar_of(office)


def province_calendar() -> Calendar:
    """The calendar of the province, which every office without own hours shares."""
    return calendar_of(Office.objects.get(kind=Office.Kind.PROVINCE))
