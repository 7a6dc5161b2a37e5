"""Costs of deeds in processor time, measured in turns, so that a busy machine slows all alike."""

import gc
import statistics
import time
import timeit
from collections.abc import Callable, Mapping

ROUNDS = 15
ROUND = 0.02  # seconds each deed gets in each round


class Costs:
    """Processor seconds per call of each deed, one figure a round; the rounds take turns."""

    def __init__(self, deeds: Mapping[str, Callable[[], object]]) -> None:
        timers = {name: timeit.Timer(deed, timer=time.process_time) for name, deed in deeds.items()}
        calls = {name: _calls(timer) for name, timer in timers.items()}
        self.rounds: dict[str, list[float]] = {name: [] for name in deeds}
        gc.collect()
        for _ in range(ROUNDS):
            for name, timer in timers.items():
                self.rounds[name].append(timer.timeit(calls[name]) / calls[name])

    def __str__(self) -> str:
        medians = {name: statistics.median(taken) for name, taken in self.rounds.items()}
        return ", ".join(f"{name} {median * 1e6:.2f}" for name, median in medians.items())

    def ratio(self, one: str, other: str) -> float:
        """How many times the other's cost, as the median over the rounds."""
        pairs = zip(self.rounds[one], self.rounds[other], strict=True)
        return statistics.median(a / b for a, b in pairs)


def _calls(timer: timeit.Timer) -> int:
    """How many calls fill a round."""
    calls, taken = timer.autorange()
    return max(1, round(calls * ROUND / taken))
