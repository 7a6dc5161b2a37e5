"""Time zones to choose from: by continent, named after their places in the reader's language."""

from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from tickets.rules.moments import BEIJING, locale, zone_name

CONTINENTS = {
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "America": _("America"),
    "Australia": _("Australia"),
    "Africa": _("Africa"),
    "Pacific": _("Pacific Ocean"),
    "Atlantic": _("Atlantic Ocean"),
    "Indian": _("Indian Ocean"),
}
Choice = tuple[str, str]


def choices() -> list[Choice | tuple[str, list[Choice]]]:
    """Beijing time first, then each continent with its places."""
    here: list[Choice | tuple[str, list[Choice]]] = [(str(BEIJING), zone_name(BEIJING))]
    return here + [(str(name), _places(key, locale())) for key, name in CONTINENTS.items()]


@cache
def _places(continent: str, _reader: Locale) -> list[Choice]:
    """The zones of a continent, named for this reader and kept for the next one of the language."""
    zones = (name for name in get_global("zone_territories") if name.startswith(f"{continent}/"))
    named = ((zone, zone_name(ZoneInfo(zone))) for zone in zones if zone != str(BEIJING))
    return sorted(named, key=lambda place: place[1])
