"""Languages by name, in the reader's own language (CLDR)."""

from collections.abc import Iterable

from babel import Locale
from django.conf import settings
from django.utils.translation import pgettext

from tickets.rules.moments import locale


def name_of(code: str) -> str:
    """The name of a language; the code itself where it is unknown. Scripts are left out."""
    language = code.replace("_", "-").partition("-")[0].lower()
    return str(locale().languages.get(language, code))


def own_name_of(code: str) -> str:
    """What its speakers call it."""
    language = code.partition("-")[0].lower()
    return Locale.parse(language).get_display_name(language) or code


def names() -> dict[str, str]:
    """The languages the house knows, each code with its name."""
    return {code: name_of(code) for code, _name in settings.LANGUAGES}


def listed(codes: Iterable[str]) -> str:
    """Several names in a row, each once."""
    return pgettext("between names", ", ").join(dict.fromkeys(name_of(code) for code in codes))
