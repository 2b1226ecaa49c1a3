"""Piper's HTTP server (piper-tts 1.3 or later): models for many languages, on any processor.

`GET /voices` lists its models; `POST /synthesize` (`POST /` in 1.3) answers a WAV. It speaks with its default model
when asked for one that it lacks, so its list is looked at first. Read at github.com/OHF-Voice/piper1-gpl, 2026-11.
"""

from __future__ import annotations

from typing import Any

from reprise.errors import BadSettings
from reprise.film_settings import VoiceServer
from reprise.video.voice.voiceover import Utterance
from resources.voices.base import Wanted
from resources.voices.http import Server, ServerVoice


class PiperDialect:
    """Asks Piper for one of its models."""

    def __init__(self, server: Server, speaker: str | None, speed: float) -> None:
        self._server = server
        self._speaker = speaker
        self._speed = speed
        self._path = "/synthesize"

    @property
    def identity(self) -> str:
        voice = self._server.settings.voice
        chosen = voice if isinstance(voice, str) else ",".join(f"{k}={v}" for k, v in sorted((voice or {}).items()))
        return f"{chosen or 'default'} {self._speaker or ''}".strip()

    def ready(self, language: str) -> None:
        offered = self._server.get("/voices")
        if not isinstance(offered, dict) or not all(isinstance(each, dict) for each in offered.values()):
            raise self._server.wrong("The server's list of voices is none.", "url", "Check that it is Piper's.")
        name = self._voice(language)
        if name is not None and name not in offered:
            known = ", ".join(sorted(offered)) or "none"
            raise self._server.wrong(f"The server has no voice {name!r}.", "voice", f"It has {known}.")
        model = offered[name] if name else next(iter(offered.values())) if len(offered) == 1 else None
        if model:
            self._check_language(model, name, language)
            self._check_speaker(model)

    def speak(self, utterance: Utterance, language: str) -> bytes:
        body: dict[str, Any] = {"text": utterance.text}
        if self._speed != 1:
            body["length_scale"] = round(1 / self._speed, 4)
        if name := self._voice(language):
            body["voice"] = name
        if self._speaker and self._speaker.isdigit():
            body["speaker_id"] = int(self._speaker)
        elif self._speaker:
            body["speaker"] = self._speaker
        try:
            response = self._server.post(self._path, body)
        except BadSettings:
            if self._path == "/":
                raise
            self._path = "/"
            response = self._server.post(self._path, body)
        return self._server.sound(response)

    def _voice(self, language: str) -> str | None:
        voice = self._server.settings.voice
        if not isinstance(voice, dict):
            return voice
        base = language.split("-", maxsplit=1)[0]
        name = voice.get(language) or voice.get(base)
        if name is None:
            known = ", ".join(voice)
            raise self._server.wrong(f"No voice is named for {language!r}.", "voice", f"There are some for {known}.")
        return name

    def _check_language(self, model: dict[str, Any], name: str | None, language: str) -> None:
        described = model.get("language")
        code = described.get("code") if isinstance(described, dict) else None
        code = code or (model.get("espeak") or {}).get("voice")
        family = str(code or "").replace("_", "-").split("-", maxsplit=1)[0].lower()
        wanted = language.split("-", maxsplit=1)[0].lower()
        if family and {"nb": "no", "nn": "no"}.get(family, family) != {"nb": "no", "nn": "no"}.get(wanted, wanted):
            raise self._server.wrong(
                f"The voice {name or 'of the server'} speaks {code}, not {language!r}.",
                "voice",
                "Name a voice for each language.",
            )

    def _check_speaker(self, model: dict[str, Any]) -> None:
        count, known = int(model.get("num_speakers") or 1), model.get("speaker_id_map") or {}
        if self._speaker is None or self._speaker in known:
            return
        if not self._speaker.isdigit() or int(self._speaker) >= count:
            names = ", ".join([*known][:20]) or f"0 to {count - 1}"
            raise self._server.wrong(f"The voice has no speaker {self._speaker!r}.", "speaker", f"It has {names}.")


def open_piper(name: str, settings: VoiceServer, wanted: Wanted) -> ServerVoice:
    """A voice of this server; a variant is a speaker of its model."""
    server = Server(name, settings)
    return ServerVoice(PiperDialect(server, wanted.variant or settings.speaker, wanted.speed), server, wanted.speed)
