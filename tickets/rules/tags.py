"""A free tag (标签) of the curated list, and putting one on a ticket (DOMAIN §6)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tickets.rules.carried import limit_text, missing, need_text
from tickets.rules.pinyin import initials

_LETTERS = re.compile(r"[a-z0-9]*")
LONGEST = {"name_zh": 20, "name_en": 40, "description": 200, "letters": 20}


@dataclass(frozen=True)
class TagWords:
    """What a tag is called, when to use it, and the letters it is found by when typed."""

    name_zh: str
    name_en: str
    description: str = ""
    letters: str = ""

    def validate(self) -> None:
        """Raise Refused(MISSING) naming the first field that is not right, in words."""
        for name in ("name_zh", "name_en"):
            need_text(name, getattr(self, name), _("Fill this in."), LONGEST[name])
        limit_text("description", self.description, LONGEST["description"])
        limit_text("letters", self.letters, LONGEST["letters"])
        if not _LETTERS.fullmatch(self.letters):
            raise missing("letters", _("Small letters and digits only, such as yshj."), "letters")

    def kept(self) -> dict[str, str]:
        """The words as the list keeps them; without letters those of the Chinese name."""
        found_by = self.letters or initials(self.name_zh)[: LONGEST["letters"]]
        said = {"name_zh": self.name_zh, "name_en": self.name_en, "description": self.description}
        return {name: words.strip() for name, words in said.items()} | {"letters": found_by}


@dataclass(frozen=True)
class TagChoice:
    """Which tag of the list is put on a ticket or taken off."""

    tag: int

    def validate(self) -> None:
        """A tag is named."""
        if self.tag < 1:
            raise missing("tag", _("Choose a tag of the list."))
