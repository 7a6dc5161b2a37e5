"""What is wrong with something that was filled in: which field, and why, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from tickets.errors import Because, Refused


@dataclass(frozen=True)
class Problem:
    """One wrong field; `code` is for machines, `message` for the person."""

    field: str
    code: str
    message: str | Promise


def refuse_first(problems: Iterable[Problem]) -> None:
    """Raise Refused(MISSING) for the first problem, if there is one."""
    for problem in problems:
        raise Refused(Because.MISSING, problem.code, problem.message, field=problem.field)
