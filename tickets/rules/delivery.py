"""When an outgoing message is tried again, and when it is given up."""

import datetime as dt
from dataclasses import dataclass

FIRST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(hours=6)
ATTEMPTS = 12  # with the waits below: between 16 and 32 hours of trying
AWAY_TIME = dt.timedelta(seconds=30)  # a server that could not be talked to is left alone so long
FADE_TIME = dt.timedelta(hours=1)  # how long the words of a delivered secret are kept
LEASE = dt.timedelta(seconds=60)  # longer than any one conversation with a mail server may last


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed, without secrets; final when trying again cannot help."""

    reason: str
    is_final: bool = False


def wait_after(attempts: int, chance: float) -> dt.timedelta | None:
    """How long to wait after the n-th failed attempt; None when it was the last.

    Quadruples each time up to six hours, with half of it left to `chance` (0 ≤ chance < 1), so that
    many messages to one dead server do not come back at the same second.
    """
    if attempts >= ATTEMPTS:
        return None
    full = min(FIRST_WAIT * (1 << 2 * (attempts - 1)), LONGEST_WAIT)
    return full * (0.5 + chance / 2)
