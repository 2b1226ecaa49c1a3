"""What all tools that change every frame, or only the sound, of one film share: the film put together again."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from reprise.video.render.sound import RATE, encode_sound
from reprise.video.tools.cutting import Made
from reprise.video.tools.heard import decode_to
from reprise.video.tools.opening import Source, examine
from reprise.video.tools.picture import Shape, encode, shaped
from reprise.video.tools.writing import Stretch, part_of, silent, write, write_again
from reprise.video.voice.voiceover import Progress


def redrawn(
    source: Source, frames: Iterable[Any], shape: Shape, path: Path, note: str, report: Progress = silent
) -> Made:
    """Write to `path` a film with other frames, as many as the source has, and the source's sound."""
    picture = path.with_name("picture.mp4")
    count = encode(frames, shape, picture, total=source.frames, report=part_of(report, 0, 0.93))
    sound = kept_sound(source, path.parent, part_of(report, 0.93, 0.97))
    write([Stretch(examine(picture), 0, count)], sound, path, part_of(report, 0.97, 1))
    return Made(path, shape.width, shape.height, float(count / shape.rate), count, 0, count, note)


def kept_sound(source: Source, folder: Path, report: Progress = silent) -> Source | Path | None:
    """The film's sound to put beside new pictures: its own packets if they are AAC at 48 kHz, else encoded again."""
    if source.sound is None or fine(source):
        return source if source.sound else None
    track = folder / "kept.wav"
    decode_to(source.path, track, round(source.seconds * RATE), source.start, report)
    return encoded(track, folder, source.seconds)


def fine(source: Source) -> bool:
    """Whether the film's sound is as ours."""
    sound = source.sound
    return sound is not None and sound.codec == "aac" and sound.rate == RATE and sound.channels <= 2


def encoded(track: Path, folder: Path, seconds: Fraction) -> Path:
    """A WAV as the film's sound encoding, cut or filled with silence to `seconds`."""
    target = folder / f"{track.stem}.m4a"
    encode_sound(track, target, seconds)
    return target


def with_sound(source: Source, sound: Path | None, path: Path, report: Progress = silent) -> Made:
    """Write to `path` the film with another sound (m4a), or with none. The picture is copied where it is H.264."""
    frames, seconds = source.frames, float(source.seconds)
    if source.plain:
        write_again(source, sound, path, report)
        return Made(path, source.width, source.height, seconds, frames, frames, 0, "The picture was copied.")
    shape, picture = Shape.of(source), path.with_name("picture.mp4")
    count = encode(
        shaped(source, 0, frames, shape), shape, picture, total=frames, report=part_of(report, 0, 0.95)
    )  # fmt: skip
    write([Stretch(examine(picture), 0, count)], sound, path, part_of(report, 0.95, 1))
    note = f"The picture was {source.codec} and had to be encoded."
    return Made(path, source.width, source.height, seconds, count, 0, count, note)
