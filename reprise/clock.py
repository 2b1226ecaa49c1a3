"""The one clock. Every "now" in Reprise comes from here, so a demo or a test can live through weeks."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from reprise.errors import BadSettings


class Clock(Protocol):
    """Tells the time, in UTC and aware of it."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now


class FileClock:
    """A clock shared by several processes: it stands at the ISO time written in a file.

    Without the file it is the machine's time, so that removing the file returns to the present.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        try:
            text = self.path.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadSettings(
                f"{text!r} is not an ISO time.", where=str(self.path), remedy="Remove the file or correct it."
            ) from error
        # a time without its zone is UTC, whatever zone this machine is in
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def set(self, moment: datetime) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        temporary.write_text(moment.astimezone(UTC).isoformat(), encoding="ascii")
        temporary.replace(self.path)
