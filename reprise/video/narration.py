"""A script spoken: one sound file per scene, made once for the same words, language and voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from reprise.errors import BadInput, RepriseError
from reprise.media import MediaStore
from reprise.video.script import Scene, Script
from reprise.video.sound import RATE, Samples, read_wav, read_words, wav_bytes
from reprise.video.speech import shown, utter
from reprise.video.voiceover import NarrationLine, Progress, Voice, Voiceover, Word

LEAD = 0.05
"""Seconds of quiet kept before the first sound of a line."""
TRAIL = 0.12
"""Seconds of quiet kept after its last sound."""
_QUIET = 10 ** (-45 / 20)  # of the line's own peak
_VERSION = "narration 1"


def narrate(script: Script, voice: Voice, media: MediaStore, progress: Progress | None = None) -> Voiceover:
    """Speak every scene that has words.

    A line is named by its text, the language and the voice's signature; one that is in the store already is reused
    with its word times, which are kept inside the sound file. Raises `BadInput` naming the scene that cannot be
    spoken.
    """
    spoken = [scene for scene in script.scenes if utter(scene.narration, script.language).words]
    if not spoken:
        raise BadInput("The script says nothing.", where=script.article, remedy="Write a narration for its scenes.")
    lines = []
    for number, scene in enumerate(spoken):
        if progress:
            progress(f"speaking {scene.id}", number / len(spoken))
        try:
            lines.append(_line(scene, script.language, voice, media))
        except RepriseError as error:
            raise error.at(f"{script.article}, scene {scene.id}") from error
    if progress:
        progress("spoken", 1.0)
    return Voiceover(
        article=script.article,
        format=script.format,
        language=script.language,
        voice=voice.signature,
        lines=tuple(lines),
    )


def _line(scene: Scene, language: str, voice: Voice, media: MediaStore) -> NarrationLine:
    text = shown(scene.narration)

    def produce(path: Path) -> dict[str, Any]:
        data, words = voice.speak(text, language)
        samples, words = _trim(read_wav(data), words)
        path.write_bytes(wav_bytes(samples, words))
        return {"seconds": len(samples) / RATE}

    sound = media.make([_VERSION, text, language, voice.signature], ".wav", produce, kind="speech")
    words = read_words(media.path(sound).read_bytes())
    return NarrationLine(scene=scene.id, text=scene.narration, media=sound, seconds=sound.seconds or 0.0, words=words)


def _trim(samples: Samples, words: tuple[Word, ...]) -> tuple[Samples, tuple[Word, ...]]:
    """The line with short, equal silences at both ends, faded, and its words moved along."""
    if samples.ndim > 1:
        samples = samples.mean(axis=1, dtype=np.float32)
    peak = float(np.abs(samples).max()) if len(samples) else 0.0
    if peak < 1e-4 or not words:
        raise BadInput("The voice returned silence.", remedy="Try another voice or correct the narration.")
    loud = np.flatnonzero(np.abs(samples) > peak * _QUIET)
    first, last = int(loud[0]), int(loud[-1]) + 1
    lead, trail = round(LEAD * RATE), round(TRAIL * RATE)
    body = np.zeros(lead + last - first + trail, dtype=np.float32)
    start, end = max(0, first - lead), min(len(samples), last + trail)
    body[lead - (first - start) : lead - (first - start) + end - start] = samples[start:end]
    ramp = np.linspace(0.0, 1.0, lead // 2, dtype=np.float32)
    body[: len(ramp)] *= ramp
    body[-len(ramp) :] *= ramp[::-1]
    return body, _moved(words, (lead - first) / RATE, LEAD, len(body) / RATE)


def _moved(words: tuple[Word, ...], by: float, least: float, seconds: float) -> tuple[Word, ...]:
    """Words `by` seconds later, each at least a moment long, in order and inside `least`…`seconds`."""
    moved, place = [], least
    shortest = min(0.01, (seconds - least) / (len(words) + 1))
    for number, word in enumerate(words):
        latest = seconds - shortest * (len(words) - number)
        start = min(max(word.start + by, place), latest)
        end = min(max(word.end + by, start + shortest), latest + shortest)
        moved.append(Word(text=word.text, start=round(start, 4), end=round(end, 4)))
        place = end
    return tuple(moved)
