"""The doctor's checks: each looks and says that all is well, or what is wrong and the cure."""

from collections.abc import Callable, Iterator

from concierge.doctor import calendars, machine, people, rounds, servers
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
    "calendars": calendars.known,
    "documents": machine.documents,
}
