"""ElevenLabs' stand-in: speech with the time of every character, history, voices, models and the subscription.

Strict where the SDK's types (2.78) say what a request holds: unknown fields, values out of range, and texts longer than
the model takes are refused in ElevenLabs' words. Speech is charged when it is made, whatever becomes of its answer.
"""

from __future__ import annotations

import base64
import json
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.encoded import mp3, wav
from sandbox.models.server import StandIn
from sandbox.models.spoken import Spoken, say

Share = Annotated[float, Field(ge=0, le=1)]

LIMITS = {"eleven_multilingual_v2": 10_000, "eleven_flash_v2_5": 40_000, "eleven_v3": 5_000}
"""The models it has, with the characters that one request may hold."""
USD = {"eleven_multilingual_v2": 0.10, "eleven_flash_v2_5": 0.05, "eleven_v3": 0.10}
"""US dollars for a thousand characters."""
VOICES = {"21m00Tcm4TlvDq8ikWAM": ("Rachel", "f2", 48), "pNInz6obpgDQGcFmaJgB": ("Adam", "m3", 35)}
"""Its own voices: name, and how espeak-ng plays them."""
_FILES, _FILE_BYTES = 25, 11_000_000


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    stability: Share | None = None
    similarity_boost: Share | None = None
    style: Share | None = None
    use_speaker_boost: bool | None = None
    speed: Annotated[float, Field(ge=0.7, le=1.2)] | None = None


