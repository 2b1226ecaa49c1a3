"""What a voice is opened with."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.sites import Site
from reprise.video.script import Role


@dataclass(frozen=True)
class Wanted:
    """A voice as a site wants it: for the narrator or a character (`speaker`), in a variant of the voice's own, at a
    factor on its usual rate."""

    site: Site
    speaker: Role | None = None
    variant: str | None = None
    speed: float = 1.0
