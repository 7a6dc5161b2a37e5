"""Versions of what the policy editor edits: each follows the one its author has seen."""

import datetime as dt
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.errors import Because, Refused

PUBLISHED_ALREADY = "published_already"


class Published(Protocol):
    """A version that was published: which one, by whom and when."""

    @property
    def version(self) -> int:
        """Its number."""

    @property
    def published_by(self) -> object:
        """Who published it; None is the system."""

    @property
    def published_at(self) -> dt.datetime:
        """When."""


def next_version(last: Published | None, seen: int, *, is_own: bool) -> int:
    """The version after `last`; Refused(STALE) for an author who has seen another as the last.

    `is_own`: the version after the one seen is this very draft, which its author has published.
    """
    if is_own:
        sentence = _("You have published this already.")
        raise Refused(Because.STALE, PUBLISHED_ALREADY, sentence)
    if (last.version if last else 0) != seen:
        raise overtaken(last)
    return seen + 1


def overtaken(last: Published | None) -> Refused:
    """Who published another version meanwhile, which one, and when."""
    if last is None:
        sentence = _("Somebody published another version meanwhile. Look at the preview again.")
        return Refused(Because.STALE, "changed_meanwhile", sentence)
    said = gettext(
        "%(who)s published version %(version)d on %(when)s. Your draft is kept: look at its preview"
        " again."
    )
    facts = {
        "who": last.published_by or gettext("The system"),
        "version": last.version,
        "when": timezone.localtime(last.published_at).strftime("%Y-%m-%d %H:%M"),
    }
    return Refused(Because.STALE, "changed_meanwhile", said % facts)
