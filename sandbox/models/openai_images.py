"""OpenAI's images as the stand-in makes them: requests held against the SDK's own types, tokens charged by the size."""

from __future__ import annotations

import base64
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.models.checking import Answers, Requests
from sandbox.models.scenery import SPOILED, picture, spoiled
from sandbox.models.server import StandIn

MODELS = (
    "gpt-image-2.6-sunburst", "gpt-image-2.6-flare", "gpt-image-2.5-sunburst", "gpt-image-2.5-flare", "gpt-image-2",
    "gpt-image-1.5", "gpt-image-1-mini",
)  # fmt: skip
_READS, _DRAWS = 5.00, 30.00  # US dollars for a million tokens of text, and of picture
_TOKENS_A_PIXEL = {"low": 272 / 1024**2, "medium": 1056 / 1024**2, "high": 4160 / 1024**2}
_THREE = ("1024x1024", "1536x1024", "1024x1536")
_KINDS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")
_LONGEST = 32_000


@dataclass
class OpenAIImagesStandIn(StandIn):
    """`POST /v1/images/generations`. "moderated" refuses the words; the others spoil the picture, which is charged;
    "no_picture" answers without one."""

    name: ClassVar[str] = "openai"
    own: ClassVar[tuple[str, ...]] = ("moderated", "no_picture", *SPOILED)

    def routes(self) -> list[BaseRoute]:
        return [Route("/v1/images/generations", self._generate, methods=["POST"])]

    def refuse(self, kind: str, seconds: float) -> Response:
        headers = {"retry-after": f"{seconds:g}"} if seconds else {}
        status, type_, code, said = {
            "rate_limit": (429, "requests", "rate_limit_exceeded", "Rate limit reached for images per minute."),
            "server_error": (500, "server_error", None, "The server had an error while processing your request."),
            "bad_gateway": (502, "server_error", None, "Bad gateway."),
            "unavailable": (503, "server_error", None, "The engine is currently overloaded, please try again later."),
            "overloaded": (503, "server_error", "slow_down", "Slow down."),
            "insufficient_quota": (429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
            "invalid_key": (401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: te*89."),
            "model_not_found": (404, "invalid_request_error", "model_not_found", "The model does not exist."),
            "too_long": (400, "invalid_request_error", "string_above_max_length", "Invalid 'prompt': string too long."),
        }[kind]  # fmt: skip
        return _error(status, said, type_, code, headers=headers)

    async def _generate(self, request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            return _error(400, "We could not parse the JSON body of your request.", "invalid_request_error", None)
        self.remember(request, body)
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.allowed(key):
            return self.refuse("invalid_key", 0)
        problem = _problem(body)
        if problem is not None:
            return problem
        call = "POST /v1/images/generations"
        if self.take(call, "moderated"):
            said = "Your request was rejected by the safety system. safety_violations=[violence]."
            return _error(400, said, "image_generation_user_error", "moderation_blocked")
        return JSONResponse(self._drawn(body, key, call), headers={"x-request-id": "req_test"})

    def _drawn(self, body: dict[str, Any], key: str, call: str) -> dict[str, Any]:
        width, height = _size(body)
        quality = body.get("quality") or "medium"
        kind = body.get("output_format") or "png"
        text = math.ceil(len(body["prompt"]) / 4)
        drawn = round(width * height * _TOKENS_A_PIXEL.get(quality, _TOKENS_A_PIXEL["medium"]))
        self.bills.charge(body, (text * _READS + drawn * _DRAWS) / 1e6, key=key, model=body["model"])
        data = picture(body["prompt"], width, height, _KINDS[kind])
        wrong = self.take(call, *SPOILED)
        shown = [{"b64_json": base64.b64encode(spoiled(wrong.kind, data) if wrong else data).decode()}]
        answer = {
            "created": int(time.time()),
            "data": [] if self.take(call, "no_picture") else shown,
            "background": body.get("background") or "opaque",
            "output_format": kind,
            "quality": quality,
            "size": f"{width}x{height}",
            "usage": {
                "input_tokens": text,
                "input_tokens_details": {"image_tokens": 0, "text_tokens": text},
                "output_tokens": drawn,
                "total_tokens": text + drawn,
            },
        }
        return _answers().good(answer)


def _problem(body: Any) -> Response | None:
    """What the API refuses in a request."""
    if not isinstance(body, dict):
        return _error(400, "The body is no object.", "invalid_request_error", None)
    return next(_problems(body), None)


def _problems(body: dict[str, Any]) -> Iterator[Response]:
    def bad(said: str, code: str = "invalid_value", param: str | None = None, status: int = 400) -> Response:
        return _error(status, said, "invalid_request_error", code, param)

    wrong = _requests().problem(body)
    if wrong is not None:
        yield bad(f"Invalid value: {wrong[0]!r}. {wrong[1]}", param=wrong[0])
    if body.get("model") not in MODELS:
        yield bad(f"The model {body.get('model')!r} does not exist.", "model_not_found", "model", 404)
    if len(body["prompt"]) > _LONGEST:
        yield bad("Invalid 'prompt': string too long.", "string_above_max_length")
    for name in ("response_format", "style"):
        if body.get(name) is not None:
            yield bad(f"Unknown parameter: {name!r}.", "unknown_parameter", name)
    if body.get("output_format") not in (None, *_KINDS) or body.get("n") not in (None, 1):
        yield bad("The stand-in draws one PNG, JPEG or WebP.")
    if body.get("output_compression") is not None and body.get("output_format") not in ("jpeg", "webp"):
        yield bad("Compression is only supported for jpeg and webp.", param="output_compression")
    if not _size_fits(body):
        yield bad(f"Invalid size {body.get('size')!r}.", param="size")


def _size_fits(body: dict[str, Any]) -> bool:
    size = body.get("size") or "auto"
    if size in ("auto", *_THREE):
        return True
    found = _SIZE.fullmatch(size)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    free = str(body["model"]).startswith("gpt-image-2")
    fits = all(side and side % 16 == 0 for side in sides) and max(sides) <= 3840 and 3 * min(sides) >= max(sides)
    return free and fits and sides[0] * sides[1] <= 3840 * 2160


def _size(body: dict[str, Any]) -> tuple[int, int]:
    found = _SIZE.fullmatch(body.get("size") or "auto")
    return (int(found[1]), int(found[2])) if found else (1024, 1024)


def _requests() -> Requests:
    from openai.types.image_generate_params import ImageGenerateParamsNonStreaming

    return Requests(ImageGenerateParamsNonStreaming)


def _answers() -> Answers:
    from openai.types import ImagesResponse

    return Answers(ImagesResponse)


def _error(
    status: int,
    said: str,
    type_: str,
    code: str | None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    error = {"message": said, "type": type_, "param": param, "code": code}
    return JSONResponse({"error": error}, status, headers={"x-request-id": "req_test", **(headers or {})})
