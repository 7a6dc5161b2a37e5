"""Examples in the OpenAPI document: invented people and companies, those of the demo."""

from typing import Any

Json = dict[str, Any]
CONCIERGE = {"id": "01a1ec61-e100-79fa-90fa-7d5cc3733e0c", "name": "Li Min"}
OFFICE = {"code": "210200", "name": "Dalian Foreign Affairs Office"}
ENTERPRISE = {
    "id": "01a1ec61-e100-7aa0-ba89-e6ba752e93fa",
    "name": "Erlenthal Pumps (Dalian) Co., Ltd.",
}
TAG: Json = {"id": 7, "name": "Autumn trade fair"}
KNOWN: Json = {
    "id": "01a1ec61-e100-7ef2-b48d-b07f9042518c",
    "number": "261118369983",
    "title": "Invitation letters for three engineers",
    "public_state": "submitted",
    "nature": "assistance",
    "category": {"code": "T01", "name": "Invitations to China"},
    "submitted_at": "2026-11-18T02:00:00Z",
    "closed_at": None,
}
PROMISE: Json = {
    "name": "first_contact",
    "due_at": "2026-11-18T03:00:00Z",
    "is_provisional": False,
}
TOLD: Json = {
    "text": "Three engineers are to come to Dalian in December to set up our new line.",
    "language": "en",
    "complained_organ": "",
    "complained_level": "",
    "contact_name": "Silke Ohlendorf",
    "contact_phone": "",
    "accepted_at": None,
    "replied_at": None,
}
PORTAL_ROW: Json = KNOWN | {"seen_as": "portal", "enterprise": ENTERPRISE, "promise": PROMISE}
PORTAL_TICKET: Json = {
    **PORTAL_ROW,
    **TOLD,
    "allowed_steps": [{"name": "withdraw", "title": "Withdraw", "carries": False}],
    "holder": {
        "name": "Li Min",
        "name_latin": "Li Min",
        "phone": "0411-0000 0000",
        "office": OFFICE["name"],
    },
    "messages": [],
    "asked": None,
    "ended_as": None,
    "reopening_ends_at": None,
    "receipt_no": "",
}
DESK_ROW: Json = {
    **KNOWN,
    "seen_as": "desk",
    "state": "submitted",
    "track": "service",
    "urgency": "ordinary",
    "confidentiality": "ordinary",
    "enterprise": ENTERPRISE
    | {"name_original": "Erlenthal Pumpen (Dalian) GmbH", "nationality": "DE"},
    "office": OFFICE,
    "assignee": CONCIERGE,
    "light": "green",
    "next_due_at": PROMISE["due_at"],
    "next_is_provisional": False,
    "tags": [TAG],
}
DESK_TICKET: Json = {
    **DESK_ROW,
    **TOLD,
    "allowed_steps": [
        {"name": "classify", "title": "Classify", "carries": True},
        {"name": "accept", "title": "Accept", "carries": False},
    ],
    "came_in_by": "portal",
    "first_contact_at": None,
    "generation": 1,
    "supervision_level": 0,
    "clocks": [
        {
            **PROMISE,
            "light": "green",
            "started_at": KNOWN["submitted_at"],
            "first_due_at": PROMISE["due_at"],
            "paused_at": None,
        }
    ],
    "messages": [],
    "hops": [
        {
            "kind": "routed",
            "office": OFFICE,
            "assignee": CONCIERGE,
            "handed_by": None,
            "handed_at": KNOWN["submitted_at"],
            "signed_at": None,
            "reason": "",
            "reasons": ["Li Min because of being the enterprise's concierge"],
        }
    ],
    "events": [
        {
            "at": KNOWN["submitted_at"],
            "by": {"id": "01a1ec61-e100-7170-af40-e86a43928108", "name": "Silke Ohlendorf"},
            "kind": "submit",
            "came_from": "",
            "went_to": "submitted",
            "reason": "",
        }
    ],
}
LEADER_ROW: Json = {
    **KNOWN,
    "seen_as": "leader",
    "state": "submitted",
    "light": "green",
    "enterprise": ENTERPRISE,
    "office": OFFICE,
    "assignee": CONCIERGE,
}
CLOCK_TOLD: Json = {
    **PROMISE,
    "id": "01a1ec61-e100-7aef-b75f-1dab81bdb5c6",
    "generation": 1,
    "unit": "work_minutes",
    "amount": "60.00",
    "started_at": KNOWN["submitted_at"],
    "first_due_at": PROMISE["due_at"],
    "paused_at": None,
    "stopped_at": "2026-11-18T02:40:00Z",
    "outcome": "met",
}
CLOCK_INSIDE: Json = CLOCK_TOLD | {
    "light": "green",
    "promise_version": 1,
    "calendar_version": "7.0",
}
SEGMENT: Json = {
    "starts_at": KNOWN["submitted_at"],
    "ends_at": "2026-11-18T02:40:00Z",
    "kind": "counted",
    "day": None,
    "name": "",
    "open_time": "P0DT00H40M00S",
    "counted_time": "P0DT00H40M00S",
    "total_time": "P0DT00H40M00S",
    "is_provisional": False,
    "is_ahead": False,
}
LEFT: Json = SEGMENT | {
    "starts_at": SEGMENT["ends_at"],
    "ends_at": PROMISE["due_at"],
    "open_time": "P0DT00H20M00S",
    "counted_time": "P0DT00H20M00S",
    "total_time": "P0DT01H00M00S",
    "is_ahead": True,
}
EXPLAINED: Json = {
    "seen_as": "portal",
    "clock": CLOCK_TOLD,
    "elapsed": dict.fromkeys(
        ("gross_time", "net_time", "gross_work", "net_work"), SEGMENT["open_time"]
    ),
    "agrees": True,
    "pauses": [],
    "explained": [SEGMENT, LEFT],
}
EXPLAINED_INSIDE: Json = EXPLAINED | {
    "seen_as": "desk",
    "clock": CLOCK_INSIDE,
    "rungs": [
        {
            "rung": "half",
            "reached_at": "2026-11-18T02:30:00Z",
            "noted_at": "2026-11-18T02:30:08Z",
        }
    ],
}
CLASSIFICATION: Json = {
    "category": "T02",
    "urgency": "urgent",
    "reason": "They need visas as well.",
    "nature": "consult",
}


TAG_LISTED: Json = TAG | {
    "description": "Requests made at the fair or because of it.",
    "valid_from": "2026-11-01",
    "valid_to": None,
}
TAGS: Json = {"items": [TAG_LISTED]}
TAGGED: Json = {"tag": TAG["id"]}


def clocks(world: str, clock: Json) -> Json:
    """The list of clocks with this one."""
    return {"seen_as": world, "items": [clock]}


WITHHELD: Json = {"office": OFFICE, "month": "2026-11", "light": "yellow"}


def page(row: Json) -> Json:
    """A page of the list with this row."""
    onward = "/api/v1/tickets?limit=1&cursor=WyItc3VibWl0dGVkX2F0Il0"
    withheld = {"confidential": [WITHHELD]} if row["seen_as"] == "leader" else {}
    return {"seen_as": row["seen_as"], "items": [row], **withheld, "next": onward}
