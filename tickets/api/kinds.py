"""The kinds of problems the API knows: one for each status, with its address and its words."""

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Kind:
    """What all problems of one status have in common; `word` ends the address of the kind."""

    word: str
    title: Promise
    sentence: Promise


KINDS: dict[HTTPStatus, Kind] = {
    HTTPStatus.BAD_REQUEST: Kind(
        "unreadable",
        pgettext_lazy("problem", "Not understood"),
        _("What was sent cannot be read: mend it before you send it again."),
    ),
    HTTPStatus.UNAUTHORIZED: Kind(
        "signed-out",
        pgettext_lazy("problem", "Not signed in"),
        _("Sign in first."),
    ),
    HTTPStatus.FORBIDDEN: Kind(
        "not-yours",
        pgettext_lazy("problem", "Not allowed"),
        _("Your roles do not include this."),
    ),
    HTTPStatus.NOT_FOUND: Kind(
        "unseen",
        pgettext_lazy("problem", "Not found"),
        _("There is no such thing, or it is not yours to see."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Kind(
        "wrong-method",
        pgettext_lazy("problem", "Wrong method"),
        _("This address does not take that method; the header Allow lists those it takes."),
    ),
    HTTPStatus.NOT_ACCEPTABLE: Kind(
        "only-json",
        pgettext_lazy("problem", "No such form"),
        _("Answers come as application/json only: accept that."),
    ),
    HTTPStatus.CONFLICT: Kind(
        "wrong-state",
        pgettext_lazy("problem", "Not possible now"),
        _("As things stand now this cannot be done."),
    ),
    HTTPStatus.PRECONDITION_FAILED: Kind(
        "stale",
        pgettext_lazy("problem", "Changed meanwhile"),
        _("It changed since you read it. Read it again, then decide."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Kind(
        "too-large",
        pgettext_lazy("problem", "Too large"),
        _("More was sent than is taken at once: at most 1 MiB of JSON."),
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Kind(
        "json-expected",
        pgettext_lazy("problem", "JSON expected"),
        _("Send application/json."),
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: Kind(
        "incomplete",
        pgettext_lazy("problem", "Something is missing or not right"),
        _("Mend what is listed and send it again."),
    ),
    HTTPStatus.PRECONDITION_REQUIRED: Kind(
        "version-expected",
        pgettext_lazy("problem", "Name the version you saw"),
        _("Send the header If-Match with the ETag of what you read."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: Kind(
        "too-many",
        pgettext_lazy("problem", "Too many requests"),
        _("Too many requests in a short time. Wait as long as Retry-After says."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Kind(
        "our-fault",
        pgettext_lazy("problem", "Our fault"),
        _("Something went wrong on our side. Tell us the trace_id."),
    ),
}


def kind_of(status: int) -> Kind:
    """The kind of problems with this status; an unusual one counts as what its hundred means."""
    known = {int(each): kind for each, kind in KINDS.items()}
    return known.get(status) or known[status // 100 * 100]
