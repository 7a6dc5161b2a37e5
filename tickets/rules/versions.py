"""Versions of what the policy editor edits: each follows the one its author has seen."""

from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused


def next_version(last: int, seen: int) -> int:
    """The version after `last`; Refused(STALE) for an author who has seen another as the last."""
    if last != seen:
        sentence = _("Somebody published another version meanwhile. Look at the preview again.")
        raise Refused(Because.STALE, "changed_meanwhile", sentence)
    return last + 1
