"""What a film's file says about itself, as rows for people and scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reprise.video.checking.facts import inspect
from reprise.video.tools.opening import examine
from reprise.video.tools.picture import parameters_of


def facts_of(path: Path) -> dict[str, Any]:
    """The facts of a film by name, in the order they are read in: file, picture, sound, and what our tools can do."""
    film = examine(path)
    facts = inspect(path)
    ours = film.copyable and film.parameters == parameters_of(film.width, film.height, film.rate)
    found: dict[str, Any] = {
        "file": str(path),
        "bytes": facts.bytes,
        "container": facts.container,
        "seconds": round(float(film.seconds), 3),
        "width": film.width,
        "height": film.height,
        "rotation": film.rotation,
        "fps": round(facts.fps, 3),
        "constant_rate": film.constant,
        "frames": facts.frames,
        "video_codec": facts.video_codec,
        "profile": facts.profile,
        "pixel_format": facts.pixel_format,
        "color": ", ".join(facts.color),
        "video_kbits": round(_picture_bits(facts.bytes, film.sound.bit_rate if film.sound else 0, float(film.seconds))),
        "audio_codec": facts.audio_codec,
        "audio_rate": facts.audio_rate,
        "audio_channels": facts.audio_channels,
        "audio_seconds": facts.audio_seconds,
        "fast_start": facts.fast_start,
        "cut_without_encoding": len(film.cuts) if film.copyable else 0,
        "our_settings": ours,
    }
    return found


def _picture_bits(size: int, sound: int, seconds: float) -> float:
    """Kilobits a second that are not the sound's."""
    return max(0.0, (size * 8 / seconds - sound) / 1000) if seconds else 0.0
