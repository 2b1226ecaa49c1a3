"""The film's sound: narration at its frames, music that makes room for it, one loudness for every film.

Worked on in blocks and in two passes (one measures, one writes), so a long film needs little more memory than a short.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage, signal

from reprise.digest import file_digest
from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.video.sound import loudness
from reprise.video.sound.files import BLOCK, RATE, Samples, WavFile, as_sound, load_wav, write_blocks
from reprise.video.sound.loudness import integrated, ratio, speech_level
from reprise.video.sound.recorded import excerpt
from reprise.video.sound.tracks import Track
from reprise.video.timeline import Timeline
from reprise.video.voice.voiceover import NarrationLine, Voiceover

TARGET = -14.0
"""Integrated loudness of a film, LUFS."""
CEILING = -1.5
"""Its largest true peak, dBTP; encoding may add a few tenths."""
SPEECH = -18.0
"""Loudness each line of narration, and the sound of intro and outro, is brought to before the mix, LUFS."""
BED = -10.0
"""Music between lines, relative to the speech, dB."""
DUCKED = -16.0
"""Music under speech, relative to it, dB."""
_ATTACK, _HOLD, _RELEASE = 0.25, 0.35, 0.7  # seconds
_VERSION = "mix 2"
_EDGE = 0.005  # seconds in which a line comes and goes, whatever its file does there
_LOWEST = 45.0  # hertz below which a voice has nothing but rumble and offset
_CLIPPED = 0.05  # share of samples at full scale that no voice has unless it was cut off
_GRID = RATE // 200  # samples of a step of the ducking
_EXPECTED_GAIN = 12.0  # dB that a mix is raised at most; quieter peaks than that below the ceiling do not matter


def mix(
    voiceover: Voiceover,
    timeline: Timeline,
    track: Track | None,
    media: MediaStore,
    *,
    intro: Path | None = None,
    outro: Path | None = None,
) -> Media:
    """The film's whole sound as a stereo 16-bit 48 kHz WAV of exactly the timeline's frames.

    Made once for the same lines, timeline and music. `intro` and `outro` are films whose own sound is heard there in
    place of the music. Raises `BadInput` for a line that is silent, clipped or does not fit, and `BadSettings` for
    music that cannot be read.
    """
    if RATE % timeline.fps:
        raise BadInput(f"{timeline.fps} frames a second do not divide 48000 Hz.", remedy="Use 24, 25, 30, 50 or 60.")
    recipe = [
        _VERSION,
        [(line.scene, line.media.key) for line in voiceover.lines],
        timeline,
        track.recipe if track else None,
        [file_digest(path) if path else None for path in (intro, outro)],
    ]

    def produce(path: Path) -> dict[str, Any]:
        unlevelled = _Premix(voiceover, timeline, track, media, intro, outro)
        curves = loudness.measure(unlevelled.blocks(), above=CEILING - _EXPECTED_GAIN)
        if TARGET - curves.loudness() > _EXPECTED_GAIN:
            curves = loudness.measure(unlevelled.blocks())
        write_blocks(path, loudness.level(curves, TARGET, CEILING).applied(unlevelled.blocks()))
        return {"seconds": timeline.frames / timeline.fps}

    return media.make(recipe, ".wav", produce, kind="mix")


@dataclass(frozen=True)
class _Line:
    """A line of narration from sample `start` on."""

    scene: str
    path: Path
    start: int
    end: int
    gain: float


class _Premix:
    """Everything that is heard, before it is levelled; may be gone through more than once."""

    def __init__(
        self,
        voiceover: Voiceover,
        timeline: Timeline,
        track: Track | None,
        media: MediaStore,
        intro: Path | None,
        outro: Path | None,
    ) -> None:
        self._frame = RATE // timeline.fps
        self._samples = timeline.frames * self._frame
        self._control = np.zeros(-(-self._samples // _GRID), np.float32)  # how loud the voice is, for the ducking
        self._lines = [self._placed(line, timeline, media) for line in voiceover.lines]
        self._ends = [(0, _own_sound(intro, timeline.intro * self._frame, "intro"))]
        first = timeline.outro_first * self._frame
        self._ends.append((first, _own_sound(outro, self._samples - first, "outro")))
        self._begin = max(0, timeline.intro - timeline.transition) * self._frame if len(self._ends[0][1]) else 0
        self._over = min(self._samples, first + timeline.transition * self._frame)
        if not len(self._ends[1][1]):
            self._over = self._samples
        self._bed: WavFile | None = None
        if track is not None:
            self._bed = WavFile(media.path(track.bed(self._over - self._begin, media)))
            self._bed_gain = ratio(SPEECH + BED - loudness.measure(self._bed.blocks(), above=0.0).loudness())

    def blocks(self) -> Iterator[Samples]:
        """Blocks of shape (n, 2)."""
        for start in range(0, self._samples, BLOCK):
            end = min(self._samples, start + BLOCK)
            sound = np.repeat(self._voice(start, end)[:, None], 2, axis=1)
            if self._bed is not None:
                self._play_bed(self._bed, sound, start, end)
            for first, own in self._ends:
                _add(sound, start, own, first)
            yield sound

    def _play_bed(self, bed: WavFile, sound: Samples, start: int, end: int) -> None:
        piece = bed.read(start - self._begin, end - self._begin)
        at = max(0, self._begin - start)
        steps = (np.arange(len(self._ducking)) + 0.5) * _GRID
        gain = np.interp(np.arange(start + at, start + at + len(piece)), steps, self._ducking) * self._bed_gain
        sound[at : at + len(piece)] += piece * as_sound(gain)[:, None]

    def _voice(self, start: int, end: int) -> Samples:
        """All narration of a stretch on one track."""
        track = np.zeros(end - start, dtype=np.float32)
        for line in self._lines:
            if line.start < end and line.end > start:
                _add(track, start, _cleaned(line.path, line.scene) * np.float32(line.gain), line.start)
        return track

    def _placed(self, line: NarrationLine, timeline: Timeline, media: MediaStore) -> _Line:
        """A line at its frame and at the loudness of all lines."""
        start = next((timing.speech * self._frame for timing in timeline.scenes if timing.scene == line.scene), None)
        if start is None:
            raise BadInput(
                "The timeline lacks this scene.",
                where=f"scene {line.scene}",
                remedy="Plan the timeline from this voiceover.",
            )
        path = media.path(line.media)
        sound = _cleaned(path, line.scene)
        if start + len(sound) > self._samples:
            raise BadInput("The narration is longer than the film.", where=f"scene {line.scene}")
        gain = ratio(SPEECH - speech_level(sound))
        first = start // _GRID
        padded = np.pad(np.abs(sound) * np.float32(gain), (start % _GRID, -(start + len(sound)) % _GRID))
        steps = padded.reshape(-1, _GRID).max(axis=1)
        np.maximum(self._control[first : first + len(steps)], steps, out=self._control[first : first + len(steps)])
        return _Line(line.scene, path, start, start + len(sound), gain)

    @cached_property
    def _ducking(self) -> Samples:
        """Gain of the music a step: lowered shortly before each word, held over short pauses, let back slowly."""
        speaking = (self._control > ratio(-40)).astype(np.float32)
        held = ndimage.maximum_filter1d(speaking, 2 * round(_HOLD * 200) + 1)
        early, late = _ramp(_ATTACK), _ramp(_RELEASE)
        smooth = np.maximum(signal.convolve(held, early, "same"), _trailing(held, late))
        return as_sound(10 ** ((DUCKED - BED) / 20 * np.clip(smooth, 0, 1)))


def _cleaned(path: Path, scene: str) -> Samples:
    """A spoken line as mono without offset and rumble, beginning and ending in silence. Raises `BadInput`."""
    try:
        sound = load_wav(path)
    except BadInput as error:
        raise error.at(f"scene {scene}") from error
    if sound.ndim > 1:
        sound = sound.mean(axis=1, dtype=np.float32)
    sound = sound - np.float32(np.median(sound) if len(sound) else 0)
    level = np.abs(sound)
    remedy = "Speak the line again; if it stays so, choose another voice."
    if float(level.max(initial=0.0)) < 1e-4:
        raise BadInput("The voice says nothing here: its sound is silent.", where=f"scene {scene}", remedy=remedy)
    if float((level > 0.995).mean()) > _CLIPPED:
        raise BadInput("The voice is clipped: its loud parts are cut off.", where=f"scene {scene}", remedy=remedy)
    sections = signal.butter(2, _LOWEST, "highpass", fs=RATE, output="sos")
    sound = as_sound(signal.sosfilt(sections, sound))
    return _edged(sound, _EDGE)


def _own_sound(film: Path | None, samples: int, end: str) -> Samples:
    """The sound of an intro or outro at the loudness of speech, shape (n, 2); empty where it has none."""
    if film is None or samples <= 0:
        return np.zeros((0, 2), np.float32)
    sound = excerpt(film, samples, where=f"films.{end}.file: {film.name}")
    level = integrated(sound)
    gain = ratio(SPEECH - level) if np.isfinite(level) else 1.0
    return _edged(sound * np.float32(gain), 0.15)


def _edged(sound: Samples, seconds: float) -> Samples:
    """The sound coming from silence and going back to it."""
    length = min(round(seconds * RATE), len(sound) // 2)
    ramp = as_sound(np.sin(np.linspace(0, np.pi / 2, length)) ** 2)
    if sound.ndim > 1:
        ramp = ramp[:, None]
    sound[:length] *= ramp
    sound[len(sound) - length :] *= ramp[::-1]
    return sound


def _add(track: Samples, start: int, sound: Samples, at: int) -> None:
    """Add a sound that begins at sample `at` to a stretch of the film that begins at `start`."""
    first, last = max(start, at), min(start + len(track), at + len(sound))
    if last > first:
        track[first - start : last - start] += sound[first - at : last - at]


def _ramp(seconds: float) -> Samples:
    window = signal.windows.hann(2 * round(seconds * 100) + 3).astype(np.float32)
    return as_sound(window / window.sum())


def _trailing(held: Samples, window: Samples) -> Samples:
    """`held` smoothed into the future only: what was loud fades out over the window."""
    padded = np.pad(held, (len(window) - 1, 0))
    return as_sound(signal.convolve(padded, window, "valid"))
