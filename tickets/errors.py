"""Refused: the only error raised on purpose."""

from enum import IntEnum

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
