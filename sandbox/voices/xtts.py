"""Coqui's XTTS server: studio speakers, languages, and speech as a JSON string in base64. Long texts are cut off, as
the model does it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.voices.sound import hum, wav

RATE = 24_000
LANGUAGES = ["en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh-cn", "ja", "hu", "ko"]
SPEAKERS = {"Claribel Dervla": 200.0, "Damien Black": 105.0}
_FORGETS_AFTER = 400
_LATENTS, _EMBEDDING = 1024, 512


def latents(pitch: float) -> dict[str, Any]:
    """A speaker's latents; the first number of the embedding is all that the sandbox makes of them."""
    return {"speaker_embedding": [pitch] + [0.0] * (_EMBEDDING - 1), "gpt_cond_latent": [[0.0] * _LATENTS] * 32}


@dataclass
class Xtts:
    """The server's state: what it was asked, and what it answers in place of every sound."""

    answer: Response | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    recordings: list[bytes] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/languages", self._languages),
                Route("/studio_speakers", self._speakers),
                Route("/tts", self._tts, methods=["POST"]),
                Route("/clone_speaker", self._clone, methods=["POST"]),
            ]
        )

    async def _languages(self, request: Request) -> Response:
        del request
        return JSONResponse(LANGUAGES)

    async def _speakers(self, request: Request) -> Response:
        del request
        return JSONResponse({name: latents(pitch) for name, pitch in SPEAKERS.items()})

    async def _clone(self, request: Request) -> Response:
        async with request.form() as form:
            file = form.get("wav_file")
            data = await file.read() if isinstance(file, UploadFile) else b""
        if not data:
            missing = {"type": "missing", "loc": ["body", "wav_file"], "msg": "Field required"}
            return JSONResponse({"detail": [missing]}, 422)
        self.recordings.append(data)
        return JSONResponse(latents(150.0) if data[:4] == b"RIFF" else {"error": "no sound"})

    async def _tts(self, request: Request) -> Response:
        try:
            data = await request.json()
        except ValueError:
            return JSONResponse({"detail": [{"type": "json_invalid", "msg": "JSON decode error"}]}, 422)
        missing = _wrong(data)
        if missing:
            return JSONResponse(
                {"detail": [{"type": "missing", "loc": ["body", missing], "msg": "Field required"}]}, 422
            )
        self.asked.append({"text": data["text"], "language": data["language"]})
        if self.answer is not None:
            return self.answer
        if data["language"] not in LANGUAGES or not data["text"].strip():
            return Response("Internal Server Error", 500, media_type="text/plain")
        samples = hum(data["text"][:_FORGETS_AFTER], RATE, data["speaker_embedding"][0])
        return JSONResponse(base64.b64encode(wav(samples, RATE)).decode())


def _wrong(data: Any) -> str:
    """The first field that Pydantic would refuse; empty for none."""
    if not isinstance(data, dict):
        return "text"
    rows = data.get("gpt_cond_latent")
    checks = {
        "speaker_embedding": isinstance(data.get("speaker_embedding"), list)
        and len(data["speaker_embedding"]) == _EMBEDDING,
        "gpt_cond_latent": isinstance(rows, list) and bool(rows) and all(len(row) == _LATENTS for row in rows),
        "text": isinstance(data.get("text"), str),
        "language": isinstance(data.get("language"), str),
    }
    return next((name for name, fine in checks.items() if not fine), "")
