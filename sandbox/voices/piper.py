"""Piper's HTTP server as piper-tts 1.7 is: its voices, and synthesis that fails with 500 where Flask's does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.voices.sound import hum, wav

RATE = 22_050
MODELS: dict[str, dict[str, Any]] = {
    "en_US-lessac-medium": {"language": {"code": "en_US"}, "num_speakers": 1, "speaker_id_map": {}},
    "de_DE-thorsten-medium": {"language": {"code": "de_DE"}, "num_speakers": 1, "speaker_id_map": {}},
    "en_GB-vctk-medium": {"language": {"code": "en_GB"}, "num_speakers": 3, "speaker_id_map": {"p1": 0, "p2": 1}},
}
_PITCHES = {"en_US-lessac-medium": 180.0, "de_DE-thorsten-medium": 110.0, "en_GB-vctk-medium": 140.0}


@dataclass
class Piper:
    """The server's state: what it was asked, and a failure that it was told to have.

    `path` is where it synthesises ("/synthesize", or "/" as version 1.3). `answer`, when set, is given in place of
    every sound.
    """

    path: str = "/synthesize"
    answer: Response | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    listed: int = 0

    def app(self) -> Starlette:
        routes = [Route("/voices", self._voices), Route(self.path, self._synthesize, methods=["POST"])]
        return Starlette(routes=routes)

    async def _voices(self, request: Request) -> Response:
        del request
        self.listed += 1
        return JSONResponse(MODELS)

    async def _synthesize(self, request: Request) -> Response:
        try:
            data = json.loads(await request.body())
            text = data.get("text", "").strip()
            if not text:
                raise ValueError("No text provided")
            scale = float(data.get("length_scale", 1.0))
            noises = [float(data.get(name, 0.5)) for name in ("noise_scale", "noise_w_scale")]
            if scale <= 0 or min(noises) < 0:
                raise ValueError("a scale is negative")
        except (ValueError, TypeError, AttributeError):
            return PlainTextResponse("Internal Server Error", 500)
        self.asked.append(data)
        if self.answer is not None:
            return self.answer
        name = data.get("voice") if data.get("voice") in MODELS else "en_US-lessac-medium"  # as Piper does
        model = MODELS[name]
        speaker = data.get("speaker_id")
        if speaker is None and model["num_speakers"] > 1:
            speaker = model["speaker_id_map"].get(data.get("speaker"), 0)
        samples = hum(text, RATE, _PITCHES[name] * (1 + 0.2 * (speaker or 0)), 1 / scale)
        return Response(wav(samples, RATE), media_type="text/html")  # Flask's default for bytes
