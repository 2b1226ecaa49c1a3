"""Coqui's XTTS server: one model for many languages, with the model's studio speakers.

`GET /studio_speakers` gives each speaker's latents (tens of megabytes), `GET /languages` the codes, and `POST /tts`
takes latents, text and language and answers a WAV in base64, as a JSON string. `POST /clone_speaker` makes latents of a
recording; a file of them stands beside the site's file and is a speaker like any other. XTTS forgets what goes beyond a
few hundred characters, so long lines are asked for in pieces. Read at
github.com/coqui-ai/xtts-streaming-server, 2026-11.
"""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path
from typing import Any

import numpy as np

from reprise.digest import file_digest
from reprise.film_settings import VoiceServer
from reprise.video.sound.files import RATE, Samples, wav_bytes
from reprise.video.voice.takes import read_any, trim
from reprise.video.voice.voiceover import UnusableSound, Utterance
from resources.voices.base import Wanted
from resources.voices.http import Server, ServerVoice, pieces
from resources.voices.tempo import faster

_LIMITS = {"en": 250, "de": 253, "fr": 273, "es": 239, "it": 213, "pt": 203, "pl": 224, "zh": 82, "ar": 166, "cs": 186}
_LIMITS |= {"ru": 182, "nl": 251, "tr": 226, "ja": 71, "hu": 224, "ko": 95}
"""Characters that XTTS says well at once (the tokenizer's warnings, TTS 0.22)."""
CLONE = ".json"
"""How the file of a cloned speaker ends."""
_BETWEEN = 0.22
"""Seconds between two pieces of a line."""


class XttsDialect:
    """Asks XTTS for a studio speaker."""

    def __init__(self, server: Server, speaker: str | None, speed: float, folder: Path = Path()) -> None:
        self._server = server
        self._speaker = speaker
        self._file = folder / speaker if speaker and speaker.endswith(CLONE) else None
        self._speed = speed
        self._latents: dict[str, Any] = {}

    @property
    def identity(self) -> str:
        if self._file is not None and self._file.is_file():
            return f"clone {file_digest(self._file)[:12]}"
        return self._speaker or "default"

    def ready(self, language: str) -> None:
        languages = self._server.get("/languages")
        if self._code(language) not in [str(each) for each in languages]:
            known = ", ".join(map(str, languages))
            raise self._server.wrong(f"The server does not speak {language!r}.", "url", f"It speaks {known}.")
        if self._latents:
            return
        if self._file is not None:
            self._latents = self._cloned(self._file)
            return
        speakers = self._server.get("/studio_speakers")
        if not isinstance(speakers, dict) or not speakers:
            raise self._server.wrong("The server has no studio speakers.", "url", "Give it a model that has them.")
        name = self._speaker or next(iter(speakers))
        if name not in speakers:
            some = ", ".join([*speakers][:20])
            raise self._server.wrong(f"The server has no speaker {name!r}.", "speaker", f"It has {some} …")
        self._latents = {key: speakers[name][key] for key in ("speaker_embedding", "gpt_cond_latent")}

    def speak(self, utterance: Utterance, language: str) -> bytes:
        limit = _LIMITS.get(language.split("-", maxsplit=1)[0], 200)
        parts = [self._part(text, language) for text in pieces(utterance.text, limit)]
        gap = np.zeros(round(_BETWEEN * RATE), np.float32)
        joined = [part for text in parts for part in (text, gap)][:-1]
        return wav_bytes(faster(np.concatenate(joined), self._speed))

    def _cloned(self, path: Path) -> dict[str, Any]:
        try:
            return latents_of(json.loads(path.read_bytes()))
        except (OSError, ValueError):
            what = f"There are no latents in {path.name}."
            raise self._server.wrong(what, "speaker", "Clone the voice again: `reprise voices clone`.") from None

    def _part(self, text: str, language: str) -> Samples:
        body = {**self._latents, "text": text, "language": self._code(language)}
        answer = self._server.post("/tts", body)
        try:
            data = base64.b64decode(answer.json(), validate=True)
        except (ValueError, TypeError, binascii.Error):
            raise UnusableSound(
                "The server's answer holds no sound in base64.",
                where=f"voice server {self._server.name}",
                remedy="Read its log.",
            ) from None
        return trim(read_any(data)[0], None)[0]

    def _code(self, language: str) -> str:
        family = language.split("-", maxsplit=1)[0].lower()
        return "zh-cn" if family == "zh" else family


def latents_of(answer: Any) -> dict[str, Any]:
    """What a server answers to a recording, checked. Raises `ValueError` for anything else."""
    names = ("speaker_embedding", "gpt_cond_latent")
    if not isinstance(answer, dict) or not all(isinstance(answer.get(name), list) and answer[name] for name in names):
        raise ValueError("no latents")
    return {name: answer[name] for name in names}


def open_xtts(name: str, settings: VoiceServer, wanted: Wanted) -> ServerVoice:
    """A voice of this server; a variant is a studio speaker, or the file of a cloned one beside the site's file."""
    server = Server(name, settings)
    dialect = XttsDialect(server, wanted.variant or settings.speaker, wanted.speed, wanted.site.folder)
    return ServerVoice(dialect, server, wanted.speed)
