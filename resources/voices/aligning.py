"""Who times the lines of voices that tell no times: the built-in voices as reference, and Whisper where it is there.

Measured (docs/voices.md), the comparison with a reference places words far better than Whisper's attention does. What
Whisper adds is that it hears what was really said: it corrects the reference where a voice left words out or said
others, and times languages that no built-in voice speaks.
"""

from __future__ import annotations

from pathlib import Path

from reprise.video.voice.alignment import Aligner, ReferenceAligner
from resources.voices.espeak import EspeakVoice

REFERENCES = ("f2", "m3", "klatt2")
"""Built-in voices of different timbre."""


def open_aligner(whisper_model: Path | None = None) -> Aligner:
    """The best aligner of this installation. Nothing is ever downloaded."""
    reference = ReferenceAligner([EspeakVoice(variant=name) for name in REFERENCES])
    if whisper_model is None:
        return reference
    from resources.voices.whisper import WhisperAligner

    return WhisperAligner(whisper_model, reference)
