"""What all doors of the API have in common: who asks, when, and that nothing unknown is asked."""

import datetime as dt
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from tickets.api import queries


class Door(APIView):
    """One address: for the signed-in, in JSON, with the parameters it names and no others."""

    parameters: ClassVar[frozenset[str]] = frozenset()
    now: dt.datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A wrong method is told to anybody; then who asks is looked at, then the question."""
        self.now = timezone.now()
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        queries.check(request.query_params, self.parameters)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The methods of this address, in the header Allow."""
        return Response(status=204)

    @property
    def by(self) -> User:
        """The person who asks."""
        if not isinstance(self.request.user, User):
            raise exceptions.NotAuthenticated
        return self.request.user
