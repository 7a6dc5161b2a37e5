"""Patience with a server that does not answer: one caller waits, the others are spared."""

import time


class Breaker:
    """Open for a few seconds after a failure; while it is open, do without the server."""

    REST = 5.0  # seconds

    def __init__(self) -> None:
        self._rests_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server failed a moment ago and is left alone."""
        return time.monotonic() < self._rests_until

    def trip(self) -> None:
        """The server failed just now."""
        self._rests_until = time.monotonic() + self.REST


redis = Breaker()  # broker and cache are one server: whoever finds it away tells the other
