"""All addresses of the house, as Django resolves them."""

from collections.abc import Iterator

from django.urls import URLResolver

Named = tuple[str, str]  # the full name of an address, its route


def addresses(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[Named]:
    """Every address below a resolver; one without a name comes with an empty one."""
    for entry in resolver.url_patterns:
        inner = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner, below)
        else:
            yield (f"{space}{entry.name}" if entry.name else ""), inner
