"""Unified social credit codes (统一社会信用代码) as GB 32100-2015 defines them."""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
SHAPE = (
    rf"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"  # department, kind, place, subject, check
)
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_SEPARATORS = {"Zs", "Cc", "Cf", "Pd"}  # spaces, line ends, invisible marks, dashes of every kind


def normalised(typed: str) -> str:
    """The code as it is kept: upper case, half width, without spaces and dashes."""
    folded = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in folded if unicodedata.category(c) not in _SEPARATORS).upper()


def check_character(first17: str) -> str:
    """The 18th character over the first 17 (GB 32100-2015: weights 3^i mod 31).

    Raises ValueError for a character outside the alphabet or another length.
    """
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether a normalised code has the standard's shape and the right check character."""
    return bool(re.fullmatch(SHAPE[1:-1], code)) and check_character(code[:-1]) == code[-1]
