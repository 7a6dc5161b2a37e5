"""A cache that may vanish: without Redis every look-up is a miss and every write is forgotten."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from concierge import breaker

log = logging.getLogger(__name__)


class WipeableRedisCache(RedisCache):
    """Redis holds nothing that may not be lost, so its absence is never a person's error page."""

    def _or(self, fallback: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if breaker.redis.is_open:
            return fallback
        try:
            return call(*args, **kwargs)
        except RedisError as why:
            breaker.redis.trip()
            log.warning("cache unreachable: %s", type(why).__name__)
            return fallback

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value kept under `key`, or `default`."""
        return self._or(default, super().get, key, default, version)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep `value` unless the key is taken; True when kept or when nothing can be kept."""
        return bool(self._or(1, super().add, key, value, *args, **kwargs))

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep `value` under `key`."""
        self._or(None, super().set, key, value, *args, **kwargs)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget `key`."""
        return bool(self._or(0, super().delete, key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up; the count starts again where Redis forgot it."""
        return int(self._or(delta, super().incr, key, delta, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        """The values that are kept, by key."""
        return dict(self._or({}, super().get_many, keys, version))

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        """Keep `key` longer; False when it is not kept."""
        return bool(self._or(0, super().touch, key, *args, **kwargs))

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether `key` is kept."""
        return bool(self._or(0, super().has_key, key, version))

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        """Keep these values; the keys that could not be kept."""
        return list(self._or(list(data), super().set_many, data, *args, **kwargs))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget these keys."""
        self._or(None, super().delete_many, keys, version)

    def clear(self) -> None:
        """Forget everything."""
        self._or(None, super().clear)
