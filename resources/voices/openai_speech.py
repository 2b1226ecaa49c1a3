"""OpenAI's speech: `POST /v1/audio/speech`, told how to speak in words. It tells no times, so its words are aligned.

Models, voices and the limit of 4096 characters as the SDK (3.52) documents them, 2026-11. OpenAI has announced the end
of today's speech models for 2027-01-06: which one speaks is a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import regex

from reprise.digest import digest
from reprise.errors import BadSettings
from reprise.models.buying import Answered, Resume, Send, Slip
from reprise.video.script import Style, Tone
from reprise.video.voice.voiceover import Word
from resources.models.endpoints import Endpoint, resolve
from resources.models.text.openai_sdk import failures, open_client
from resources.voices.base import Wanted
from resources.voices.paid import PaidVoice, Piece, unusable, usable

if TYPE_CHECKING:
    from openai import OpenAI

LIMIT = 4096
SPEEDS = (0.25, 4.0)
DEFAULT = "alloy"
VOICES = (
    *("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse"),
    *("marin", "cedar"),
)
_CUSTOM = regex.compile(r"voice_[A-Za-z0-9]+")
_UNTOLD = ("tts-1", "tts-1-hd")
"""Models that cannot be told how to speak."""
_MANNERS: Mapping[Tone | Style, str] = MappingProxyType(
    {
        "professional": "Sound composed, clear and precise, like the presenter of a good trade magazine.",
        "casual": "Sound relaxed, as if telling a friend.",
        "friendly": "Sound warm and approachable, with a smile in the voice.",
        "authoritative": "Sound calm and certain, with weight on the facts.",
        "educational": "Sound clear and patient, like a good teacher.",
        "motivational": "Sound warm and encouraging, with energy.",
        "entertaining": "Sound lively and curious, with a feeling for turns and punchlines.",
        "selling": "Sound enthusiastic and sincere, never pushing.",
    }
)
"""How a film's tone, or else its style, is spoken."""


class SpeechDialect:
    """Asks for a line as a WAV."""

    def __init__(self, endpoint: Endpoint, voice: str, wanted: Wanted) -> None:
        self._endpoint = endpoint
        self._voice = voice
        self._wanted = wanted
        self.speed = min(max(wanted.speed * wanted.tuning.speed, SPEEDS[0]), SPEEDS[1])
        self._client: OpenAI | None = None

    @property
    def identity(self) -> str:
        told = f" told {digest(self._instructions)[:8]}" if self._instructions else ""
        return f"{self._voice}{told}"

    @property
    def limit(self) -> int:
        return LIMIT

    def content(self, piece: Piece) -> dict[str, Any]:
        """The request's fields, as the API names them."""
        custom = _CUSTOM.fullmatch(self._voice) is not None
        fields: dict[str, Any] = {
            "model": self._endpoint.model,
            "voice": {"id": self._voice} if custom else self._voice,
            "input": piece.utterance.text,
            "response_format": "wav",
        }
        if self.speed != 1:
            fields["speed"] = round(self.speed, 3)
        if self._instructions:
            fields["instructions"] = self._instructions
        return fields

    def send(self, piece: Piece) -> Send:
        def ask(slip: Slip) -> Answered:
            slip.note({"voice": self._voice})  # for the books: OpenAI keeps no speech that could be fetched again
            with failures(self._endpoint):
                answer = self._opened().audio.speech.with_raw_response.create(**self.content(piece))
                data = answer.content
            _check_type(answer.headers.get("content-type", ""), data, piece)
            used = usable(data, piece)
            return Answered(used=used, data=data, suffix=".wav", remote=answer.headers.get("x-request-id", ""))

        return ask

    def resume(self, piece: Piece) -> Resume | None:
        del piece
        return None

    def words(self, body: Any, piece: Piece, seconds: float) -> tuple[Word, ...] | None:
        del body, piece, seconds
        return None

    def check(self, language: str) -> None:
        """Raises what is wrong with the key or the model."""
        del language
        with failures(self._endpoint):
            self._opened().models.retrieve(self._endpoint.model)

    @property
    def _instructions(self) -> str:
        """How to speak: as the site says, else after its film's tone, or style."""
        if self._endpoint.model in _UNTOLD:
            return ""
        if self._wanted.tuning.instructions is not None:
            return self._wanted.tuning.instructions.strip()
        films = self._wanted.site.films
        return f"{_MANNERS[films.tone or films.style]} Keep an even pace and level; pause between sentences."

    def _opened(self) -> OpenAI:
        if self._client is None:
            self._client = open_client(self._endpoint)
        return self._client


def _check_type(kind: str, data: bytes, piece: Piece) -> None:
    """Raises `ModelError` for an answer that says it is no sound, or is no whole WAV."""
    kind = kind.partition(";")[0].strip().lower()
    if data[:4] != b"RIFF" or (kind and not kind.startswith(("audio/", "application/octet-stream"))):
        begins = data[:40].decode("utf-8", errors="replace")
        what = f"The answer is {kind or 'of no type'} instead of a WAV; it begins with {begins!r}."
        raise unusable("malformed", what, piece)


def open_openai_speech(name: str, wanted: Wanted) -> PaidVoice:
    """One of OpenAI's voices by its name, or a custom one by its id. Raises `BadSettings` for a name it lacks."""
    voice = wanted.variant or DEFAULT
    if voice not in VOICES and not _CUSTOM.fullmatch(voice):
        raise BadSettings(
            f"OpenAI has no voice {voice!r}.",
            where=f"site {wanted.site.id}: films.voice",
            remedy=f"It has {', '.join(VOICES)}; a voice of your own is named by its id, {name}:voice_….",
        )
    endpoint = wanted.models.endpoint(name, "voice") if wanted.models else resolve(wanted.site, name, "voice")
    return PaidVoice(SpeechDialect(endpoint, voice, wanted), endpoint, wanted)
