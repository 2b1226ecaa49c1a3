"""OpenAI's Responses API: plain, as a stream, and in the background; strict about requests as its SDK's types are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from openai.types import Model
from openai.types.responses import Response as ResponseModel
from openai.types.responses import ResponseStreamEvent
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.models.checking import Answers, Requests, unstrict
from sandbox.models.openai_errors import openai_error, openai_refusal
from sandbox.models.talking import Rate, Speech, Talking, bearer, json_body, new_id, now, pieces, plain

_PLAIN, _STREAMED = Requests(ResponseCreateParamsNonStreaming), Requests(ResponseCreateParamsStreaming)
_RESPONSE, _EVENT, _MODEL = Answers(ResponseModel), Answers(ResponseStreamEvent), Answers(Model)
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_REASONING = re.compile(r"^(gpt-[5-9]|o\d)")
_CREATE = "POST /v1/responses"


@dataclass
class OpenAIStandIn(Talking):
    """`polls` is how often an answer in the background is looked at before it is there."""

    polls: int = 1
    name: ClassVar[str] = "openai"
    own: ClassVar[tuple[str, ...]] = (*Talking.own, "failed")
    """ "failed": an answer in the background that ends with a fault of the server's; nothing is charged."""
    rates: ClassVar[Mapping[str, Rate]] = {
        "gpt-6-luna": Rate(0.10, 0.01, 0.125, 0.50),
        "gpt-6-sol": Rate(2.00, 0.20, 2.50, 10.00),
        "gpt-5.6-luna": Rate(0.20, 0.02, 0.25, 1.20),
        "gpt-4.1-mini": Rate(0.40, 0.10, 0.40, 1.60),
    }
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _looks: dict[str, int] = field(default_factory=dict, repr=False)

    def routes(self) -> Sequence[Route]:
        return (
            Route("/v1/responses", self._create, methods=["POST"]),
            Route("/v1/responses/{id}", self._retrieve, methods=["GET"]),
            Route("/v1/models", self._models, methods=["GET"]),
        )

    def refuse(self, kind: str, seconds: float) -> Response:
        return openai_refusal(kind, seconds, self.keys[0] if self.keys else "")

    async def _models(self, request: Request) -> Response:
        if not self.allowed(bearer(request)):
            return self.refuse("invalid_key", 0)
        listed = [
            {"id": each, "object": "model", "created": 1_760_000_000, "owned_by": "openai"} for each in self.rates
        ]
        return JSONResponse({"object": "list", "data": [_MODEL.good(each) for each in listed]})

    async def _retrieve(self, request: Request) -> Response:
        if not self.allowed(bearer(request)):
            return self.refuse("invalid_key", 0)
        name = request.path_params["id"]
        if name not in self._kept:
            return openai_error(404, f"Response with id '{name}' not found.")
        self._looks[name] = self._looks.get(name, 0) + 1
        body = self._kept[name]
        if self._looks[name] < self.polls:
            body = {**body, "status": "in_progress", "output": [], "usage": None, "error": None}
        return JSONResponse(_RESPONSE.good(body))

    async def _create(self, request: Request) -> Response:
        body = await json_body(request)
        self.remember(request, body)
        key = bearer(request)
        if not self.allowed(key):
            return self.refuse("invalid_key", 0)
        if body is None:
            return openai_error(400, "We could not parse the JSON body of your request.")
        if wrong := self._wrong(body) or _wrong_format((body.get("text") or {}).get("format") or {}):
            return wrong
        await self.wait()
        return self._made(body, new_id("resp"), key)

    def _made(self, body: Mapping[str, Any], name: str, key: str) -> Response:
        queued = _RESPONSE.good(_response(name, body, None, status="queued"))
        if body.get("background") and self.take(_CREATE, "failed"):
            failed = _response(name, body, None, status="failed")
            failed["error"] = {"code": "server_error", "message": "An error occurred while processing your request."}
            self._kept[name] = _RESPONSE.good(failed)
            return JSONResponse(queued)
        schema = (body.get("text") or {}).get("format", {}).get("schema")
        most = body.get("max_output_tokens") or 100_000
        speech = self.spoken(_CREATE, body.get("instructions") or "", _turns(body["input"]), schema, most)
        self.bill({each: value for each, value in body.items() if each != "stream"}, speech, key=key, remote=name)
        made = _RESPONSE.good(_response(name, body, speech))
        if body.get("store") is not False:
            self._kept[name] = made
        if body.get("stream"):
            error = {
                "type": "error",
                "code": "server_error",
                "message": "It broke.",
                "param": None,
                "sequence_number": 9,
            }
            return self.stream(_CREATE, _events(made, _response(name, body, None, status="in_progress")), error)
        return JSONResponse(queued if body.get("background") else made)

    def _wrong(self, body: Mapping[str, Any]) -> Response | None:
        if found := (_STREAMED if body.get("stream") else _PLAIN).problem(body):
            code = "unknown_parameter" if "Extra inputs" in found[1] else "invalid_type"
            return openai_error(400, f"Invalid value for '{found[0]}': {found[1]}", code=code, param=found[0])
        model = body.get("model")
        if "input" not in body or model is None:
            return openai_error(400, "Missing required parameter.", code="missing_required_parameter")
        if model not in self.rates:
            said = f"The requested model '{model}' does not exist."
            return openai_error(404, said, code="model_not_found", param="model")
        unfit = "temperature" if _REASONING.match(model) else "reasoning"
        if body.get(unfit) is not None:
            said = f"Unsupported parameter: '{unfit}' is not supported with this model."
            return openai_error(400, said, code="unsupported_parameter", param=unfit)
        off = {
            "max_output_tokens": (body.get("max_output_tokens") or 16) < 16,
            "store": bool(body.get("background")) and body.get("store") is False,
        }
        param = next((name for name, wrong in off.items() if wrong), None)
        return openai_error(400, f"Invalid value for '{param}'.", param=param) if param else None


