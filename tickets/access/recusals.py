"""A person's own interests, declared and not lifted."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Recusal, User
from accounts.models.recusal import Recusals
from tickets.access.people import the_one


def recusals_of(user: User) -> Recusals:
    """What this person has declared, or what was noted about them, newest first."""
    mine = Recusal.objects.in_force().filter(user=user)
    return mine.select_related("enterprise", "declared_by").order_by("-declared_at")


def recusal_for(user: User, recusal_id: UUID) -> Recusal:
    """One that they declared themselves. Raises Refused(UNSEEN)."""
    return the_one(recusals_of(user).filter(declared_by=user), pk=recusal_id)


def recused_from(user: User) -> QuerySet[Recusal, Any]:
    """The requesters this person has an interest in, for a query."""
    return Recusal.objects.in_force().filter(user=user).values("enterprise")
