"""Refused: the only error raised on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import IntegrityError, transaction
from django.utils.functional import Promise


class Because(IntEnum):
    """Why a deed is refused, as the HTTP status every door answers with."""

    UNSEEN = 404
    ROLE = 403
    STATE = 409
    STALE = 412
    MISSING = 422


class Refused(Exception):  # noqa: N818  # domain word
    """A deed that may not be done; `code` is for machines, `message` for the person."""

    def __init__(
        self, because: Because, code: str, message: str | Promise, *, field: str = ""
    ) -> None:
        super().__init__(code)
        self.because = because
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


@contextmanager
def refused_by_database(**sentences: str | Promise) -> Iterator[None]:
    """Turn the database's refusal by a named constraint into Refused(STATE) with its sentence.

    What was written inside is undone, the transaction around it may go on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as why:
        diagnosis = getattr(why.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None) or ""
        if name not in sentences:
            raise
        raise Refused(Because.STATE, name, sentences[name]) from why
