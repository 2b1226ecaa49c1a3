"""Listens to a finished film: how loud it is, where it is silent, and whether sound and picture stay together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from scipy import signal

from reprise.video.sound.files import BLOCK, RATE, Samples, WavFile, as_sound
from reprise.video.sound.loudness import Curves, measure

_SILENT = -65.0  # K-weighted level of 50 ms, LUFS, below which nothing is heard
_SHORTEST = 1.0  # seconds of silence that are told
_NEAR = -3.0  # dBTP from which peaks are measured exactly
_PROBES = (0.02, 0.25, 0.5, 0.75, 0.98)  # places of the film at which its sound is compared with the mix
_ALIKE = 0.8  # correlation from which it is the same sound
_PROBE, _REACH = 2.0, 0.25  # seconds that are compared, and how far out of step they may be to be found


@dataclass(frozen=True)
class Heard:
    """Loudness in LUFS, true peak in dBTP and where it is; silent stretches (start, end) longer than a second; and by
    how many seconds the sound is late, at some moments: (moment, seconds)."""

    loudness: float
    true_peak: float
    peak_at: float
    silent: tuple[tuple[float, float], ...] = ()
    late: tuple[tuple[float, float], ...] = ()


def listen(path: Path, mix: Path | None = None) -> Heard | None:
    """What is heard in a film, decoded block by block; None without sound. `mix` is the WAV that went into it."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
    probes = _Probes(WavFile(mix)) if mix else None
    curves = measure(_watched(decoded(path), probes), above=_NEAR)
    return Heard(
        loudness=curves.loudness(),
        true_peak=curves.true_peak,
        peak_at=float(curves.peak.argmax() / 1000) if len(curves.peak) else 0.0,
        silent=_silences(curves),
        late=tuple(probes.late()) if probes else (),
    )


def decoded(path: Path) -> Iterator[Samples]:
    """The sound of a film as it lies beside its picture, in blocks of shape (n, 2) at 48 kHz from the picture's first
    frame on; what is missing is silence."""
    with av.open(str(path)) as container:
        stream, video = container.streams.audio[0], container.streams.video
        zero = float((video[0].start_time or 0) * (video[0].time_base or 0)) if video else 0.0
        convert = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        waiting: list[Samples] = []
        place, size = 0, 0
        for frame in container.decode(stream):
            plain = (frame.format.name, frame.layout.name, frame.sample_rate) == ("fltp", "stereo", RATE)
            for part in [frame] if plain else convert.resample(frame):
                sound = part.to_ndarray().T
                if part.pts is not None and part.time_base is not None:
                    due = round((float(part.pts * part.time_base) - zero) * RATE)
                    if due > place + 1:
                        waiting.append(np.zeros((due - place, 2), np.float32))
                        size, place = size + due - place, due
                    elif due < place - 1:
                        sound = sound[place - due :]
                waiting.append(as_sound(sound))
                size, place = size + len(sound), place + len(sound)
            if size >= BLOCK:
                yield np.concatenate(waiting)
                waiting, size = [], 0
        if waiting:
            yield np.concatenate(waiting)


def _silences(curves: Curves) -> tuple[tuple[float, float], ...]:
    count = len(curves.energy) // 50
    energy = curves.energy[: count * 50].reshape(count, 50).mean(axis=1)
    silent = energy < 10 ** ((_SILENT + 0.691) / 10)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], silent, [False]]).astype(np.int8)))
    stretches = zip(edges[::2] / 20, edges[1::2] / 20, strict=True)
    return tuple((float(start), float(end)) for start, end in stretches if end - start >= _SHORTEST)


def _watched(blocks: Iterator[Samples], probes: _Probes | None) -> Iterator[Samples]:
    for block in blocks:
        if probes:
            probes.hear(block)
        yield block


class _Probes:
    """Compares the film's sound with its mix in a few places."""

    def __init__(self, mix: WavFile) -> None:
        self._mix, self._place = mix, 0
        self._length = min(round(_PROBE * RATE), mix.samples)
        self._reach = round(_REACH * RATE)
        room = mix.samples - self._length
        self._heard: dict[int, list[Samples]] = {self._loudest(round(share * room), room): [] for share in _PROBES}

    def _loudest(self, start: int, room: int) -> int:
        """A place near `start` at which there is something to compare."""
        near = [min(room, max(0, start + round(step * RATE))) for step in (0, 2, -2, 4, -4)]
        return max(near, key=lambda at: (float(self._mix.read(at, at + self._length).std()) > 0.01, -abs(at - start)))

    def hear(self, block: Samples) -> None:
        for start, parts in self._heard.items():
            first = max(0, start - self._reach - self._place)
            last = start + self._length + self._reach - self._place
            if last > 0 and first < len(block):
                parts.append(block[first:last].mean(axis=1))
        self._place += len(block)

    def late(self) -> Iterator[tuple[float, float]]:
        for start, parts in self._heard.items():
            wanted = self._mix.read(start, start + self._length).mean(axis=1)
            heard = np.concatenate(parts) if parts else np.zeros(0, np.float32)
            if len(heard) < len(wanted) or float(wanted.std()) < 1e-3:
                continue
            likeness: Any = signal.correlate(heard, wanted, "valid", method="fft")
            best = int(np.argmax(likeness))
            same = np.linalg.norm(heard[best : best + len(wanted)]) * np.linalg.norm(wanted)
            if likeness[best] >= _ALIKE * same > 0:
                yield round(start / RATE, 2), float((best - min(self._reach, start)) / RATE)
