"""The pages anybody can see, under the load of a busy morning."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

import pytest

from tests.faults.house import House

pytestmark = pytest.mark.bench

VISITORS, VISITS = 8, 50
P95 = 0.3  # seconds: a portal page


def timed(see: Callable[[], int]) -> float:
    """How long one page took; it must have come."""
    began = time.monotonic()
    assert see() == 200
    return time.monotonic() - began


@pytest.mark.parametrize("address", ["/", "/livez"])
def test_a_page_comes_in_time_while_eight_people_look(tmp_path: Path, address: str) -> None:
    with House(tmp_path) as house, ThreadPoolExecutor(VISITORS) as visitors:
        house.hears("beat .* ticking")
        began = time.monotonic()
        looks = [
            visitors.submit(timed, lambda: house.page(address)) for _ in range(VISITORS * VISITS)
        ]
        times = sorted(look.result() for look in looks)
        rate = len(times) / (time.monotonic() - began)
    p95 = quantiles(times, n=20)[-1]
    print(f"{address}: {rate:.0f} pages a second, p95 {p95 * 1000:.0f} ms")  # noqa: T201  # for people
    assert p95 <= P95
