"""Counts failed attempts by address and hour, in memory alone, and says when there were too many.

Nothing is counted of those who succeed. An address is kept as an HMAC under a salt that is drawn anew each hour and
never written down; what was counted goes with it.
"""

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Final

HOUR: Final = 3600
BUDGET: Final = 60
"""Failures that one address has in an hour: a waiting room shares one, and people mistype."""


class FailureLimit:
    """The failures of this hour."""

    def __init__(self, budget: int = BUDGET, clock: Callable[[], float] = time.time) -> None:
        self._budget, self._clock, self._lock = budget, clock, Lock()
        self._hour, self._salt, self._failures = -1, b"", Counter[bytes]()

    def is_over(self, address: str) -> bool:
        """Return whether an address has used up its budget."""
        with self._lock:
            return self._failures[self._hide(address)] >= self._budget

    def count(self, address: str) -> None:
        """Count one failure."""
        with self._lock:
            self._failures[self._hide(address)] += 1

    def _hide(self, address: str) -> bytes:
        hour = int(self._clock() // HOUR)
        if hour != self._hour:
            self._hour, self._salt = hour, secrets.token_bytes(32)
            self._failures.clear()
        return hmac.digest(self._salt, address.encode(), sha256)


entry_limit = FailureLimit()
