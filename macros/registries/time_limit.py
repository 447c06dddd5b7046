"""The time that one question over HTTP may take: for each exchange, and for all of them."""

from __future__ import annotations

import time

from .answers import RegistryAway

EXCHANGE_SECONDS = 3.0
"""For one request and its whole answer: a network that drops packets is known for it after this."""
TOTAL_SECONDS = 8.0
"""For a registry that answers each request, slowly: some six are needed, a lookup of its name and a login included."""


class TimeLimit:
    """Counts from when it is made; the thread that waits for an answer reads `due` while another one asks.

    `times` is how many times as long it may take as a question to a registry.
    """

    def __init__(self, times: int = 1) -> None:
        self._exchange_seconds = EXCHANGE_SECONDS * times
        self._end = time.monotonic() + TOTAL_SECONDS * times
        self.due = self._end
        self.begin_exchange()

    def begin_exchange(self) -> None:
        """Give the next exchange its time."""
        self.due = min(time.monotonic() + self._exchange_seconds, self._end)

    def end(self) -> None:
        """Let nothing begin any more: nobody waits for the answer."""
        self.due = self._end = 0.0

    def left(self) -> float:
        """Return the seconds that are left of the exchange. Raises RegistryAway when there are none."""
        left = self.due - time.monotonic()
        if left <= 0:
            raise RegistryAway(self.too_slow)
        return left

    @property
    def too_slow(self) -> str:
        """What is said of an exchange that takes longer."""
        return _too_slow(self._exchange_seconds)


def _too_slow(seconds: float) -> str:
    return f"no whole answer within {seconds:.0f} s"


TOO_SLOW = _too_slow(EXCHANGE_SECONDS)
"""What is said of a registry."""
