"""Uploads that outlive their process: what a platform has already is remembered, and not sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from reprise.clock import Clock
from reprise.media import Media
from resources.platforms.base import Progress

PIECE = 1 << 16


class Uploads:
    """The files of one attempt that are on the platform, by their key in the media store.

    Kept under the handle "media": {key: {"id": …, "until": ISO time}}. What the platform forgets soon counts as gone.
    """

    def __init__(self, progress: Progress, clock: Clock) -> None:
        self._progress = progress
        self._clock = clock

    def done(self, media: Media) -> Any | None:
        """What the platform calls a file that is there already; None when it must be sent."""
        entry = self._entries().get(media.key)
        if entry is None or (entry["until"] and datetime.fromisoformat(entry["until"]) <= self._clock.now()):
            return None
        return entry["id"]

    def note(self, media: Media, remote: Any, until: datetime | None = None) -> Any:
        """Remember that a file is there, and until when."""
        entry = {"id": remote, "until": until.isoformat() if until else None}
        self._progress.note("media", {**self._entries(), media.key: entry})
        return remote

    def once(self, media: Media, send: Callable[[], tuple[Any, datetime | None]]) -> Any:
        """What the platform calls a file, sent now if it is not there: `send` returns its name and its end."""
        known = self.done(media)
        return known if known is not None else self.note(media, *send())

    def forget(self) -> None:
        """The platform does not know the files any more."""
        self._progress.note("media", {})

    def _entries(self) -> dict[str, Any]:
        return dict(self._progress.known.get("media") or {})


def pieces(path: Path, start: int = 0, end: int | None = None, size: int = PIECE) -> Iterator[bytes]:
    """The bytes of a file from `start` up to `end`, read as they are sent."""
    left = None if end is None else end - start
    with path.open("rb") as file:
        file.seek(start)
        while left is None or left > 0:
            data = file.read(size if left is None else min(size, left))
            if not data:
                return
            left = None if left is None else left - len(data)
            yield data
