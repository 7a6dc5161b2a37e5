"""The first letters of Chinese words as they are typed: 营商环境 is found by `yshj`."""

import unicodedata
from bisect import bisect_right

# GB/T 2312-1980 orders its 3,755 usual characters by pinyin: where each first letter begins.
_BEGINS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC),
    *(0xC2E8, 0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9),
    *(0xD4D1, 0xD7FA),
)
_LETTERS = "abcdefghjklmnopqrstwxyz"  # no syllable begins with i, u or v


def initials(name: str) -> str:
    """The letters somebody types for this name; signs that have none are left out.

    A character with two readings counts by its usual one.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(map(_letter, plain))


def _letter(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isalnum() else ""
    code = int.from_bytes(sign.encode("gb2312", "ignore"))
    place = bisect_right(_BEGINS, code) - 1
    return _LETTERS[place] if 0 <= place < len(_LETTERS) else ""