def _wrong_format(form: Mapping[str, Any]) -> Response | None:
    if form.get("type") != "json_schema":
        return None
    if not _NAME.fullmatch(form["name"]):
        return openai_error(400, "Invalid 'text.format.name': string does not match pattern.", param="text.format.name")
    if form.get("strict") and (fault := unstrict(form["schema"])):
        said = f"Invalid schema for response_format '{form['name']}': {fault}"
        return openai_error(400, said, code="invalid_json_schema", param="text.format.schema")
    return None


def _turns(given: Any) -> list[dict[str, str]]:
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    return [{"role": each["role"], "content": plain(each["content"])} for each in given if "role" in each]


def _response(name: str, body: Mapping[str, Any], speech: Speech | None, status: str = "completed") -> dict[str, Any]:
    """A Response; without a speech it is one that is not done."""
    made: dict[str, Any] = {
        "id": name,
        "object": "response",
        "created_at": now(),
        "status": status,
        "background": body.get("background") or False,
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "model": body["model"],
        "output": [],
        "parallel_tool_calls": True,
        "temperature": body.get("temperature"),
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "usage": None,
        "metadata": {},
    }
    if speech is None:
        return made
    if speech.end in ("cut", "content_filter"):
        made["status"] = "incomplete"
        made["incomplete_details"] = {"reason": "max_output_tokens" if speech.end == "cut" else "content_filter"}
    part: dict[str, Any] = {"type": "output_text", "text": speech.text, "annotations": [], "logprobs": []}
    if speech.end == "refusal":
        part = {"type": "refusal", "refusal": speech.text}
    made["output"] = [
        {"type": "reasoning", "id": new_id("rs"), "summary": []},
        {
            "type": "message",
            "id": new_id("msg"),
            "role": "assistant",
            "status": "completed" if made["status"] == "completed" else "incomplete",
            "content": [part],
        },
    ][0 if speech.thought else 1 :]
    made["usage"] = {
        "input_tokens": speech.reads,
        "input_tokens_details": {"cached_tokens": speech.cached, "cache_write_tokens": 0},
        "output_tokens": speech.says,
        "output_tokens_details": {"reasoning_tokens": speech.thought},
        "total_tokens": speech.reads + speech.says,
    }
    return made


def _events(made: dict[str, Any], begun: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The stream of a response's making."""
    index = len(made["output"]) - 1
    item = made["output"][index]
    part = item["content"][0]
    at = {"item_id": item["id"], "output_index": index, "content_index": 0}
    empty = {**part, "text": ""} if "text" in part else {**part, "refusal": ""}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {
            "type": "response.output_item.added",
            "output_index": index,
            "item": {**item, "content": [], "status": "in_progress"},
        },
        {"type": "response.content_part.added", **at, "part": empty},
    ]
    if "text" in part:
        events += [
            {"type": "response.output_text.delta", **at, "delta": each, "logprobs": []} for each in pieces(part["text"])
        ]
        events.append({"type": "response.output_text.done", **at, "text": part["text"], "logprobs": []})
    else:
        events += [{"type": "response.refusal.delta", **at, "delta": each} for each in pieces(part["refusal"])]
        events.append({"type": "response.refusal.done", **at, "refusal": part["refusal"]})
    ended = "response.completed" if made["status"] == "completed" else "response.incomplete"
    events += [
        {"type": "response.content_part.done", **at, "part": part},
        {"type": "response.output_item.done", "output_index": index, "item": item},
        {"type": ended, "response": made},
    ]
    for number, event in enumerate(events):
        yield event["type"], _EVENT.good({**event, "sequence_number": number})
