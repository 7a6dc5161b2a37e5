"""Unified social credit codes (统一社会信用代码) as GB 32100-2015 defines them."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))


def normalised(typed: str) -> str:
    """The code as it is kept: without spaces and hyphens, full width folded, upper case."""
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in typed)
    return "".join(c for c in folded.upper() if c not in " -\u3000\t")


def check_character(first17: str) -> str:
    """The 18th character over the first 17 (GB 32100-2015 §4: weights 3^i mod 31).

    Raises ValueError for a character outside the alphabet.
    """
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether a normalised code has 18 characters of the alphabet and the right check character."""
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return False
    return check_character(code[:-1]) == code[-1]
