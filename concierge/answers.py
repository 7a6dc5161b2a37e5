"""What went wrong, told to whoever asked: a page to a person, a problem to a program."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from frontend.components import errors
from tickets.api import problems
from tickets.api.problems import Problem

Handler = Callable[..., HttpResponse]


def _told(page: Handler, status: HTTPStatus) -> Handler:
    """The handler that shows this page, or answers a program with a problem of this status."""

    def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if problems.are_wanted_by(request):
            much = isinstance(exception, errors.TOO_MUCH)
            too_much = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return problems.answer(request, Problem(too_much if much else status))
        return page(request, exception) if exception else page(request)

    return handler


bad_request = _told(errors.bad_request, HTTPStatus.BAD_REQUEST)
not_allowed = _told(errors.not_allowed, HTTPStatus.FORBIDDEN)
not_found = _told(errors.not_found, HTTPStatus.NOT_FOUND)
too_large = _told(errors.too_large, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
too_many = _told(errors.too_many, HTTPStatus.TOO_MANY_REQUESTS)
broken = _told(errors.broken, HTTPStatus.INTERNAL_SERVER_ERROR)
