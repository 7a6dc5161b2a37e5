"""The round over all clocks (DESIGN §4): lights turn and rungs are climbed when it is time."""

import datetime as dt

from django.db import transaction

from tickets.access import policy
from tickets.actions import clocks, rungs
from tickets.models import Clock, Ticket

BATCH = 500


def climb(*, now: dt.datetime) -> int:
    """Turn the lights and climb the rungs that are due, in order, until none is left; how many.

    Tickets that a deed or another worker holds are left for the next round: nothing is lost if a
    round is late, for all moments are the clocks' own.
    """
    turned = 0
    while Clock.objects.to_look_at(now).exists():
        batch = _look_at_batch(now)
        turned += batch
        if batch < BATCH:
            break
    return turned


@transaction.atomic
def _look_at_batch(now: dt.datetime) -> int:
    due = Clock.objects.to_look_at(now).values_list("ticket", flat=True)[:BATCH]
    free = Ticket.objects.filter(pk__in=due).select_for_update(skip_locked=True, no_key=True)
    turned, known = 0, policy.in_force()
    for ticket in free:
        running = list(ticket.clocks.running().select_related("office").order_by("check_at", "id"))
        late = [clock for clock in running if clock.check_at and clock.check_at < now]
        rungs.look_at(ticket, late, known, now)
        Clock.objects.bulk_update(late, clocks.KEPT)
        turned += len(late)
        clocks.show(ticket, running, now)
        ticket.save(update_fields=["light", "next_due_at", "supervision_level"])
    return turned
