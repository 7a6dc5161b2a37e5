"""Who handles tickets where, as they stand at one moment: one statement, and one for their turn.

Every request that is filed waits for both; built up by the ORM each time, they would take longer
to write than to answer.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Office
from accounts.roles import May, roles_that
from tickets.rules.days import day_of
from tickets.rules.states import ENDED

HOLDERS = (Office.Kind.PROVINCE, Office.Kind.CITY, Office.Kind.ZONE)
_HANDLING = """
    with handling as not materialized (
        select user_id, office_id, capacity, skills from accounts_grant
         where role = any(%(roles)s) and from_date <= %(day)s and ended_at is null
           and (until_date is null or until_date >= %(day)s)
    )
"""
_MEMBERS = """
    select held.user_id, person.name, person.name_latin, person.email, person.spoken_languages,
           held.office_id, held.capacity, held.skills,
           (select count(*) from tickets_ticket work
             where work.assignee_id = held.user_id and work.state <> all(%(ended)s)),
           (select max(work.submitted_at) from tickets_ticket work
             where work.assignee_id = held.user_id),
           exists (select from accounts_absence away where away.user_id = held.user_id
                   and away.starts_at <= %(now)s and away.ends_at > %(now)s),
           exists (select from accounts_duty turn where turn.user_id = held.user_id
                   and turn.office_id = held.office_id
                   and turn.starts_at <= %(now)s and turn.ends_at > %(now)s),
           array(select bound.enterprise_id from accounts_recusal bound
                  where bound.user_id = held.user_id and bound.lifted_at is null)
      from handling held
      join accounts_user person on person.id = held.user_id and person.is_active
      join accounts_office office on office.id = held.office_id and office.kind = any(%(kinds)s)
     where %(everybody)s or held.office_id = any(%(offices)s) or held.user_id = any(%(named)s)
"""
_TURNS = """
    , places as materialized (
        select office_id::text as office from handling
         where user_id in (select user_id from handling where office_id = %(office)s)
        union
        select %(office)s::text
        order by 1
    )
    select pg_advisory_xact_lock(hashtextextended('routing:' || office, 0)) from places
"""


class Member(NamedTuple):
    """Somebody who handles tickets at an office, as they stand at one moment."""

    user: uuid.UUID
    name: str
    name_latin: str
    email: str
    spoken_languages: list[str]
    office: uuid.UUID
    capacity: int
    skills: list[str]
    load: int
    last_given_at: dt.datetime | None
    is_away: bool
    on_roster: bool
    recused_from: list[uuid.UUID]


def members(
    offices: Collection[uuid.UUID] | None,
    now: dt.datetime,
    named: Collection[uuid.UUID] = (),
) -> list[Member]:
    """Whoever handles tickets at these offices (None: at any), and these people anywhere."""
    asked: dict[str, Any] = {
        "offices": list(offices or ()),
        "everybody": offices is None,
        "named": list(named),
        "ended": sorted(ENDED),
        "kinds": [kind.value for kind in HOLDERS],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HANDLING + _MEMBERS, {**_handling(now), **asked})
        return [Member(*row) for row in cursor.fetchall()]


def wait_for_turn(office: uuid.UUID, now: dt.datetime) -> None:
    """Until this transaction ends nobody else is given work there; wait for who is at it.

    Whoever handles tickets at two offices can be given work at both: their turns go together, and
    everybody takes them in the same order.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HANDLING + _TURNS, {**_handling(now), "office": office})


def _handling(now: dt.datetime) -> dict[str, Any]:
    return {"roles": sorted(roles_that(May.HANDLE)), "day": day_of(now), "now": now}
