"""Secrets that travel in a link: made from chance, kept only as a hash, good once."""

import hashlib
import secrets

HASH_SHAPE = r"^[0-9a-f]{64}$"


def fresh() -> str:
    """A new token of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. A fast hash will do: the token itself cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
