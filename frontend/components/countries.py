"""Country names in the reader's language (CLDR), by ISO 3166-1 alpha-2 code."""

import re

from tickets.rules.moments import locale

_ALPHA_2 = re.compile(r"[A-Z]{2}")
_PARTS_OF_CHINA = {  # as official documents in Chinese name them
    "HK": "中国香港",
    "MO": "中国澳门",
    "TW": "中国台湾",
}


def name_of(code: str) -> str:
    """The name of a country or region; the code itself where it is unknown."""
    reader = locale()
    if reader.language == "zh" and code in _PARTS_OF_CHINA:
        return _PARTS_OF_CHINA[code]
    return str(reader.territories.get(code, code))


def choices() -> list[tuple[str, str]]:
    """All countries and regions as (code, name), sorted by name."""
    codes = filter(_ALPHA_2.fullmatch, locale().territories)
    named = ((code, name_of(code)) for code in codes if code not in {"ZZ", "EU", "EZ", "UN"})
    return sorted(named, key=lambda pair: pair[1])
