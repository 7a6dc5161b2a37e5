"""What the system remembers: one module per thing, its QuerySet beside it."""

from tickets.models.assist import Assist
from tickets.models.attachment import Attachment
from tickets.models.category import Category
from tickets.models.clock import Clock, Pause, Rung
from tickets.models.contact import Contact
from tickets.models.draft import Draft
from tickets.models.ending import Ending
from tickets.models.event import Event, Seal
from tickets.models.ground import Ground
from tickets.models.hand_over import HandOver, HandOverLine
from tickets.models.heartbeat import Heartbeat
from tickets.models.hop import Hop
from tickets.models.measure import Measure, MeasureVersion
from tickets.models.measure_link import LinkedMeasure
from tickets.models.message import Message
from tickets.models.mute import Mute
from tickets.models.notice import Notice, NoticeCount, NoticeTemplate
from tickets.models.office_hours import OfficeHours
from tickets.models.office_setting import OfficeSetting
from tickets.models.outbox import OutboxMessage
from tickets.models.overlay import Extension, Suspension
from tickets.models.paper import Paper
from tickets.models.promise import Promise
from tickets.models.redaction import Redaction
from tickets.models.relation import Relation
from tickets.models.routing_rules import RoutingDraft, RoutingRules
from tickets.models.special_day import Decree, SpecialDay
from tickets.models.supplement import Supplement
from tickets.models.tag import Tag, Tagging
from tickets.models.ticket import Named, Ticket
from tickets.models.translation import Translation

__all__ = [
    "Assist",
    "Attachment",
    "Category",
    "Clock",
    "Contact",
    "Decree",
    "Draft",
    "Ending",
    "Event",
    "Extension",
    "Ground",
    "HandOver",
    "HandOverLine",
    "Heartbeat",
    "Hop",
    "LinkedMeasure",
    "Measure",
    "MeasureVersion",
    "Message",
    "Mute",
    "Named",
    "Notice",
    "NoticeCount",
    "NoticeTemplate",
    "OfficeHours",
    "OfficeSetting",
    "OutboxMessage",
    "Paper",
    "Pause",
    "Promise",
    "Redaction",
    "Relation",
    "RoutingDraft",
    "RoutingRules",
    "Rung",
    "Seal",
    "SpecialDay",
    "Supplement",
    "Suspension",
    "Tag",
    "Tagging",
    "Ticket",
    "Translation",
]
