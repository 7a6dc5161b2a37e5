"""A cache that is gone costs time, never an answer."""

import time
from collections.abc import Callable

import pytest
from django.core.cache.backends.base import BaseCache

from concierge.cache import WipeableRedisCache

GONE = "redis://127.0.0.1:1"


@pytest.fixture
def dead_cache() -> BaseCache:
    """A cache whose Redis is not there."""
    return WipeableRedisCache(GONE, {"OPTIONS": {"socket_connect_timeout": 0.5}})


@pytest.mark.parametrize(
    ("use", "answer"),
    [
        (lambda cache: cache.get("k", "fallback"), "fallback"),
        (lambda cache: cache.set("k", 1), None),
        (lambda cache: cache.add("k", 1), True),
        (lambda cache: cache.delete("k"), False),
        (lambda cache: cache.incr("k"), 1),
        (lambda cache: cache.decr("k"), -1),
        (lambda cache: cache.touch("k"), False),
        (lambda cache: cache.has_key("k"), False),
        (lambda cache: "k" in cache, False),
        (lambda cache: cache.get_many(["k"]), {}),
        (lambda cache: cache.set_many({"k": 1}), ["k"]),
        (lambda cache: cache.delete_many(["k"]), None),
        (lambda cache: cache.get_or_set("k", 7), 7),
        (lambda cache: cache.clear(), None),
    ],
)
def test_without_redis_every_use_has_an_answer_at_once(
    dead_cache: BaseCache, use: Callable[[BaseCache], object], answer: object
) -> None:
    began = time.monotonic()
    assert use(dead_cache) == answer
    assert time.monotonic() - began < 2
