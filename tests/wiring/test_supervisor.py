"""The supervisor hears that it shall end, whatever it is doing at that moment."""

import contextlib
import signal
from collections.abc import Iterator

import pytest

from concierge.launch.supervisor import STOP_SIGNALS, Asked, Supervisor
from concierge.launch.voice import Voice


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    kept = {sign: signal.getsignal(sign) for sign in STOP_SIGNALS}
    yield Supervisor(Voice())
    for sign, handler in kept.items():
        signal.signal(sign, handler)


@pytest.mark.parametrize("sign", STOP_SIGNALS)
def test_a_signal_whose_exception_was_swallowed_still_ends_the_house(
    supervisor: Supervisor, sign: signal.Signals
) -> None:
    with contextlib.suppress(Asked):  # as Python does inside a fork or a finaliser
        signal.raise_signal(sign)
    with pytest.raises(Asked):
        supervisor.run(lambda: False, lambda: None)
