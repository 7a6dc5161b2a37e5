"""Versions of what the policy editor edits: each follows the one its author has seen."""

from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused

PUBLISHED_ALREADY = "published_already"


def next_version(last: int, seen: int, *, is_own: bool) -> int:
    """The version after `last`; Refused(STALE) for an author who has seen another as the last.

    `is_own`: the version after the one seen is this very draft, which its author has published.
    """
    if is_own:
        sentence = _("You have published this already.")
        raise Refused(Because.STALE, PUBLISHED_ALREADY, sentence)
    if last != seen:
        sentence = _("Somebody published another version meanwhile. Look at the preview again.")
        raise Refused(Because.STALE, "changed_meanwhile", sentence)
    return last + 1
