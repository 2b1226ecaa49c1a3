"""What a voice is opened with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reprise.film_settings import VoiceTuning
from reprise.sites import Site
from reprise.video.script import Role

if TYPE_CHECKING:
    from resources.models.opening import OpenedModels


@dataclass(frozen=True)
class Wanted:
    """A voice as a site wants it: for the narrator or a character (`speaker`), in a variant of the voice's own, at a
    factor on its usual rate. `models` is what a provider's voice is paid through; without it, it only plans."""

    site: Site
    speaker: Role | None = None
    variant: str | None = None
    speed: float = 1.0
    tuning: VoiceTuning = field(default_factory=VoiceTuning)
    models: OpenedModels | None = field(default=None, compare=False)
