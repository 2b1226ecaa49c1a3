"""What became of earlier scripts of the same article, for whoever writes the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from reprise.model import Document
from reprise.video.script import Script


class Attempt(Document):
    """A version of a script and what was decided on it; `notes` are the reviewer's words, "" without any."""

    number: int
    script: Script
    state: Literal["waiting", "approved", "rejected", "superseded"]
    notes: str = ""


def rejected(earlier: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The versions that somebody turned down, oldest first."""
    return tuple(sorted((one for one in earlier if one.state == "rejected"), key=lambda one: one.number))
