"""A site's own music: any file with sound, decoded once, and fitted to a film's length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from scipy import ndimage, signal

from reprise.errors import BadSettings
from reprise.media import Media, MediaStore
from reprise.video.sound.files import BLOCK, RATE, Samples, WavFile, as_sound, write_blocks

VERSION = "recorded 1"
"""Grows whenever the same file would give another bed."""

_SHORTEST = 5.0  # seconds of music that can be repeated without getting on people's nerves
_LONGEST = 2 * 3600.0
_QUIET = 10 ** (-55 / 20)  # below the loudest: where a track has not begun or is over
_OVERLAP = 2.0  # seconds in which the end of a round and the beginning of the next are heard together
_SEARCH = 12.0  # seconds before the end in which the best place for that is looked for
_STEP = RATE // 100
_FADE_IN, _FADE_OUT = 0.6, 2.5


def decode(source: Path, key: str, media: MediaStore, *, where: str) -> Media:
    """The music as a stereo 48 kHz WAV without silence at its ends, made once for the same content (`key`).

    Raises `BadSettings` (at `where`) for a file without readable sound, silence, and less than five seconds.
    """

    def produce(path: Path) -> dict[str, Any]:
        try:
            length = write_blocks(path, _decoded(source))
        except (av.FFmpegError, OSError) as error:
            raise _bad(f"The music cannot be read ({error}).", where) from error
        begin, end = _sounding(WavFile(path))
        if (end - begin) < _SHORTEST * RATE:
            what = "silent" if end <= begin else f"{(end - begin) / RATE:.1f} s long"
            raise _bad(f"The music is {what}; a bed needs at least {_SHORTEST:g} s of sound.", where)
        if (begin, end) != (0, length):
            rest = path.with_name(f"trimmed-{path.name}")
            try:
                write_blocks(rest, _part(WavFile(path), begin, end))
                rest.replace(path)
            finally:
                rest.unlink(missing_ok=True)
        return {"seconds": (end - begin) / RATE}

    return media.make([VERSION, key], ".wav", produce, kind="music")


def excerpt(source: Path, samples: int, *, where: str) -> Samples:
    """The first samples of a file's sound, shape (n, 2); fewer where it is shorter. Raises `BadSettings`."""
    kept: list[Samples] = [np.zeros((0, 2), np.float32)]
    try:
        for block in _decoded(source):
            kept.append(block)
            if sum(map(len, kept)) >= samples:
                break
    except (av.FFmpegError, OSError) as error:
        raise _bad(f"Its sound cannot be read ({error}).", where) from error
    return np.concatenate(kept)[:samples]


def fitted(track: WavFile, samples: int) -> Iterator[Samples]:
    """The track over so many samples in blocks of shape (n, 2), faded in and out; a shorter one begins again.

    A round goes over into the next where their beats fall together, both heard for up to two seconds.
    """
    overlap = min(round(_OVERLAP * RATE), track.samples // 4)
    turn = _turn(track, overlap) if track.samples < samples else track.samples
    for start in range(0, samples, BLOCK):
        size = min(BLOCK, samples - start)
        yield _round(track, turn, overlap, start, size) * _fades(start, size, samples)[:, None]


def _round(track: WavFile, turn: int, overlap: int, start: int, size: int) -> Samples:
    """A part of the endless repetition, a new round beginning every `turn` samples."""
    sound = np.zeros((size, 2), np.float32)
    for number in range(max(0, (start - overlap) // turn), (start + size) // turn + 1):
        begin = number * turn
        first, last = max(start, begin), min(start + size, begin + min(track.samples, turn + overlap))
        if last <= first:
            continue
        place = np.arange(first - begin, last - begin, dtype=np.float64)
        gain = np.cos(np.clip((place - turn) / overlap, 0, 1) * (np.pi / 2))
        if number:
            gain *= np.sin(np.clip(place / overlap, 0, 1) * (np.pi / 2))
        piece = track.read(first - begin, last - begin)
        sound[first - start : first - start + len(piece)] += piece * as_sound(gain)[: len(piece), None]
    return sound


def _turn(track: WavFile, overlap: int) -> int:
    """Where the next round begins: the place near the end whose rhythm is most like the beginning's."""
    reach = min(round(_SEARCH * RATE), track.samples // 3)
    last = track.samples - overlap
    first = max(track.samples // 2, last - reach)
    head = _strokes(track.read(0, overlap))
    tail = _strokes(track.read(first, track.samples))
    if not len(head) or len(tail) <= len(head) or not head.any():
        return last
    likeness = signal.correlate(tail, head, "valid")
    energy = np.sqrt(np.maximum(np.convolve(tail**2, np.ones(len(head)), "valid"), 1e-12))
    # the later of two places that are as good: less of the music is left out
    score = likeness / energy * (1 + 0.05 * np.linspace(0, 1, len(likeness)))
    return min(last, first + int(np.argmax(score)) * _STEP)


def _strokes(sound: Samples) -> Samples:
    """How much louder it gets, a hundred times a second: where notes are struck."""
    count = len(sound) // _STEP
    if not count:
        return np.zeros(0, np.float32)
    level = np.log10(np.square(sound[: count * _STEP].mean(axis=1)).reshape(count, _STEP).mean(axis=1) + 1e-7)
    return as_sound(np.maximum(np.diff(ndimage.uniform_filter1d(level, 3), prepend=level[:1]), 0))


def _decoded(source: Path) -> Iterator[Samples]:
    with av.open(str(source)) as container:
        if not container.streams.audio:
            raise OSError("it holds no sound")
        convert = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
        read, waiting, size = 0, [], 0
        for frame in _with_end(container):
            for part in convert.resample(frame):
                waiting.append(part.to_ndarray().reshape(-1, 2))
                size += len(waiting[-1])
            if size >= BLOCK or frame is None:
                block = np.concatenate([np.zeros((0, 2), np.float32), *waiting])
                read += len(block)
                if read > _LONGEST * RATE:
                    raise OSError("it is longer than two hours")
                yield np.clip(np.nan_to_num(block), -1, 1)
                waiting, size = [], 0


def _with_end(container: Any) -> Iterator[Any]:
    yield from container.decode(audio=0)
    yield None  # what the resampler still holds comes out


def _sounding(wav: WavFile) -> tuple[int, int]:
    """First and last sample of the sound proper."""
    levels = [np.abs(block).max(axis=1) for block in wav.blocks()]
    steps = [level[: len(level) // _STEP * _STEP].reshape(-1, _STEP).max(axis=1) for level in levels]
    level = np.concatenate([np.zeros(0, np.float32), *steps])
    loud = np.flatnonzero(level > max(1e-4, float(level.max(initial=0.0)) * _QUIET))
    if not len(loud):
        return 0, 0
    return int(loud[0]) * _STEP, min(wav.samples, (int(loud[-1]) + 1) * _STEP)


def _part(wav: WavFile, begin: int, end: int) -> Iterator[Samples]:
    for start in range(begin, end, BLOCK):
        yield wav.read(start, min(end, start + BLOCK))


def _fades(start: int, size: int, samples: int) -> Samples:
    place = start + np.arange(size, dtype=np.float64)
    into, out = (max(1, min(samples // 2, round(seconds * RATE))) for seconds in (_FADE_IN, _FADE_OUT))
    share = np.clip(place / into, 0, 1) * np.clip((samples - 1 - place) / out, 0, 1)
    return as_sound(np.sin(share * (np.pi / 2)) ** 2)


def _bad(what: str, where: str) -> BadSettings:
    return BadSettings(what, where=where, remedy="Name a sound file beside the site's file, such as MP3, WAV or FLAC.")
