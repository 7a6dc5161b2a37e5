"""Problems (RFC 9457): whatever goes wrong behind /api/ is told in one shape, by one function."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.request import Request

from tickets.api.kinds import kind_of
from tickets.errors import Because, Refused

ROOT = "/api/"
KINDS_ROOT = f"{ROOT}v1/problems/"
MEDIA_TYPE = "application/problem+json"
SHAPE = frozenset({"not_a_string", "not_an_object", "unknown_member"})  # the wrong JSON: 400


@dataclass(frozen=True)
class Fault:
    """One thing that is not right in what was sent: its place, a code, a sentence."""

    where: str  # "body", "query" or "header"
    pointer: str  # a JSON pointer as a fragment; of a query or header: its name
    code: str
    detail: str

    def plain(self) -> dict[str, str]:
        """As it stands in the answer."""
        told = {"pointer": self.pointer, "code": self.code, "detail": self.detail}
        return {"in": self.where, **told}


@dataclass(frozen=True)
class Problem:
    """A refusal on its way to the program that asked; empty words are those of its kind."""

    status: int
    code: str = ""
    detail: str = ""
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class Unreadable(exceptions.APIException):
    """A request of ours to refuse with 400: its faults are known by name."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "unreadable"

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


def are_wanted_by(request: HttpRequest) -> bool:
    """Whether a program asked: behind /api/ nobody is answered with a page."""
    return request.path_info.startswith(ROOT)


def answer(request: HttpRequest | Request, problem: Problem) -> HttpResponse:
    """The problem as application/problem+json, in the words of the language in force."""
    kind = kind_of(problem.status)
    told = {
        "type": f"{KINDS_ROOT}{kind.word}",
        "title": str(kind.title),
        "status": int(problem.status),
        "detail": problem.detail or str(kind.sentence),
        "instance": request.path,
        "trace_id": str(request.META.get("REQUEST_ID", "")),
        "code": problem.code or kind.word.replace("-", "_"),
        "errors": [fault.plain() for fault in problem.faults],
    }
    return JsonResponse(
        told,
        json_dumps_params={"ensure_ascii": False},
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )


def told(exception: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The answer to what a door raised; None for a fault of our own, which the house answers."""
    problem = of(exception)
    return answer(context["request"], problem) if problem else None


def of(exception: Exception) -> Problem | None:
    """What an exception means to the program that asked; None for a fault of our own."""
    if isinstance(exception, Refused):
        return _refused(exception)
    if isinstance(exception, Http404):
        return Problem(Because.UNSEEN)
    if isinstance(exception, PermissionDenied):
        return Problem(Because.ROLE)
    if isinstance(exception, exceptions.ValidationError):
        return _invalid(exception)
    return _general(exception) if isinstance(exception, exceptions.APIException) else None


def _refused(refused: Refused) -> Problem:
    pointed = [Fault("body", f"#/{refused.field}", refused.code, str(refused))]
    return Problem(refused.because, refused.code, str(refused), pointed if refused.field else ())


def _invalid(exception: exceptions.ValidationError) -> Problem:
    faults = list(_faults(exception.get_full_details(), "#"))
    malformed = any(fault.code in SHAPE for fault in faults)
    return Problem(HTTPStatus.BAD_REQUEST if malformed else Because.MISSING, faults=faults)


def _faults(details: Any, pointer: str) -> Iterator[Fault]:
    """Every fault in DRF's nested details, at its JSON pointer (RFC 6901)."""
    if isinstance(details, list):
        for place, each in enumerate(details):
            yield from _faults(each, pointer if _is_told(each) else f"{pointer}/{place}")
    elif _is_told(details):
        yield Fault("body", pointer, details["code"], str(details["message"]))
    else:
        for name, each in details.items():
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _faults(each, pointer if name == "non_field_errors" else f"{pointer}/{step}")


def _is_told(details: Any) -> bool:
    return isinstance(details, dict) and isinstance(details.get("message"), str)


def _general(exception: exceptions.APIException) -> Problem:
    """Whoever raised it with a code of their own brings the sentence for it too."""
    code = str(exception.get_codes())
    own = code != exception.default_code
    headers = {
        "WWW-Authenticate": getattr(exception, "auth_header", None),
        "Retry-After": _seconds(getattr(exception, "wait", None)),
    }
    return Problem(
        exception.status_code,
        code if own else "",
        str(exception.detail) if own else "",
        getattr(exception, "faults", ()),
        {name: value for name, value in headers.items() if value},
    )


def _seconds(wait: float | None) -> str:
    return "" if wait is None else f"{wait:.0f}"
