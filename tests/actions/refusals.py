"""Why a deed was refused, said in one line of a test."""

from collections.abc import Callable

import pytest

from tickets.errors import Because, Refused


def refusal(deed: Callable[[], object]) -> tuple[Because, str]:
    """The reason and the code of the refusal that this deed must meet."""
    with pytest.raises(Refused) as refused:
        deed()
    assert str(refused.value), "a refusal speaks in words"
    return refused.value.because, refused.value.code


def field_of(deed: Callable[[], object]) -> str:
    """The field that a deed refused as MISSING names."""
    with pytest.raises(Refused) as refused:
        deed()
    assert refused.value.because is Because.MISSING, refused.value.code
    return refused.value.field
