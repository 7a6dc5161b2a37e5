"""How far each of a requester's people reads and answers its requests, by its own choice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Who is to read from now on; `seen` is what was in force when it was chosen."""

    mode: str
    seen: str


@dataclass(frozen=True)
class Known:
    """The requests there are, and how one member stands to them: `named` ones filed by others."""

    all: int
    filed: int
    named: int


@dataclass(frozen=True)
class Reach:
    """How many requests a member reads, and on how many of them they may answer."""

    reads: int
    answers: int


def reach(mode: str, known: Known) -> Reach:
    """What a mode gives a member who is no owner (DOMAIN §7)."""
    own, named = known.filed, known.filed + known.named
    return {
        "filer": Reach(own, own),
        "named": Reach(named, named),
        "all_read": Reach(known.all, named),
        "all_answer": Reach(known.all, known.all),
    }[mode]
