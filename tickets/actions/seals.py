"""Seal the history: from then on nobody can cut off its end unseen."""

import datetime as dt
import logging

from tickets.models import Event, Seal
from tickets.models.database import turn
from tickets.rules import chain
from tickets.rules.days import day_of

log = logging.getLogger(__name__)


def seal_if_due(*, now: dt.datetime) -> Seal | None:
    """Seal what happened since the last seal, once a day; None when today's is set or being set.

    The seal's hash is logged too: kept elsewhere, it vouches for the table itself. Raises
    OperationalError when writers did not pause for half a second: ask again later.
    """
    with turn("seal") as is_ours:
        last = Seal.objects.newest()
        last_date = _day(last.at) if last else None
        if not is_ours or not chain.is_seal_due(last_date, _day(now)):
            return None
        return _seal(last, now)


def _seal(last: Seal | None, now: dt.datetime) -> Seal:
    previous, after = (last.hash, last.last_event_id) if last else (chain.GENESIS, 0)
    upto = max(Event.objects.complete_upto(), after)
    heads = list(Event.objects.heads(after, upto))
    seal = Seal.objects.create(
        at=now,
        last_event_id=upto,
        streams=len(heads),
        hash=chain.seal_hash(previous, upto, heads),
    )
    log.info("history sealed up to event %s: %s", upto, seal.hash)
    return seal


def _day(moment: dt.datetime) -> dt.date:
    return day_of(moment)
