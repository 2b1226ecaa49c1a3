"""Renders a film: units by workers, one sound encoding, joined without encoding again.

Whatever is finished stays in the media store under its content's name, so a killed or changed film costs only what
is missing.
"""

from __future__ import annotations

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reprise.errors import RepriseError
from reprise.media import Media, MediaStore
from reprise.video.film import Film
from reprise.video.render.encoders import SOFTWARE, Encoder, EncoderFailed, candidates, fault_of
from reprise.video.render.encoding import settings
from reprise.video.render.joining import join
from reprise.video.render.plan import Unit, units_of
from reprise.video.render.pool import UNIT_KIND, Pool, unit_recipe
from reprise.video.render.progress import Report, Stopwatch
from reprise.video.render.sound import BIT_RATE, OPTIONS, RATE, encode_sound

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendered:
    """A finished film. `units_made` were encoded now, `units_reused` were there; `seconds` is wall time, `encoder`
    the encoder's name."""

    media: Media
    units_made: int
    units_reused: int
    seconds: float
    encoder: str = SOFTWARE.name


def render(
    film: Film, media: MediaStore, *, workers: int = 2, report: Report | None = None, encoder: str = "software"
) -> Rendered:
    """The film as an mp4: H.264 high, yuv420p, BT.709, constant frame rate, AAC 48 kHz, fast start.

    The same film gives the same bytes; units that are in the store are not encoded again. `encoder` is "software",
    "auto" or a hardware encoder's name: it is tried first, and where it fails, then or later, the whole film is
    encoded by the software instead. May be called from any thread.

    Raises `BadInput` for a film that cannot be (no scenes, odd size, unreadable still or sound), `BadSettings` for an
    encoder nobody knows, and `RepriseError` when encoding fails.
    """
    units = units_of(film)
    for chosen in candidates(encoder):
        if fault := fault_of(chosen, film.width, film.height, film.fps):
            _log.warning("The encoder %s cannot be used here (%s); another takes its place.", chosen.name, fault)
            continue
        try:
            return _Render(film, units, media, workers, chosen, report).film()
        except EncoderFailed as error:
            _log.warning("%s: The film is encoded by software instead.", error)
    raise AssertionError("the software encoder does not raise EncoderFailed")


class _Render:
    """One film with one encoder."""

    def __init__(
        self,
        film: Film,
        units: tuple[Unit, ...],
        media: MediaStore,
        workers: int,
        encoder: Encoder,
        report: Report | None,
    ) -> None:
        self._film, self._units, self._media = film, units, media
        self._workers, self._encoder = workers, encoder
        self._watch = Stopwatch(film.frames, report)
        self._made = 0

    def film(self) -> Rendered:
        """The finished film, made unless it is there."""
        sound = [self._film.sound_key, RATE, BIT_RATE, OPTIONS] if self._film.sound else None
        recipe = {"units": [unit.recipe for unit in self._units], "sound": sound, **settings(self._encoder)}
        result = self._media.make(recipe, ".mp4", self._produce, kind="film")
        self._watch.say("finished")
        reused = len(self._units) - self._made
        return Rendered(result, self._made, reused, self._watch.seconds, self._encoder.name)

    def _produce(self, path: Path) -> dict[str, Any]:
        film, media = self._film, self._media
        with ThreadPoolExecutor(1, thread_name_prefix="sound") as beside:
            heard = beside.submit(self._sound)
            pieces = [media.path(piece) for piece in self._pieces()]
            sound = heard.result()
        self._watch.say("joining")
        frames = join(pieces, media.path(sound) if sound else None, film.fps, path)
        if frames != film.frames:
            raise RepriseError(
                f"The film came out with {frames} frames instead of {film.frames}.",
                where=path.name,
                remedy="Remove the unit folder of the media store and render again.",
            )
        return {"width": film.width, "height": film.height, "seconds": film.frames / film.fps}

    def _pieces(self) -> list[Media]:
        """Every unit's file in the film's order. Equal units are one piece."""
        times = Counter(self._units)  # how often each occurs
        found: dict[Unit, Media] = {}
        for unit in times:
            if piece := self._media.find(unit_recipe(unit, self._encoder), ".mp4", kind=UNIT_KIND):
                found[unit] = piece
        self._watch.found(sum(unit.frames * times[unit] for unit in found))
        with Pool(self._media, self._workers, self._encoder) as pool:
            for unit, piece in pool.make([unit for unit in times if unit not in found]):
                found[unit] = piece
                self._made += 1
                self._watch.made(unit.frames * times[unit])
            return [found[unit] for unit in self._units]

    def _sound(self) -> Media | None:
        if self._film.sound is None:
            return None
        source, seconds = self._film.sound, Fraction(self._film.frames, self._film.fps)
        how = {"seconds": str(seconds), "rate": RATE, "bits": BIT_RATE, **OPTIONS, **settings()}
        recipe = {"sound": self._film.sound_key, **how}
        return self._media.make(recipe, ".m4a", lambda path: encode_sound(source, path, seconds), kind="sound")
