"""Makes a film small enough: two passes at the bitrate that a size allows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av

from reprise.errors import BadInput
from reprise.video.render.sound import BIT_RATE, RATE
from reprise.video.tools.cutting import Made
from reprise.video.tools.heard import decode_to, wav_blocks
from reprise.video.tools.opening import Source, examine
from reprise.video.tools.picture import Shape, encode, encoding, shaped
from reprise.video.tools.whole import fine
from reprise.video.tools.writing import Stretch, finished, part_of, silent, write
from reprise.video.voice.voiceover import Progress

LEAST_AUDIO = 96_000
"""Bits a second below which speech over music begins to suffer."""
_LEAST_BITS = 0.012  # of a pixel; with less x264 shows blocks only
_SPARE = 0.985  # of the size: the encoder hits its bitrate to about a percent
_FULL = 0.93  # of the size that a pass should fill, else another follows
_TRIES = 4
_X264 = {"preset": "medium", "profile": "high", "aq-mode": "1"}


def compress(source: Path, target: Path, size: int, report: Progress = silent) -> Made:
    """The film in at most `size` bytes, as good as that allows.

    A film that is small enough already is copied. Raises `BadInput` for a size that no watchable film fits into; the
    error says the least that is possible.
    """
    film = examine(source)
    if source.stat().st_size <= size and film.plain and (film.sound is None or fine(film)):
        with finished(target) as path:
            shutil.copyfile(source, path)
        report("done", 1.0)
        note = "Copied: it is small enough already."
        return Made(target, film.width, film.height, float(film.seconds), film.frames, film.frames, 0, note)
    least = least_size(film)
    if size < least:
        raise BadInput(
            f"{_readable(size)} is too small for {float(film.seconds):.1f} s of {film.width}×{film.height} pixels.",
            where=str(source),
            remedy=f"The least is {_readable(least)}; trim the film or reframe it to fewer pixels for less.",
        )
    with finished(target) as path:
        made = _compressed(film, path, size, report)
    report("done", 1.0)
    return replace(made, path=target)


def least_size(film: Source) -> int:
    """Bytes below which a film of this length and shape is not worth watching."""
    picture = _LEAST_BITS * film.width * film.height * float(film.rate)
    sound = LEAST_AUDIO if film.sound else 0
    return round(float(film.seconds) * (picture + sound) / 8 / _SPARE) + _overhead(film)


def _compressed(film: Source, path: Path, size: int, report: Progress) -> Made:
    folder, seconds = path.parent, float(film.seconds)
    sound, sound_bytes = _sound(film, folder, size, part_of(report, 0, 0.05))
    room = (size - _overhead(film) - sound_bytes) * 8 / seconds
    shape = Shape.of(film)
    log = folder / "passes"
    _pass(film, shape, folder / "first.mp4", room * _SPARE, 1, log, part_of(report, 0.05, 0.4))
    rate, best, done = room * _SPARE, 0, 0.4
    for _ in range(_TRIES):
        piece, whole = folder / "second.mp4", folder / "whole.mp4"
        _pass(film, shape, piece, rate, 2, log, part_of(report, done, done + 0.14))
        done += 0.14
        write([Stretch(examine(piece), 0, film.frames)], sound, whole)
        found = whole.stat().st_size
        if best < found <= size:
            best = found
            whole.replace(path)
        if _FULL * size <= found <= size or (found < _FULL * size and rate > 1.5 * room):
            break  # close enough, or the picture has no use for more
        used = max(1.0, (found - _overhead(film) - sound_bytes) * 8 / seconds)
        rate *= min(1.6, max(0.5, room * 0.975 / used))
    if not best:
        raise BadInput(
            f"The film does not get below {_readable(size)}.",
            where=str(film.path),
            remedy=f"Try {_readable(round(found * 1.05))}, or trim it or reframe it to fewer pixels.",
        )
    note = f"Encoded in two passes to {_readable(best)}."
    return Made(path, film.width, film.height, seconds, film.frames, 0, film.frames, note)


def _pass(film: Source, shape: Shape, target: Path, rate: float, number: int, log: Path, report: Progress) -> None:
    frames = shaped(film, 0, film.frames, shape)
    encode(frames, shape, target, total=film.frames, report=report, adjust=_two_pass(rate, number, log, shape))


def _two_pass(rate: float, number: int, log: Path, shape: Shape) -> Callable[[Any], None]:
    gop = max(1, round(2 * float(shape.rate)))

    def adjust(stream: Any) -> None:
        options = {**_X264, "g": str(gop), "flags": f"+pass{number}", "stats": str(log.absolute())}
        stream.codec_context.options = options
        stream.codec_context.bit_rate = max(1000, round(rate))

    return adjust


def _sound(film: Source, folder: Path, size: int, report: Progress) -> tuple[Source | Path | None, int]:
    """The sound to keep and its bytes: the film's own where it is small, else encoded at what the size allows."""
    if film.sound is None:
        return None, 0
    seconds = float(film.seconds)
    allowed = max(LEAST_AUDIO, min(BIT_RATE, round(0.15 * size * 8 / seconds)))
    own = round((film.sound.bit_rate or 10 * BIT_RATE) / 8 * seconds)
    if fine(film) and film.sound.bit_rate and film.sound.bit_rate <= max(allowed, LEAST_AUDIO) * 1.02:
        return film, own
    track, target = folder / "sound.wav", folder / "sound.m4a"
    decode_to(film.path, track, round(film.seconds * RATE), film.start, report)
    _encode_at(track, target, allowed)
    return target, target.stat().st_size


def _encode_at(track: Path, target: Path, bit_rate: int) -> None:
    """A WAV as AAC with so many bits a second."""
    with encoding(target), av.open(str(target), "w", format="ipod", options={"fflags": "+bitexact"}) as container:
        stream: Any = container.add_stream("aac", rate=RATE, layout="stereo")
        stream.codec_context.bit_rate = bit_rate
        written = 0
        for block in wav_blocks(track, 1024):
            frame = av.AudioFrame.from_ndarray(block.T.copy(), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, written
            container.mux(stream.encode(frame))
            written += len(block)
        container.mux(stream.encode(None))


def _overhead(film: Source) -> int:
    """Bytes of the container itself: its index has an entry for each frame of picture and sound."""
    return 2500 + 16 * film.frames + (round(float(film.seconds) * RATE / 1024) * 10 if film.sound else 0)


def _readable(size: int) -> str:
    return f"{size / 1e6:.2f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
