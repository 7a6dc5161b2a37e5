"""Whether the calendars can be worked with, and how far ahead they are known."""

from collections.abc import Iterator

from concierge.doctor.finding import Finding, fine, note, wrong
from concierge.doctor.servers import database_answers
from tickets.access.clock import database_time
from tickets.access.coverage import thorough_coverage


def known() -> Iterator[Finding]:
    """The special days are published for sixty days at least, and every office has hours."""
    if not database_answers():
        yield note("not looked at: the database is not ready")
        return
    found = thorough_coverage(database_time())
    if found.broken:
        offices = ", ".join(found.broken)
        yield wrong(f"hours cannot be read at {offices}", "publish them anew at /desk/calendars/")
    said = f"special days are published until {found.known_until}"
    if found.is_short:
        yield note(said, f"import the notice of {found.next_year} at /desk/calendars/notice/")
    else:
        yield fine(said)
