"""The doctor: a list of checks, each of which says that all is well, or what is wrong and the cure.

A check is a function without arguments that yields findings. Checks only look: none of them
changes anything, and each gives up after a few seconds.
"""

from collections.abc import Callable, Iterator

from concierge.doctor import machine, people, rounds, servers
from concierge.doctor.finding import Finding

Check = Callable[[], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "python": machine.python,
    "home": machine.home,
    "settings": machine.settings_fit,
    "database": servers.database,
    "redis": servers.redis,
    "catalogues": machine.catalogues_compiled,
    "files": machine.files_for_the_browser,
    "web": servers.web,
    "worker": rounds.worker,
    "beat": rounds.beat,
    "outbox": rounds.outbox,
    "mail": servers.mail,
    "people": people.leads,
    "documents": machine.documents,
}
