"""Renders a film: units by workers, one sound encoding, joined without encoding again.

Whatever is finished stays in the media store under its content's name, so a killed or changed film costs only what
is missing.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from reprise.errors import RepriseError
from reprise.media import Media, MediaStore
from reprise.video.film import Film
from reprise.video.render.encoding import settings
from reprise.video.render.joining import join
from reprise.video.render.plan import Unit, units_of
from reprise.video.render.pool import Pool
from reprise.video.render.sound import BIT_RATE, OPTIONS, RATE, encode_sound
from reprise.video.voiceover import Progress


@dataclass(frozen=True)
class Rendered:
    """A finished film. `units_made` were encoded now, `units_reused` were there; `seconds` is wall time."""

    media: Media
    units_made: int
    units_reused: int
    seconds: float


def render(film: Film, media: MediaStore, *, workers: int = 2, progress: Progress | None = None) -> Rendered:
    """The film as an mp4: H.264 high, yuv420p, BT.709, constant frame rate, AAC 48 kHz, fast start.

    The same film gives the same bytes; units that are in the store are not encoded again. May be called from any
    thread. Raises `BadInput` for a film that cannot be (no scenes, odd size, unreadable still or sound), and
    `RepriseError` when encoding fails.
    """
    began = time.monotonic()
    units = units_of(film)
    report = progress or (lambda what, done: None)
    made = 0

    def produce(path: Path) -> dict[str, Any]:
        nonlocal made
        with ThreadPoolExecutor(1, thread_name_prefix="sound") as beside:
            heard = beside.submit(_sound, film, media)
            pieces, made = _pieces(units, media, workers, report)
            sound = heard.result()
        report("joining", 0.98)
        frames = join([media.path(piece) for piece in pieces], media.path(sound) if sound else None, film.fps, path)
        if frames != film.frames:
            raise RepriseError(
                f"The film came out with {frames} frames instead of {film.frames}.",
                where=path.name,
                remedy="Remove the unit folder of the media store and render again.",
            )
        return {"width": film.width, "height": film.height, "seconds": film.frames / film.fps}

    result = media.make(_recipe(film, units), ".mp4", produce, kind="film")
    report("rendered", 1.0)
    return Rendered(result, made, len(units) - made, time.monotonic() - began)


def _recipe(film: Film, units: tuple[Unit, ...]) -> dict[str, Any]:
    sound = [film.sound_key, RATE, BIT_RATE, OPTIONS] if film.sound else None
    return {"units": [unit.recipe for unit in units], "sound": sound, **settings()}


def _pieces(units: tuple[Unit, ...], media: MediaStore, workers: int, report: Progress) -> tuple[list[Media], int]:
    """Every unit's file in the film's order, and how many had to be made. Equal units are one piece."""
    frames = sum(unit.frames for unit in units)
    done = 0
    found: dict[Unit, Media] = {}
    with Pool(media, workers) as pool:
        for unit, piece in pool.make(list(dict.fromkeys(units))):
            found[unit] = piece
            done += unit.frames
            report("rendering", 0.97 * done / frames)
        return [found[unit] for unit in units], pool.made


def _sound(film: Film, media: MediaStore) -> Media | None:
    if film.sound is None:
        return None
    source, seconds = film.sound, Fraction(film.frames, film.fps)
    recipe = {"sound": film.sound_key, "seconds": str(seconds), "rate": RATE, "bits": BIT_RATE, **OPTIONS, **settings()}
    return media.make(recipe, ".m4a", lambda path: encode_sound(source, path, seconds), kind="sound")
