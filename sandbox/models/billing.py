"""What a stand-in has charged: the books that the ledger is compared with."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Bill:
    """One thing that was paid for. `request` names its content: who asks the same twice pays twice. `id` is what the
    provider calls the answer."""

    request: str
    usd: float
    at: datetime
    key: str
    model: str = ""
    id: str = ""


class Bills:
    """Everything charged, in order. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bills: list[Bill] = []

    def charge(self, request: Any, usd: float, *, key: str = "", model: str = "", id: str = "") -> Bill:
        """Note a charge for a request (any JSON: what decides its answer)."""
        bill = Bill(named(request), usd, datetime.now(UTC), key, model, id)
        with self._lock:
            self._bills.append(bill)
        return bill

    def all(self) -> tuple[Bill, ...]:
        with self._lock:
            return tuple(self._bills)

    @property
    def usd(self) -> float:
        return sum(bill.usd for bill in self.all())

    def paid_again(self) -> dict[str, int]:
        """The requests that were paid more than once, with how often."""
        counts = Counter(bill.request for bill in self.all())
        return {request: count for request, count in counts.items() if count > 1}


def named(request: Any) -> str:
    """A request's content in short."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
