"""A token bucket per caller, in this process."""

import time
from collections.abc import Callable
from typing import Final

MOST_CALLERS: Final = 100_000


class RateLimit:
    """Lets each caller make `per_second` requests on average and `burst` at once; 0 a second means no limit."""

    def __init__(self, per_second: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._burst = float(max(burst, 1))
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def admits(self, caller: str) -> bool:
        """Whether one more request of the caller may pass now; counts it if so."""
        if self._rate <= 0:
            return True
        now = self._now()
        left, since = self._buckets.get(caller, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        if len(self._buckets) >= MOST_CALLERS:
            self._buckets.clear()
        admitted = left >= 1
        self._buckets[caller] = (left - 1 if admitted else left, now)
        return admitted
