"""Anthropic's Messages API, plain and as a stream; strict about headers and requests as its SDK's types are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from anthropic.types import Message, RawMessageStreamEvent
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming, MessageCreateParamsStreaming
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.models.checking import Answers, Requests, unstrict
from sandbox.models.talking import Rate, Speech, Talking, bearer, json_body, new_id, pieces, plain

_PLAIN, _STREAMED = Requests(MessageCreateParamsNonStreaming), Requests(MessageCreateParamsStreaming)
_MESSAGE, _EVENT = Answers(Message), Answers(RawMessageStreamEvent)
_CREATE = "POST /v1/messages"
_VERSIONS = ("2023-06-01", "2026-10-21")
_ENDS = {"complete": "end_turn", "cut": "max_tokens", "refusal": "refusal", "content_filter": "refusal"}


@dataclass
class AnthropicStandIn(Talking):
    """The Messages API."""

    name: ClassVar[str] = "anthropic"
    rates: ClassVar[Mapping[str, Rate]] = {
        "claude-haiku-5-5": Rate(0.10, 0.01, 0.125, 0.50),
        "claude-sonnet-5-5": Rate(2.00, 0.20, 2.50, 10.00),
        "claude-haiku-4-5": Rate(1.00, 0.10, 1.25, 5.00),
    }

    def routes(self) -> Sequence[Route]:
        return (Route("/v1/messages", self._create, methods=["POST"]),)

    def refuse(self, kind: str, seconds: float) -> Response:
        told: dict[str, tuple[int, str, str]] = {
            "rate_limit": (429, "rate_limit_error", "This request would exceed your rate limit."),
            "server_error": (500, "api_error", "Internal server error"),
            "bad_gateway": (502, "api_error", "Bad gateway"),
            "unavailable": (503, "api_error", "Service unavailable"),
            "overloaded": (529, "overloaded_error", "Overloaded"),
            "insufficient_quota": (
                400,
                "invalid_request_error",
                "Your credit balance is too low to access the API. Please go to Plans & Billing.",
            ),
            "invalid_key": (401, "authentication_error", f"invalid x-api-key {self.keys[0] if self.keys else ''}"),
            "model_not_found": (404, "not_found_error", "model: unknown"),
            "too_long": (400, "invalid_request_error", "prompt is too long: 1200000 tokens > 1000000 maximum"),
        }
        status, type_, message = told[kind]
        answer = _error(status, type_, message)
        if kind == "rate_limit" and seconds:
            answer.headers["retry-after"] = f"{seconds:g}"
            answer.headers["anthropic-ratelimit-requests-remaining"] = "0"
        return answer

    async def _create(self, request: Request) -> Response:
        body = await json_body(request)
        self.remember(request, body)
        key = request.headers.get("x-api-key") or bearer(request)  # the SDK since 2.11 sends the latter
        if not self.allowed(key):
            return self.refuse("invalid_key", 0)
        if request.headers.get("anthropic-version") not in _VERSIONS:
            return _error(400, "invalid_request_error", "anthropic-version: header is required")
        wrong = "The request body is not valid JSON" if body is None else self._wrong(body)
        if body is None or wrong:
            return _error(400, "invalid_request_error", wrong or "")
        if body["model"] not in self.rates:
            return _error(404, "not_found_error", f"model: {body['model']}")
        await self.wait()
        turns = [{"role": each["role"], "content": plain(each["content"])} for each in body["messages"]]
        schema = ((body.get("output_config") or {}).get("format") or {}).get("schema")
        speech = self.spoken(_CREATE, plain(body.get("system") or ""), turns, schema, body["max_tokens"])
        name = new_id("msg")
        self.bill({each: value for each, value in body.items() if each != "stream"}, speech, key=key, remote=name)
        message = _MESSAGE.good(_message(name, body["model"], speech))
        if body.get("stream"):
            error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            return self.stream(_CREATE, _events(message, speech), error)
        return JSONResponse(message, headers={"request-id": new_id("req")})

    def _wrong(self, body: Mapping[str, Any]) -> str | None:
        if found := (_STREAMED if body.get("stream") else _PLAIN).problem(body):
            return f"{found[0]}: {found[1]}"
        turns = body["messages"]
        if not turns or turns[0]["role"] != "user":
            return "messages: first message must use the user role"
        if turns[-1]["role"] == "assistant":
            return "This model does not support assistant message prefill."
        config = body.get("output_config") or {}
        if "effort" in config and "-4-5" in body["model"]:
            return "output_config.effort: this model does not support the effort parameter"
        form = config.get("format")
        fault = unstrict(form["schema"]) if form else None
        return f"output_config.format.schema: {fault}" if fault else None


def _error(status: int, type_: str, message: str) -> JSONResponse:
    body = {"type": "error", "error": {"type": type_, "message": message}, "request_id": "req_0123456789"}
    return JSONResponse(body, status, headers={"request-id": "req_0123456789"})


def _message(name: str, model: str, speech: Speech) -> dict[str, Any]:
    details = {"type": "refusal", "category": None, "explanation": speech.text or "It was filtered."}
    refused = _ENDS[speech.end] == "refusal"
    return {
        "id": name,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": speech.text, "citations": None}] if speech.text and not refused else [],
        "stop_reason": _ENDS[speech.end],
        "stop_sequence": None,
        "stop_details": details if refused else None,
        "usage": {
            "input_tokens": speech.reads - speech.cached,
            "cache_read_input_tokens": speech.cached,
            "cache_creation_input_tokens": 0,
            "output_tokens": speech.says,
        },
    }


def _events(message: dict[str, Any], speech: Speech) -> Iterator[tuple[str, dict[str, Any]]]:
    """The stream of a message's making."""
    begun = {**message, "content": [], "stop_reason": None, "stop_details": None}
    begun["usage"] = {**message["usage"], "output_tokens": 1}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": begun}]
    if message["content"]:
        block = {"type": "text", "text": "", "citations": None}
        events.append({"type": "content_block_start", "index": 0, "content_block": block})
        for each in pieces(speech.text):
            delta = {"type": "text_delta", "text": each}
            events.append({"type": "content_block_delta", "index": 0, "delta": delta})
        events.append({"type": "content_block_stop", "index": 0})
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    usage = {"output_tokens": speech.says}
    events += [{"type": "message_delta", "delta": delta, "usage": usage}, {"type": "message_stop"}]
    for event in events:
        yield event["type"], _EVENT.good(event)
