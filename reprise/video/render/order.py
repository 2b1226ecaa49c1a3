"""In which order units are made: side by side in the film, so that a worker finds the pictures that it has open, and
the smallest at the end, so that all workers finish together."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from reprise.video.render.plan import Unit


class Queue:
    """The units that are to be made, handed out one at a time to any thread."""

    def __init__(self, units: Sequence[Unit], workers: int) -> None:
        self._units = units
        smallest = sorted(range(len(units)), key=lambda place: units[place].frames)[: workers + 1]
        self._last = set(smallest) if len(units) > 4 * workers else set()
        self._first = set(range(len(units))) - self._last
        self._lock = threading.Lock()

    def take(self, near: int) -> tuple[int, Unit] | None:
        """The waiting unit whose place is nearest to `near` (the one made before), with its place; None when all are
        taken."""
        with self._lock:
            waiting = self._first or self._last
            if not waiting:
                return None
            place = min(waiting, key=lambda other: (abs(other - near), -other))
            waiting.discard(place)
            return place, self._units[place]
