"""Where a page may send its visitor on: only to this site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(request: HttpRequest, asked: str) -> str:
    """`asked` if it leads to this site, else the first page."""
    own = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if own else reverse("landing")
