"""The one place where a refused deed becomes an answer over HTTP, for all pages."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from frontend.components.ways import own_path
from tickets.errors import Because, Refused

Handler = Callable[[HttpRequest], HttpResponseBase]


class RefusalMiddleware:
    """Turns Refused into a page that says who, what and why."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """The page for a refusal; None for every other error."""
        if not isinstance(exception, Refused):
            return None
        if exception.because is Because.UNSEEN:
            raise Http404 from exception
        facts = {
            "refusal": exception,
            "way_back": own_path(request, request.headers.get("Referer", "")),
        }
        return render(request, "errors/refused.html", facts, status=int(exception.because))
