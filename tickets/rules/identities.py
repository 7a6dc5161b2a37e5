"""By which words a requester could be recognised, and whether a text has one of them.

Spaces, brackets, width and case do not matter; an enterprise is recognised by its name without its
legal form too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from tickets.rules.carried import missing

SHORTEST = 5  # letters of what is looked for; of a Chinese, Japanese or Korean word
SHORTEST_HAN = 2
SHORTEST_CORE = 3  # of a name without its legal form: 樱川轴承
DIGITS = 8  # the last ones of a phone
_BRACKETED = re.compile(r"[(\uff08\[][^)\uff09\]]*[)\uff09\]]")  # （大连）
# 股份有限公司, 有限责任公司, 有限公司, 集团; 株式会社, 有限会社; 주식회사, 유한회사
_LEGAL_FORM = re.compile(
    r"(\u80a1\u4efd\u6709\u9650\u516c\u53f8|\u6709\u9650\u8d23\u4efb\u516c\u53f8|"
    r"\u6709\u9650\u516c\u53f8|\u96c6\u56e2|\u682a\u5f0f\u4f1a\u793e|"
    r"\u6709\u9650\u4f1a\u793e|\uc8fc\uc2dd\ud68c\uc0ac|\uc720\ud55c\ud68c\uc0ac"
    r"|\bco\.?,?\s*ltd\.?|\bltd\.?|\blimited|\binc\.?|\bcorp(oration)?\.?|\bllc|\bgmbh|\bag)"
    r"[\s,.]*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d\s().+-]*\d")


@dataclass(frozen=True)
class Identity:
    """The names, addresses and codes of a requester and its people, and their phones."""

    names: frozenset[str]
    phones: frozenset[str]

    def word_in(self, text: str) -> str:
        """The first of its words that stands in a text; empty where none does."""
        said = _plain(text)
        numbers = [re.sub(r"\D", "", run) for run in _NUMBER.findall(_wide(text))]
        named = (name for name in sorted(self.names, key=len) if _plain(name) in said)
        dialled = (p for p in sorted(self.phones) if any(_dialled(p) in one for one in numbers))
        return next(named, "") or next(dialled, "")

    def keep_out_of(self, field: str, text: str) -> None:
        """Raise Refused(MISSING) where a text names the requester or anybody of theirs."""
        if word := self.word_in(text):
            said = gettext("Leave out “%(word)s”: the unit may not learn who the requester is.")
            raise missing(field, said % {"word": word}, "names_requester")


def identity(enterprises: Iterable[str], people: Iterable[str], phones: Iterable[str]) -> Identity:
    """Of names of an enterprise, of words that mean its people, and of phones, as they are kept."""
    names = {*_spellings(enterprises), *people}
    return Identity(
        frozenset(name.strip() for name in names if _is_telling(name)),
        frozenset(phone for phone in phones if len(_dialled(phone)) == DIGITS),
    )


def both_orders(latin: str) -> tuple[str, str]:
    """`Sakuragawa Yui` and `Yui Sakuragawa`."""
    return latin, " ".join(reversed(latin.split()))


def _spellings(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        core = _LEGAL_FORM.sub("", _BRACKETED.sub(" ", name).strip()).strip()
        if len(_plain(core)) >= SHORTEST_CORE:
            yield core


def _is_telling(name: str) -> bool:
    plain = _plain(name)
    return len(plain) >= (SHORTEST if plain.isascii() else SHORTEST_HAN)


def _wide(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    return "".join(sign for sign in _wide(text).casefold() if sign.isalnum())


def _dialled(phone: str) -> str:
    return re.sub(r"\D", "", _wide(phone))[-DIGITS:]
