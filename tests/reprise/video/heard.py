"""Voices, tones and sound files for the tests of what is heard."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np

from reprise.media import MediaStore
from reprise.video.sound.files import RATE, Samples, as_sound, wav_bytes
from reprise.video.timeline import SceneTiming, Timeline
from reprise.video.voice.voiceover import NarrationLine, Utterance, Voiceover, Word


class ToneVoice:
    """A voice whose words are bursts of a tone, each 0.3 s, 0.1 s apart, after 0.5 s of silence."""

    def __init__(self, signature: str = "tone") -> None:
        self.signature = signature
        self.reads_numbers = True
        self.spoken: list[str] = []

    def speak(self, utterance: Utterance, language: str) -> tuple[bytes, tuple[Word, ...] | None]:
        self.spoken.append(utterance.text)
        texts = [word.text for word in utterance.words]
        samples = np.zeros(round((1.0 + 0.4 * len(texts)) * RATE), dtype=np.float32)
        words = []
        for number, word in enumerate(texts):
            start = 0.5 + 0.4 * number
            time = np.arange(round(0.3 * RATE)) / RATE
            tone = 0.4 * np.sin(2 * np.pi * 330 * time) * np.sin(np.pi * time / 0.3) ** 0.25
            first = round(start * RATE)
            samples[first : first + len(tone)] = tone
            words.append(Word(text=word, start=start, end=start + 0.3))
        return wav_bytes(samples), tuple(words)

    def words_per_minute(self, language: str) -> float:
        return 150.0


def tone_of(rate: int, seconds: float = 1.0, hertz: float = 440.0, level: float = 0.5) -> Samples:
    return as_sound(level * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate))


def spoken_like(seconds: float, seed: int = 0, level: float = 0.2) -> Samples:
    """A voice's colour in syllables, about four a second, no two alike."""
    chance = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    melody = 3 * np.sin(2 * np.pi * 0.61 * time + seed) + 2 * np.sin(2 * np.pi * 0.23 * time)
    harmonics = sum(np.sin(n * (2 * np.pi * 140 * time + melody) + chance.uniform(0, 6)) / n for n in range(1, 25))
    rhythm = 2 * np.pi * 4 * time + 2 * np.sin(2 * np.pi * 0.37 * time) + 1.3 * np.sin(2 * np.pi * 0.83 * time)
    return as_sound(level * harmonics * np.clip(np.sin(rhythm) + 0.3, 0, None))


def any_wav(
    sound: Samples,
    *,
    kind: int = 1,
    bits: int = 16,
    rate: int = RATE,
    channels: int = 1,
    claimed: Mapping[str, int] | None = None,
) -> bytes:
    """A WAV as other programs write it, of one mono sound in all channels; `claimed` is what its head says instead."""
    every = np.repeat(sound[:, None], channels, axis=1)
    if kind == 3:
        raw = every.astype(f"<f{bits // 8}").tobytes()
    elif bits == 8:
        raw = (np.rint(every * 127) + 128).astype(np.uint8).tobytes()
    elif bits == 24:
        whole = np.rint(every * (2**23 - 1)).astype("<i4")
        raw = whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    else:
        raw = np.rint(every * (2.0 ** (bits - 1) - 1)).astype(f"<i{bits // 8}").tobytes()
    facts = {"kind": kind, "bits": bits, "rate": rate, "channels": channels, **(claimed or {})}
    width = facts["channels"] * facts["bits"] // 8
    form = struct.pack(
        "<HHIIHH", facts["kind"], facts["channels"], facts["rate"], facts["rate"] * width, width, facts["bits"]
    )
    if kind == 0xFFFE:
        form += struct.pack("<HHIH", 22, bits, 3, 1) + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(raw)) + raw
    return b"RIFF" + struct.pack("<I", len(body)) + body


def film_of(
    media: MediaStore, sounds: list[Samples | bytes], *, pause: float = 1.0, fps: int = 30, end: float = 2.0
) -> tuple[Voiceover, Timeline]:
    """A voiceover of these lines (samples, or a whole WAV each) and a timeline with `pause` seconds between them."""
    lines, timings, first = [], [], 0
    for number, sound in enumerate(sounds):
        data = sound if isinstance(sound, bytes) else wav_bytes(sound)
        seconds = (len(data) - 44) / 2 / RATE
        frames = round((seconds + pause) * fps)
        scene = f"s{number}"
        timings.append(SceneTiming(scene=scene, first=first, frames=frames, speech=first + round(pause * fps / 2)))
        piece = media.put(data, ".wav", kind="speech")
        lines.append(NarrationLine(scene=scene, text="words", media=piece, seconds=seconds, words=()))
        first += frames
    voiceover = Voiceover(article="demo-a", format="short", language="en", voice="test", lines=tuple(lines))
    return voiceover, Timeline(fps=fps, transition=0, scenes=tuple(timings), frames=first + round(end * fps))
