"""How far a render is and how long it will still take, and how to say so in a log or on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_ENOUGH = 0.02  # share of the work after which its speed says something


@dataclass(frozen=True)
class RenderProgress:
    """`frames` of `total` are there (`made` of them encoded now), after `seconds`. `seconds_left` is None as long as
    nobody can tell."""

    doing: str
    frames: int
    total: int
    made: int
    seconds: float
    seconds_left: float | None = None

    @property
    def fraction(self) -> float:
        """How far the whole is, 0–1; 1 only when the film is finished."""
        return 1.0 if self.doing == "finished" else 0.99 * self.frames / self.total

    def __str__(self) -> str:
        far = f"{self.doing}: {self.frames} of {self.total} frames ({self.fraction:.0%})"
        return far if self.seconds_left is None else f"{far}, about {self.seconds_left:.0f} s left"


Report = Callable[[RenderProgress], None]
"""Called from the rendering thread whenever a piece is there."""


class Stopwatch:
    """Turns counted frames into reports. Frames that were there already say nothing about the speed."""

    def __init__(self, total: int, report: Report | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._report, self._clock = total, report, clock
        self._began = clock()
        self._found = self._made = 0

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self._clock() - self._began

    def found(self, frames: int) -> None:
        """So many frames need not be made; called before the first is."""
        self._found = frames
        self.say("rendering")

    def made(self, frames: int) -> None:
        """So many more frames were encoded."""
        self._made += frames
        self.say("rendering")

    def say(self, doing: str) -> None:
        """Report where things stand."""
        if self._report is None:
            return
        seconds = self.seconds
        have = min(self._total, self._found + self._made)
        left = self._total - have
        wanted = self._total - self._found
        speed = self._made / seconds if seconds > 0 and self._made > _ENOUGH * wanted else 0
        remaining = left / speed if speed else (0.0 if not left else None)
        self._report(RenderProgress(doing, have, self._total, self._made, seconds, remaining))


class EveryTenth:
    """A report for logs: says a line whenever another tenth of the film is there.

    >>> render(film, media, report=EveryTenth(log.info))  # doctest: +SKIP
    """

    def __init__(self, say: Callable[[str], None], parts: int = 10) -> None:
        self._say, self._parts = say, parts
        self._said = -1

    def __call__(self, progress: RenderProgress) -> None:
        part = int(progress.fraction * self._parts)
        if part > self._said:
            self._said = part
            self._say(str(progress))
