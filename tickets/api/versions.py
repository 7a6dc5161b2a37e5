"""Versions: an answer carries its ETag, a write names the one it saw (RFC 9110 §13, RFC 6585)."""

import hashlib
from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request

NEVER = -1  # no ticket has this version
ANY = "*"


class VersionExpected(APIException):
    """A write that does not say which version it saw: 428."""

    status_code = 428
    default_code = "version_expected"


def tag_of(version: int, shown: bytes) -> str:
    """The strong ETag: the version, then a fingerprint of what this reader was shown."""
    return f'"{version}-{hashlib.sha256(shown).hexdigest()[:16]}"'


def answered(request: Request, version: int, shown: bytes) -> HttpResponse:
    """What was shown, or 304 where the program has it already."""
    tag = tag_of(version, shown)
    had = parse_etags(request.headers.get("If-None-Match", ""))
    known = {ANY, tag} & {each.removeprefix("W/") for each in had}
    if known and request.method in ("GET", "HEAD"):
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(shown, content_type="application/json", headers={"ETag": tag})


def seen(request: Request, version: int) -> int:
    """`version` where If-Match names it, else NEVER. Raises VersionExpected where it is missing.

    Only what stands before the dash counts: what the light or the reader's language changed in the
    answer does not make a write stale.
    """
    if "If-Match" not in request.headers:
        raise VersionExpected
    tags = parse_etags(request.headers["If-Match"])
    return version if ANY in tags or str(version) in _versions(tags) else NEVER


def _versions(tags: Iterable[str]) -> set[str]:
    return {tag.strip('"').split("-")[0] for tag in tags if not tag.startswith("W/")}
