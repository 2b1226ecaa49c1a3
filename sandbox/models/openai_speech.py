"""OpenAI's speech in its stand-in: `POST /v1/audio/speech`, strict as the SDK's types (3.52), and no times.

It is a server of its own, with the errors of OpenAI; what it charges is the text read and the sound made.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.encoded import mp3, wav
from sandbox.models.openai_errors import openai_error, openai_refusal
from sandbox.models.server import StandIn
from sandbox.models.spoken import Spoken, say

USD_CHARACTERS, USD_MINUTE = 0.00015, 0.015
"""US dollars for a thousand characters read, and for a minute of sound (gpt-4o-mini-tts)."""
_VARIANTS = {"alloy": ("f3", 40), "onyx": ("m3", 25), "marin": ("f2", 50)}


class _VoiceId(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, Field(pattern=r"^voice_")]


class _Speech(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    model: Literal["tts-1", "tts-1-hd", "gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15"]
    input: Annotated[str, Field(min_length=1, max_length=4096)]
    voice: (
        _VoiceId
        | Literal[
            "alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin",
            "cedar",
        ]
    )  # fmt: skip
    instructions: str | None = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4)] = 1.0

    @model_validator(mode="after")
    def _told_how(self) -> _Speech:
        if self.instructions and self.model.startswith("tts-1"):
            raise ValueError("this model takes no instructions")
        return self


@dataclass
class OpenAISpeechStandIn(StandIn):
    """The server; `made` is what it said, in order."""

    made: list[tuple[str, Spoken]] = field(default_factory=list)
    name: ClassVar[str] = "openai"
    own: ClassVar[tuple[str, ...]] = ("silence", "short", "wrong_sound", "refused")

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/v1/audio/speech", self._speech, methods=["POST"]),
            Route("/v1/models/{model}", self._model),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        if kind == "refused":
            return openai_error(400, "Your request was rejected by our safety system.", code="content_policy_violation")
        return openai_refusal(kind, seconds, self.keys[0] if self.keys else "")

    async def _speech(self, request: Request) -> Response:
        call = f"POST {request.url.path}"
        if not self.allowed(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return self.refuse("invalid_key", 0)
        if self.take(call, "refused"):
            return self.refuse("refused", 0)
        try:
            given = await request.json()
            body = _Speech.model_validate(given)
        except ValidationError as error:
            return self._invalid(error)
        except ValueError:
            return openai_error(400, "We could not parse the JSON body of your request.")
        self.remember(request, given)
        return await run_in_threadpool(self._said, request, body, call)

    def _invalid(self, error: ValidationError) -> Response:
        first = error.errors()[0]
        if "model" in first["loc"]:
            return self.refuse("model_not_found", 0)
        message = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        return openai_error(400, message, code="invalid_value")

    def _said(self, request: Request, body: _Speech, call: str) -> Response:
        variant, pitch = _VARIANTS.get(body.voice, ("f4", 45)) if isinstance(body.voice, str) else ("m1", 40)
        spoken = say(body.input, variant=variant, pitch=pitch, speed=body.speed)
        samples = spoken.samples * (0 if self.take(call, "silence") else 1)
        if self.take(call, "short"):
            samples = samples[: len(samples) // 20]
        remote = uuid.uuid4().hex
        usd = len(body.input) / 1000 * USD_CHARACTERS + len(samples) / spoken.rate / 60 * USD_MINUTE
        key = request.headers["authorization"].removeprefix("Bearer ")
        self.bills.charge(body.model_dump(), usd, key=key, model=body.model, id=remote)
        self.made.append((body.input, spoken))
        headers = {"x-request-id": remote}
        if self.take(call, "wrong_sound"):
            return Response(mp3(samples, spoken.rate), headers=headers, media_type="audio/mpeg")
        if body.response_format == "mp3":
            return Response(mp3(samples, spoken.rate), headers=headers, media_type="audio/mpeg")
        if body.response_format != "wav":
            return openai_error(400, "The stand-in makes wav and mp3.", code="unsupported_value")
        return Response(wav(samples, spoken.rate), headers=headers, media_type="audio/wav")

    async def _model(self, request: Request) -> Response:
        if not self.allowed(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return self.refuse("invalid_key", 0)
        name = request.path_params["model"]
        if not name.startswith(("tts-1", "gpt-4o-mini-tts")):
            return self.refuse("model_not_found", 0)
        return JSONResponse({"id": name, "object": "model", "created": 1, "owned_by": "openai"})
