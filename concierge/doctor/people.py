"""People without whom the rules of the house cannot be kept."""

from collections.abc import Iterator

from concierge.doctor.finding import Finding, fine, note, wrong
from concierge.doctor.servers import database_answers
from tickets.access.clock import database_time
from tickets.reports.condition import condition

LEADS_NEEDED = 2  # the one who proposes an ending may not approve it (DOMAIN.md §3)


def leads() -> Iterator[Finding]:
    """The province has two leads, so that every ending can be approved by another person."""
    if not database_answers():
        yield note("not looked at: the database is not ready")
        return
    found = condition(database_time())
    said = f"the province has {found.province_leads} of {LEADS_NEEDED} leads"
    if not found.province_is_there:
        yield wrong("no offices are recorded", "manage.py prepare")
    elif found.province_leads < LEADS_NEEDED:
        yield note(said, f"let the security administrator grant that role to {LEADS_NEEDED} people")
    else:
        yield fine(said)