class _Speech(BaseModel):
    """The body of a request for speech."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=1)]
    model_id: str = "eleven_multilingual_v2"
    language_code: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    voice_settings: _Settings | None = None
    seed: Annotated[int, Field(ge=0, le=4294967295)] | None = None
    previous_text: str | None = None
    next_text: str | None = None
    apply_text_normalization: Literal["auto", "on", "off"] | None = None


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


@dataclass
class _Made:
    """A piece of speech in the history."""

    id: str
    request: str
    voice: str
    body: _Speech
    at: int
    before: int
    after: int
    sound: bytes
    alignment: dict[str, Any]
    spoken: Spoken


@dataclass
class ElevenLabsStandIn(StandIn):
    """The server. `characters` is what the plan has left in this month, `at_once` how many calls it takes at a time."""

    characters: int = 100_000
    at_once: int = 5
    voice_limit: int = 10
    cloning: bool = True
    made: list[_Made] = field(default_factory=list)
    cloned: dict[str, dict[str, Any]] = field(default_factory=dict)
    name: ClassVar[str] = "elevenlabs"
    own: ClassVar[tuple[str, ...]] = (
        *("too_many_concurrent", "system_busy", "too_early", "invalid", "harmful"),
        *("silence", "short", "wrong_sound", "bad_base64", "null_alignment", "odd_alignment", "other_text"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self._busy = 0
        self._count = threading.Lock()
        self.used = 0
        self.most_at_once = 0

    def routes(self) -> Sequence[BaseRoute]:
        return [
            Route("/v1/text-to-speech/{voice}/with-timestamps", self._keyed(self._speech), methods=["POST"]),
            Route("/v1/history", self._keyed(self._history)),
            Route("/v1/history/{id}", self._keyed(self._item)),
            Route("/v1/history/{id}/audio", self._keyed(self._audio)),
            Route("/v1/voices", self._keyed(self._voices)),
            Route("/v1/voices/add", self._keyed(self._add), methods=["POST"]),
            Route("/v1/voices/{voice}", self._keyed(self._voice), methods=["GET", "DELETE"]),
            Route("/v1/models", self._keyed(self._models)),
            Route("/v1/user/subscription", self._keyed(self._subscription)),
        ]

    def refuse(self, kind: str, seconds: float) -> Response:
        answers: dict[str, tuple[int, str, str]] = {
            "rate_limit": (429, "rate_limit_exceeded", "You have sent too many requests."),
            "too_many_concurrent": (429, "too_many_concurrent_requests", f"At most {self.at_once} requests at a time."),
            "system_busy": (429, "system_busy", "The system is experiencing heavy traffic."),
            "overloaded": (503, "service_unavailable", "Please try again."),
            "unavailable": (503, "service_unavailable", "Please try again."),
            "server_error": (500, "internal_error", "Something went wrong."),
            "too_early": (425, "too_early", "The resource is not ready."),
            "insufficient_quota": (401, "quota_exceeded", "This request exceeds your quota. You have 3 credits."),
            "invalid_key": (401, "invalid_api_key", "Invalid API key."),
            "model_not_found": (400, "model_not_found", "A model with this ID does not exist."),
            "too_long": (400, "max_character_limit_exceeded", "The text is too long for this model."),
            "harmful": (400, "detected_harmful_content", "The text violates the policy."),
            "voice_not_found": (404, "voice_not_found", "A voice with this ID was not found."),
            "voice_limit_reached": (400, "voice_limit_reached", f"You have used all {self.voice_limit} voices."),
            "no_cloning": (403, "can_not_use_instant_voice_cloning", "Your plan has no instant voice cloning."),
            "unsupported": (400, "unsupported_model", "previous_text is not supported for this model."),
        }
        headers = {"retry-after": str(int(seconds))} if seconds else {}
        if kind == "bad_gateway":
            return Response("<html>502 Bad Gateway</html>", 502, headers, media_type="text/html")
        if kind == "invalid":
            return _invalid([{"loc": ["body", "text"], "msg": "Field required"}])
        status, code, message = answers[kind]
        return JSONResponse({"detail": {"status": code, "message": message}}, status, headers)

    # speech

    async def _speech(self, request: Request) -> Response:
        with self._one_more() as fits:
            if not fits:
                return self.refuse("too_many_concurrent", 0)
            call = f"POST {request.url.path}"
            for kind in ("too_many_concurrent", "system_busy", "too_early", "invalid", "harmful"):
                if fault := self.take(call, kind):
                    return self.refuse(kind, fault.seconds)
            body = await self._read(request)
            self._check(request, body)
            return await run_in_threadpool(self._said, request, body, call)

    async def _read(self, request: Request) -> _Speech:
        """Raises `Refused` as FastAPI refuses a body."""
        try:
            given = await request.json()
            body = _Speech.model_validate(given)
        except ValidationError as error:
            findings = [{"loc": ["body", *each["loc"]], "msg": each["msg"]} for each in error.errors()]
            raise Refused(_invalid(findings)) from error
        except ValueError as error:
            raise Refused(_invalid([{"loc": ["body"], "msg": "JSON decode error"}])) from error
        self.remember(request, given)
        return body

    def _check(self, request: Request, body: _Speech) -> None:
        """Raises `Refused` for what this model, voice or plan does not do."""
        sound = request.query_params.get("output_format", "mp3_44100_128")
        known = {**VOICES, **self.cloned}
        english = body.language_code and body.model_id == "eleven_multilingual_v2"
        wrong = {
            "model_not_found": body.model_id not in LIMITS,
            "voice_not_found": request.path_params["voice"] not in known,
            "too_long": len(body.text) > LIMITS.get(body.model_id, 0),
            "unsupported": body.model_id == "eleven_v3" and bool(body.previous_text or body.next_text),
            "insufficient_quota": self.used + len(body.text) > self.characters,
        }
        if sound not in ("mp3_44100_128", "wav_24000"):
            raise Refused(_invalid([{"loc": ["query", "output_format"], "msg": "Not available"}]))
        if english:
            raise Refused(_invalid([{"loc": ["body", "language_code"], "msg": "Not for this model"}]))
        for kind, so in wrong.items():
            if so:
                raise Refused(self.refuse(kind, 0))

    def _said(self, request: Request, body: _Speech, call: str) -> Response:
        voice = request.path_params["voice"]
        _, variant, pitch = VOICES.get(voice, ("", "f4", 40))
        speed = (body.voice_settings.speed if body.voice_settings else None) or 1.0
        spoken = say(body.text, language=body.language_code or "en", variant=variant, pitch=pitch, speed=speed)
        made = self._charged(request, body, spoken)
        silence, short = self.take(call, "silence"), self.take(call, "short")
        samples = spoken.samples * (0 if silence else 1)
        encode = wav if request.query_params.get("output_format", "").startswith("wav") else mp3
        sound = encode(samples[: len(samples) // 2] if short else samples, spoken.rate)
        made.sound = sound
        if self.take(call, "wrong_sound"):
            sound = b"<!DOCTYPE html><html><body>Sign in</body></html>"
        encoded = base64.b64encode(sound).decode()
        if self.take(call, "bad_base64"):
            encoded = encoded[: len(encoded) // 2 * 2 - 1].rstrip("=")[: len(encoded) // 8 * 4 + 1]
        alignment: dict[str, Any] | None = made.alignment
        if self.take(call, "odd_alignment"):
            alignment = {**made.alignment, "character_start_times_seconds": [0.5]}
        if self.take(call, "other_text"):
            alignment = _doubled(made.alignment)
        if self.take(call, "null_alignment"):
            alignment = None
        answer = {"audio_base64": encoded, "alignment": alignment, "normalized_alignment": None}
        headers = {"request-id": made.request, "character-cost": str(len(body.text))}
        return JSONResponse(answer, headers=headers)

    def _charged(self, request: Request, body: _Speech, spoken: Spoken) -> _Made:
        voice = request.path_params["voice"]
        usd = len(body.text) / 1000 * USD[body.model_id]
        alignment = {
            "characters": list(body.text),
            "character_start_times_seconds": list(spoken.starts),
            "character_end_times_seconds": list(spoken.ends),
        }
        with self._count:
            before, self.used = self.used, self.used + len(body.text)
            made = _Made(
                uuid.uuid4().hex[:20], uuid.uuid4().hex, voice, body, int(time.time()), before, self.used, b"",
                alignment, spoken,
            )  # fmt: skip
            self.made.append(made)
        content = {"voice": voice, **body.model_dump(exclude_none=True)}
        self.bills.charge(content, usd, key=request.headers["xi-api-key"], model=body.model_id, id=made.request)
        return made

    @contextmanager
    def _one_more(self) -> Iterator[bool]:
        with self._count:
            self._busy += 1
            fits = self._busy <= self.at_once
            self.most_at_once = max(self.most_at_once, self._busy)
        try:
            yield fits
        finally:
            with self._count:
                self._busy -= 1

    # history

    async def _history(self, request: Request) -> Response:
        asked = request.query_params
        size = int(asked.get("page_size", "100"))
        if not 1 <= size <= 1000:
            return _invalid([{"loc": ["query", "page_size"], "msg": "at most 1000"}])
        if asked.get("source", "TTS") not in ("TTS", "STS", "Flows"):
            return _invalid([{"loc": ["query", "source"], "msg": "one of TTS, STS, Flows"}])
        since = int(asked.get("date_after_unix", "0"))
        found = [each for each in reversed(self.made) if each.at >= since]
        found = [each for each in found if asked.get("voice_id") in (None, each.voice)]
        if after := asked.get("start_after_history_item_id"):
            ids = [each.id for each in found]
            found = found[ids.index(after) + 1 :] if after in ids else []
        page = found[:size]
        return JSONResponse(
            {
                "history": [_item(each, aligned=False) for each in page],
                "last_history_item_id": page[-1].id if page else None,
                "has_more": len(found) > size,
            }
        )

    async def _item(self, request: Request) -> Response:
        made = self._found(request)
        return JSONResponse(_item(made, aligned=True)) if made else self._no_item()

    async def _audio(self, request: Request) -> Response:
        made = self._found(request)
        return Response(made.sound, media_type="audio/mpeg") if made else self._no_item()

    def _found(self, request: Request) -> _Made | None:
        return next((each for each in self.made if each.id == request.path_params["id"]), None)

    def _no_item(self) -> Response:
        detail = {"status": "history_item_not_found", "message": "A history item with this ID was not found."}
        return JSONResponse({"detail": detail}, 404)

    # voices and account

    async def _voices(self, request: Request) -> Response:
        return JSONResponse({"voices": [self._described(voice) for voice in (*VOICES, *self.cloned)]})

    async def _voice(self, request: Request) -> Response:
        voice = request.path_params["voice"]
        if voice not in {**VOICES, **self.cloned}:
            raise Refused(self.refuse("voice_not_found", 0))
        if request.method == "GET":
            return JSONResponse(self._described(voice))
        if voice in VOICES:
            detail = {"status": "no_permission", "message": "This voice is not yours."}
            return JSONResponse({"detail": detail}, 403)
        del self.cloned[voice]
        return JSONResponse({"status": "ok"})

    def _described(self, voice: str) -> dict[str, Any]:
        if voice in self.cloned:
            return {"voice_id": voice, "category": "cloned", "is_owner": True, **self.cloned[voice]}
        return {"voice_id": voice, "name": VOICES[voice][0], "category": "premade", "labels": {"accent": "american"}}

    async def _add(self, request: Request) -> Response:
        async with request.form() as form:
            files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            name = form.get("name")
            unknown = sorted(set(form) - {"name", "files", "remove_background_noise", "description", "labels"})
            if not isinstance(name, str) or not name or not files or unknown or len(files) > _FILES:
                return _invalid([{"loc": ["body", *(unknown or ["name", "files"])], "msg": "Missing or not permitted"}])
            contents = [await each.read() for each in files]
            labels, description = str(form.get("labels") or "{}"), str(form.get("description") or "")
        if not self.cloning:
            raise Refused(self.refuse("no_cloning", 0))
        if len(self.cloned) >= self.voice_limit:
            raise Refused(self.refuse("voice_limit_reached", 0))
        if any(not each or len(each) > _FILE_BYTES for each in contents):
            detail = {"status": "upload_file_size_exceeded", "message": "A file is empty or larger than 11 MB."}
            raise Refused(JSONResponse({"detail": detail}, 400))
        try:
            parsed = json.loads(labels)
        except ValueError as error:
            raise Refused(_invalid([{"loc": ["body", "labels"], "msg": "Not a JSON string"}])) from error
        voice = uuid.uuid4().hex[:20]
        self.cloned[voice] = {"name": name, "labels": parsed, "description": description}
        return JSONResponse({"voice_id": voice, "requires_verification": False})

    async def _models(self, request: Request) -> Response:
        rows = [
            {"model_id": name, "can_do_text_to_speech": True, "maximum_text_length_per_request": limit}
            for name, limit in LIMITS.items()
        ]
        return JSONResponse(rows)

    async def _subscription(self, request: Request) -> Response:
        return JSONResponse(
            {
                "tier": "creator",
                "character_count": self.used,
                "character_limit": self.characters,
                "max_credit_limit_extension": 0,
                "can_extend_character_limit": False,
                "allowed_to_extend_character_limit": False,
                "next_character_count_reset_unix": int(time.time()) + 86_400,
                "voice_slots_used": len(self.cloned),
                "professional_voice_slots_used": 0,
                "professional_voice_slots_used_in_workspace": 0,
                "voice_limit": self.voice_limit,
                "voice_add_edit_counter": len(self.cloned),
                "professional_voice_limit": 0,
                "can_extend_voice_limit": False,
                "can_use_instant_voice_cloning": self.cloning,
                "can_use_professional_voice_cloning": False,
                "current_overage": {"currency": "usd", "amount": "0"},
                "status": "active",
                "open_invoices": [],
                "has_open_invoices": False,
            }
        )

    def _keyed(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """The handler behind the key, and with what it refuses as an answer."""

        async def serve(request: Request) -> Response:
            if not self.allowed(request.headers.get("xi-api-key", "")):
                return self.refuse("invalid_key", 0)
            try:
                return await handler(request)
            except Refused as refused:
                return refused.answer

        return serve


def _item(made: _Made, *, aligned: bool) -> dict[str, Any]:
    both = {"alignment": made.alignment, "normalized_alignment": made.alignment}
    settings = made.body.voice_settings.model_dump(exclude_none=True) if made.body.voice_settings else {}
    return {
        "history_item_id": made.id,
        "request_id": made.request,
        "voice_id": made.voice,
        "model_id": made.body.model_id,
        "text": made.body.text,
        "date_unix": made.at,
        "character_count_change_from": made.before,
        "character_count_change_to": made.after,
        "content_type": "audio/mpeg",
        "state": "created",
        "settings": {"stability": 0.5, "similarity_boost": 0.75, "style": 0.0, "use_speaker_boost": True, **settings},
        "source": "TTS",
        "alignments": both if aligned else None,
        "output_format": "mp3_44100_128",
    }


def _doubled(alignment: Mapping[str, Any]) -> dict[str, Any]:
    """The alignment of a text that the model changed: capitals, and a sign more at every comma."""
    rows = list(zip(*alignment.values(), strict=True))
    changed = [
        row for sign, *times in rows for row in ([(sign.upper(), *times)] * (2 if sign == "," else 1))
    ]  # fmt: skip
    return {name: list(column) for name, column in zip(alignment, zip(*changed, strict=True), strict=True)}


def _invalid(findings: list[dict[str, Any]]) -> Response:
    return JSONResponse({"detail": findings}, 422)
