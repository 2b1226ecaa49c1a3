"""Servers that speak OpenAI's chat completions: vLLM as it is since 0.12, and simpler ones that know fewer forms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from openai.types import Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.models.checking import Answers, Requests
from sandbox.models.openai_errors import openai_error, openai_refusal
from sandbox.models.talking import Speech, Talking, bearer, json_body, new_id, now, pieces, plain, tokens

_PLAIN, _STREAMED = Requests(CompletionCreateParamsNonStreaming), Requests(CompletionCreateParamsStreaming)
_COMPLETION, _CHUNK, _MODEL = Answers(ChatCompletion), Answers(ChatCompletionChunk), Answers(Model)
_CREATE = "POST /v1/chat/completions"
_OUTPUTS = frozenset({"json", "regex", "choice", "grammar", "structural_tag", "json_object"})


@dataclass
class CompatibleStandIn(Talking):
    """`forms` are the ways to a schema that it knows: "response_format", "structured_outputs". `context` are the tokens
    that its model takes; `counts` whether it says what a call took; `well` whether `/health` is good, None without one.
    """

    keys: tuple[str, ...] = ()
    model: str = "qwen3-32b"
    forms: tuple[str, ...] = ("response_format", "structured_outputs")
    context: int = 32_768
    counts: bool = True
    well: bool | None = True
    name: ClassVar[str] = "compatible"

    def routes(self) -> Sequence[Route]:
        return (
            Route("/v1/chat/completions", self._create, methods=["POST"]),
            Route("/v1/models", self._models, methods=["GET"]),
            Route("/health", self._health, methods=["GET"]),
        )

    def refuse(self, kind: str, seconds: float) -> Response:
        return openai_refusal(kind, seconds, self.keys[0] if self.keys else "")

    async def _health(self, request: Request) -> Response:
        del request
        if self.well is None:
            return JSONResponse({"detail": "Not Found"}, 404)
        return Response(status_code=200 if self.well else 503)

    async def _models(self, request: Request) -> Response:
        if not self.allowed(bearer(request)):
            return self.refuse("invalid_key", 0)
        model = {"id": self.model, "object": "model", "created": 1_760_000_000, "owned_by": "vllm"}
        return JSONResponse({"object": "list", "data": [_MODEL.good(model)]})

    async def _create(self, request: Request) -> Response:
        body = await json_body(request)
        self.remember(request, body)
        key = bearer(request)
        if not self.allowed(key):
            return self.refuse("invalid_key", 0)
        if body is None:
            return openai_error(400, "The request's body is not JSON.")
        if wrong := self._wrong(body):
            return wrong
        await self.wait()
        system = "\n".join(plain(each["content"]) for each in body["messages"] if each["role"] == "system")
        turns = [
            {"role": each["role"], "content": plain(each["content"])}
            for each in body["messages"]
            if each["role"] != "system"
        ]
        most = body.get("max_completion_tokens") or body.get("max_tokens") or 100_000
        speech = self.spoken(_CREATE, system, turns, _schema(body), most)
        name = new_id("chatcmpl")
        self.bill({each: value for each, value in body.items() if each != "stream"}, speech, key=key, remote=name)
        if body.get("stream"):
            usage = bool((body.get("stream_options") or {}).get("include_usage"))
            error = {"error": {"message": "It broke.", "type": "server_error", "param": None, "code": None}}
            return self.stream(_CREATE, self._chunks(name, speech, usage), error)
        return JSONResponse(_COMPLETION.good(self._completion(name, speech)))

    def _wrong(self, body: Mapping[str, Any]) -> Response | None:
        extra = body.get("structured_outputs")
        known = {name: value for name, value in body.items() if name != "structured_outputs"}
        if found := (_STREAMED if body.get("stream") else _PLAIN).problem(known):
            return openai_error(400, f"{found[0]}: {found[1]}", type="BadRequestError", param=found[0])
        if body["model"] != self.model:
            return openai_error(404, f"The model `{body['model']}` does not exist.", type="NotFoundError")
        for form, used in (("response_format", "response_format" in body), ("structured_outputs", extra is not None)):
            if used and form not in self.forms:
                return openai_error(400, f"{form}: Extra inputs are not permitted", type="BadRequestError", param=form)
        if extra is not None and (not isinstance(extra, dict) or len(set(extra) & _OUTPUTS) != 1):
            return openai_error(400, "structured_outputs: exactly one kind must be given", type="BadRequestError")
        reads = sum(tokens(plain(each.get("content"))) for each in body["messages"])
        most = body.get("max_completion_tokens") or body.get("max_tokens") or 0
        if reads + most > self.context:
            said = (
                f"This model's maximum context length is {self.context} tokens. However, you requested {most} output "
                f"tokens and your prompt contains at least {reads} input tokens."
            )
            return openai_error(400, said, type="BadRequestError")
        return None

    def _completion(self, name: str, speech: Speech) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": name,
            "object": "chat.completion",
            "created": now(),
            "model": self.model,
            "choices": [
                {
                    "index": 0,
                    "finish_reason": _reason(speech),
                    "logprobs": None,
                    "message": {
                        "role": "assistant",
                        "content": None if speech.end == "refusal" else speech.text,
                        "refusal": speech.text if speech.end == "refusal" else None,
                    },
                }
            ],
        }
        if self.counts:
            made["usage"] = _usage(speech)
        return made

    def _chunks(self, name: str, speech: Speech, usage: bool) -> Iterator[tuple[str, Mapping[str, Any] | str]]:
        base = {"id": name, "object": "chat.completion.chunk", "created": now(), "model": self.model}
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        field = "refusal" if speech.end == "refusal" else "content"
        deltas += [{field: each} for each in pieces(speech.text)]
        for delta in deltas:
            yield "", _CHUNK.good({**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        yield "", _CHUNK.good({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": _reason(speech)}]})
        if usage:
            yield "", _CHUNK.good({**base, "choices": [], "usage": _usage(speech)})
        yield "", "[DONE]"


def _reason(speech: Speech) -> str:
    return {"cut": "length", "content_filter": "content_filter"}.get(speech.end, "stop")


def _usage(speech: Speech) -> dict[str, Any]:
    return {
        "prompt_tokens": speech.reads,
        "completion_tokens": speech.says,
        "total_tokens": speech.reads + speech.says,
        "prompt_tokens_details": {"cached_tokens": speech.cached},
    }


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        schema: Mapping[str, Any] = form["json_schema"].get("schema") or {}
        return schema
    asked = (body.get("structured_outputs") or {}).get("json")
    return json.loads(asked) if isinstance(asked, str) else asked
