"""The film's sound: narration at its frames, music that makes room for it, one loudness for every film."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage, signal

from reprise.errors import BadInput
from reprise.media import Media, MediaStore
from reprise.video.loudness import integrated, speech_level, to_loudness
from reprise.video.music import compose
from reprise.video.sound import RATE, Samples, as_sound, load_wav, wav_bytes
from reprise.video.timeline import Timeline
from reprise.video.voiceover import NarrationLine, Voiceover

TARGET = -14.0
"""Integrated loudness of a film, LUFS."""
CEILING = -1.5
"""Its largest true peak, dBTP."""
SPEECH = -18.0
"""Loudness each line of narration is brought to before the mix, LUFS."""
BED = -10.0
"""Music between lines, relative to the speech, dB."""
DUCKED = -16.0
"""Music under speech, relative to it, dB."""
_ATTACK, _HOLD, _RELEASE = 0.12, 0.35, 0.7
_VERSION = "mix 1"


def mix(voiceover: Voiceover, timeline: Timeline, mood: str, media: MediaStore, *, seed: int = 0) -> Media:
    """The film's whole sound as a stereo 16-bit 48 kHz WAV of exactly the timeline's frames.

    `mood` is one of `music.MOODS`, or "none" for speech alone. Made once for the same lines, timeline, mood and seed.
    """
    if RATE % timeline.fps:
        raise BadInput(f"{timeline.fps} frames a second do not divide 48000 Hz.", remedy="Use 24, 25, 30, 50 or 60.")
    recipe = [
        _VERSION,
        [(line.scene, line.media.key) for line in voiceover.lines],
        timeline,
        mood,
        seed if mood != "none" else 0,
    ]

    def produce(path: Path) -> dict[str, Any]:
        path.write_bytes(wav_bytes(_mixed(voiceover, timeline, mood, media, seed)))
        return {"seconds": timeline.frames / timeline.fps}

    return media.make(recipe, ".wav", produce, kind="mix")


def _mixed(voiceover: Voiceover, timeline: Timeline, mood: str, media: MediaStore, seed: int) -> Samples:
    samples = timeline.frames * (RATE // timeline.fps)
    voice = _place(voiceover.lines, timeline, media, samples)
    both = np.repeat(voice[:, None], 2, axis=1)
    if mood != "none":
        music = compose(mood, samples / RATE, seed)
        level = integrated(music)
        music *= np.float32(10 ** ((SPEECH + BED - level) / 20))
        both += music * _ducking(voice)[:, None]
    return to_loudness(both, TARGET, CEILING)


def _place(lines: tuple[NarrationLine, ...], timeline: Timeline, media: MediaStore, samples: int) -> Samples:
    """All narration on one mono track, each line at its frame and at the same loudness."""
    track = np.zeros(samples, dtype=np.float32)
    starts = {timing.scene: timing.speech * (RATE // timeline.fps) for timing in timeline.scenes}
    for line in lines:
        if line.scene not in starts:
            raise BadInput(
                "The timeline lacks this scene.",
                where=f"scene {line.scene}",
                remedy="Plan the timeline from this voiceover.",
            )
        sound = load_wav(media.path(line.media))
        if sound.ndim > 1:
            sound = sound.mean(axis=1, dtype=np.float32)
        start = starts[line.scene]
        if start + len(sound) > samples:
            raise BadInput("The narration is longer than the film.", where=f"scene {line.scene}")
        gain = np.float32(10 ** ((SPEECH - speech_level(sound)) / 20))
        track[start : start + len(sound)] += sound * gain
    return track


def _ducking(voice: Samples) -> Samples:
    """Gain of the music: lowered shortly before each word, held over short pauses, let back slowly."""
    step = RATE // 200
    count = -(-len(voice) // step)
    blocks = np.abs(np.pad(voice, (0, count * step - len(voice)))).reshape(count, step).max(axis=1)
    speaking = (blocks > 10 ** (-40 / 20)).astype(np.float32)
    held = ndimage.maximum_filter1d(speaking, 2 * round(_HOLD * 200) + 1)
    early, late = _ramp(_ATTACK), _ramp(_RELEASE)
    smooth = np.maximum(signal.convolve(held, early, "same"), _trailing(held, late))
    depth = np.interp(np.arange(len(voice)), (np.arange(count) + 0.5) * step, np.clip(smooth, 0, 1))
    return as_sound(10 ** ((DUCKED - BED) / 20 * depth))


@cache
def _ramp(seconds: float) -> Samples:
    window = signal.windows.hann(2 * round(seconds * 100) + 3).astype(np.float32)
    ramp: Samples = window / window.sum()
    return ramp


def _trailing(held: Samples, window: Samples) -> Samples:
    """`held` smoothed into the future only: what was loud fades out over the window."""
    padded = np.pad(held, (len(window) - 1, 0))
    trailing: Samples = signal.convolve(padded, window, "valid")
    return trailing
