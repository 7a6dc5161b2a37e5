"""What is asked of a ground of refusal or termination when one is added or worded anew."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import missing, need_text

_CODE = re.compile(r"[A-Z0-9]{1,4}")
LONGEST = {"name_zh": 200, "name_en": 300, "source": 100}


@dataclass(frozen=True)
class Wording:
    """What a ground says, and on what it rests."""

    name_zh: str
    name_en: str
    source: str
    to_be_confirmed: bool = False

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the first field that is not right, in words."""
        for name, longest in LONGEST.items():
            need_text(name, getattr(self, name), _("Fill this in."), longest)


def check_code(code: str) -> None:
    """Raise Refused(MISSING) unless it is one to four capital letters and digits."""
    if not _CODE.fullmatch(code):
        sentence = _("A code is one to four capital letters and digits.")
        raise missing("code", sentence, "code")
