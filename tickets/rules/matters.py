"""What must be known of a ticket to tell people of it, whether it is an object or a mere row."""

from typing import Protocol
from uuid import UUID


class Place(Protocol):
    """The office that holds it; `lineage` leads from the root office to itself."""

    parent_id: UUID | None
    lineage: list[UUID]


class Matter(Protocol):
    """A ticket as those who are told of it need it."""

    id: UUID
    number: str
    title: str
    confidentiality: str
    office_id: UUID
    assignee_id: UUID | None
    enterprise_id: UUID
    filed_by_id: UUID
    taken_in_by_id: UUID | None
    supervision_level: int

    @property
    def office(self) -> Place:
        """Who holds it."""
