"""What the system remembers: one module per thing, its QuerySet beside it."""

from tickets.models.category import Category
from tickets.models.event import Event, Seal
from tickets.models.ground import Ground
from tickets.models.heartbeat import Heartbeat
from tickets.models.measure import Measure
from tickets.models.mute import Mute
from tickets.models.outbox import OutboxMessage
from tickets.models.special_day import SpecialDay

__all__ = [
    "Category",
    "Event",
    "Ground",
    "Heartbeat",
    "Measure",
    "Mute",
    "OutboxMessage",
    "Seal",
    "SpecialDay",
]
