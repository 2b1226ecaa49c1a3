"""The sound of a result: what is heard of each film, laid end to end to the sample, at 48 kHz.

Sound is worked on block by block, so that the length of a film does not matter.
"""

from __future__ import annotations

import wave
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from reprise.errors import BadInput
from reprise.video.sound.files import RATE, Dither, Samples, as_sound
from reprise.video.tools.opening import SOUNDS, Source, opened
from reprise.video.tools.writing import silent
from reprise.video.voice.voiceover import Progress

BLOCK = RATE
"""Samples that are worked on at once."""
_SEAM = 240  # samples of the fades where two sounds do not go on from each other: 5 ms
_AHEAD = Fraction(1, 4)  # seconds decoded before a cut, so that the decoder has settled
_LOOSE = RATE // 50  # samples that times may be off before silence is filled in


def blocks(path: Path, begin: Fraction, samples: int) -> Iterator[Samples]:
    """Exactly `samples` stereo samples of a file's first sound from `begin` seconds of the file's own time on, (n, 2).

    Silence stands where the file has no sound.
    """
    done = 0
    for piece in _decoded(path, begin):
        place, heard = piece
        if place > done + _LOOSE or (not done and place > 0):
            yield from silence(min(place, samples) - done)
            done = min(place, samples)
        skip = max(0, done - place) if abs(place - done) > _LOOSE or not done else 0
        heard = heard[skip : skip + samples - done]
        if len(heard):
            yield heard
            done += len(heard)
        if done >= samples:
            return
    yield from silence(samples - done)


def silence(samples: int) -> Iterator[Samples]:
    """Blocks of silence."""
    while samples > 0:
        yield np.zeros((min(samples, BLOCK), 2), dtype=np.float32)
        samples -= BLOCK


def film_blocks(source: Source, first: int, end: int) -> Iterator[Samples]:
    """What is heard while frames `first` … `end` of a film are shown; silence for a film without sound."""
    samples = samples_at(end, source.rate) - samples_at(first, source.rate)
    if source.sound is None:
        return silence(samples)
    return blocks(source.path, source.start + first / source.rate, samples)


def samples_at(frame: int, rate: Fraction) -> int:
    """The sample that begins with a frame."""
    return round(frame / rate * RATE)


class Track:
    """A stereo WAV that is written part after part; where one part does not go on from the other it is faded, so that
    no click is heard."""

    def __init__(self, path: Path) -> None:
        self._file = wave.open(str(path), "wb")  # noqa: SIM115 - closed by `close`
        self._file.setnchannels(2)
        self._file.setsampwidth(2)
        self._file.setframerate(RATE)
        self._held: Samples = np.zeros((0, 2), dtype=np.float32)
        self._dither = Dither()
        self.written = 0

    def __enter__(self) -> Track:
        return self

    def __exit__(self, *_: object) -> None:
        self._put(self._held)
        self._file.close()

    def add(self, parts: Iterator[Samples], samples: int) -> None:
        """One part of exactly so many samples; longer ones are cut, shorter ones end in silence."""
        left = samples
        for heard in parts:
            block = as_sound(heard[:left])
            if not len(block):
                break
            if left == samples:
                block = self._joined(block)
            left -= len(block)
            waiting = np.concatenate([self._held, block])
            self._put(waiting[:-_SEAM])
            self._held = waiting[-_SEAM:]
        if left > 0:
            self.add(silence(left), left)

    @property
    def length(self) -> int:
        """Samples so far."""
        return self.written + len(self._held)

    def _joined(self, block: Samples) -> Samples:
        """The block, faded in (and what came before faded out) unless it goes on from what came before."""
        if self._goes_on(block):
            return block
        count = min(_SEAM, len(block))
        ramp = _ramp(count)
        block = block.copy()
        block[:count] *= ramp[:, None]
        if len(self._held):
            self._held = self._held * _ramp(len(self._held))[::-1, None]
        return block

    def _goes_on(self, block: Samples) -> bool:
        before = self._held[-32:] if len(self._held) else np.zeros((2, 2), dtype=np.float32)
        around = np.concatenate([before, block[:32]])
        steps = np.abs(np.diff(around, axis=0)).max(axis=1)
        seam = float(steps[len(before) - 1])
        usual = float(np.max(np.delete(steps, len(before) - 1), initial=0.0))
        return seam <= 0.001 + 1.2 * usual

    def _put(self, samples: Samples) -> None:
        if len(samples):
            self._file.writeframes(self._dither.pcm(samples))
            self.written += len(samples)


def crossfaded(before: Iterator[Samples], after: Iterator[Samples]) -> Iterator[Samples]:
    """One sound going over into another of the same length, at even power."""
    one, other = np.concatenate(list(before)), np.concatenate(list(after))
    place = (np.arange(len(one), dtype=np.float32) + np.float32(0.5)) / np.float32(max(1, len(one)))
    angle = (place * np.float32(np.pi / 2))[:, None]
    yield as_sound(one * np.cos(angle) + other * np.sin(angle))


def wav_blocks(path: Path, size: int = BLOCK) -> Iterator[Samples]:
    """A WAV that `Track` wrote, block by block."""
    with wave.open(str(path), "rb") as file:
        while data := file.readframes(size):
            yield as_sound(np.frombuffer(data, "<i2").reshape(-1, 2)) / np.float32(32768)


def decode_to(path: Path, target: Path, samples: int, begin: Fraction = Fraction(0), report: Progress = silent) -> None:
    """Write a file's sound as a stereo WAV of so many samples."""
    with Track(target) as track:
        track.add(_watched(blocks(path, begin, samples), samples, report), samples)


def sound_length(path: Path) -> int:
    """Samples of a file's first sound. Raises `BadInput` for a file without one."""
    return sum(len(heard) for _, heard in _decoded(path, Fraction(0)))


def _watched(parts: Iterator[Samples], samples: int, report: Progress) -> Iterator[Samples]:
    done = 0
    for block in parts:
        yield block
        done += len(block)
        report("sound", done / max(1, samples))


def _decoded(path: Path, begin: Fraction) -> Iterator[tuple[int, Samples]]:
    """Decoded stereo sound with its place in samples after `begin`; places before it are negative."""
    with opened(path, SOUNDS) as container:
        if not container.streams.audio:
            raise BadInput("The file has no sound.", where=str(path), remedy="Give a file with sound.")
        audio = container.streams.audio[0]
        if begin > _AHEAD:
            container.seek(round((begin - _AHEAD) / audio.time_base), stream=audio)
        # one channel is put on both sides as loud as it is, as players do; the resampler would take 3 dB off
        layout = "mono" if audio.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="flt", layout=layout, rate=RATE)
        for frame in _frames(container, audio):
            for heard in resampler.resample(frame):
                yield _placed(heard, begin)
        for heard in resampler.resample(None):
            yield _placed(heard, begin)


def _frames(container: Any, audio: Any) -> Iterator[Any]:
    for frame in container.decode(audio):
        if frame.pts is not None and frame.samples:
            yield frame


def _placed(frame: Any, begin: Fraction) -> tuple[int, Samples]:
    samples = as_sound(frame.to_ndarray().reshape(-1, frame.layout.nb_channels))
    if samples.shape[1] == 1:
        samples = np.repeat(samples, 2, axis=1)
    return round((frame.pts * frame.time_base - begin) * RATE), samples


def _ramp(count: int) -> Samples:
    return as_sound(0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count))
