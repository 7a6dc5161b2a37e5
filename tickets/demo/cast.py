"""The main persons of the example: whom to sign in as, and what they show."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "a long walk along the bay"  # noqa: S105  # of invented people, on a loopback address only
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Character:
    """One person of the example; all of them have the same password."""

    name: str
    name_latin: str
    role: Promise
    shows: Promise

    @property
    def email(self) -> str:
        """The name at the door."""
        return address_of(self.name_latin)


def address_of(name_latin: str) -> str:
    """The example's e-mail address of a person, from their name in Latin letters."""
    words = "".join(c if c.isascii() and c.isalpha() else " " for c in name_latin.lower()).split()
    return f"{'.'.join(words)}@{DOMAIN}"


def cast() -> tuple[Character, ...]:
    """The main persons, in the order in which a visitor may want to meet them."""
    return (
        Character(
            "桜川結衣",
            "Sakuragawa Yui",
            _("Owner of a Japanese enterprise in Dalian"),
            _("files requests, follows them, runs the enterprise's account"),
        ),
        Character(
            "Helen Marlow",
            "Helen Marlow",
            _("Consul of a foreign institution"),
            _("writes to the province; does not complain"),
        ),
        Character(
            "李敏",
            "Li Min",
            _("Concierge in Dalian"),
            _("handles the requests of the enterprises in her care"),
        ),
        Character(
            "孙洁", "Sun Jie", _("Lead in Dalian"), _("reviews and approves, plans who is away")
        ),
        Character(
            "高远",
            "Gao Yuan",
            _("Dispatcher of the province"),
            _("routes what rules could not, rules on returns"),
        ),
        Character(
            "吴桐",
            "Wu Tong",
            _("Liaison of a handling unit"),
            _("answers assists, sees nothing else"),
        ),
        Character(
            "方正",
            "Fang Zheng",
            _("Supervisor of the province"),
            _("watches the clocks of the whole province"),
        ),
        Character(
            "江山",
            "Jiang Shan",
            _("Leader of the province"),
            _("sees what was solved and what was not"),
        ),
        Character(
            "陆薇",
            "Lu Wei",
            _("Policy editor"),
            _("keeps promises, grounds and measures up to date"),
        ),
        Character(
            "许峰",
            "Xu Feng",
            _("System administrator"),
            _("opens offices and accounts, reads no ticket"),
        ),
    )
