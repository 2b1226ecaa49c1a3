"""The judge itself: what it accepts, and each kind of mistake that it must see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.contracts.openapi import OpenApi
from tests.contracts.recording import Exchange, Recorder, served

THING = {
    "type": "object",
    "required": ["id", "made_at"],
    "properties": {
        "id": {"type": "string"},
        "made_at": {"type": "string", "format": "date-time"},
        "inner": {"$ref": "#/components/schemas/Thing"},
        "note": {"type": ["string", "null"]},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "components": {"schemas": {"Thing": THING}},
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 5}}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            },
        },
        "/things/new": {
            "post": {
                "parameters": [{"name": "Key", "in": "header", "required": True, "schema": {"type": "string"}}],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "tags[]": {"type": "array", "items": {"type": "integer"}},
                                },
                            }
                        },
                    },
                },
                "responses": {"201": {}, "4XX": {"content": {"application/json": {"schema": {"required": ["error"]}}}}},
            }
        },
    },
}
GOOD = {"id": "1", "made_at": "2026-03-02T12:00:00Z"}


def got(body: Any = GOOD, path: str = "/api/things/1", query: str = "", status: int = 200, **more: Any) -> Exchange:
    pairs = [tuple(pair.split("=")) for pair in query.split("&") if pair]
    facts: dict[str, Any] = {
        "method": "GET",
        "path": path,
        "query": pairs,
        "request_headers": {},
        "request_body": b"",
        "status": status,
        "response_headers": {"content-type": "application/json; charset=utf-8"},
        "response_body": json.dumps(body).encode(),
    }
    return Exchange(**{**facts, **more})


def sent(body: Any = GOOD, *, kind: str = "application/json", key: str | None = "k", **more: Any) -> Exchange:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": kind} | ({"key": key} if key else {})
    facts: dict[str, Any] = {"method": "POST", "path": "/api/things/new", "status": 201, "request_headers": headers}
    return got(**{**facts, "request_body": data, **more})


JUDGE = OpenApi(DOCUMENT, prefix="/api")


@pytest.mark.parametrize("exchange", [got(), got(query="size=5"), sent(), got({**GOOD, "note": None, "inner": GOOD})])
def test_what_keeps_to_the_document_is_accepted(exchange: Exchange) -> None:
    assert JUDGE.problems(exchange) == []


@pytest.mark.parametrize(
    ("exchange", "problem"),
    [
        (got(path="/api/nothing"), "no such operation"),
        (got(path="/things/1"), "no such operation"),
        (got(method="DELETE"), "no such operation"),
        (got(path="/api/things/one"), "path.id: 'one' is not of type 'integer'"),
        (got(query="size=6"), "query.size: 6 is greater than the maximum of 5"),
        (got(query="sise=1"), "query has an unknown sise"),
        (got(status=204), "the status is not among 200"),
        (got({"id": "1"}), "answer: 'made_at' is a required property"),
        (got({**GOOD, "inner": {"id": 2, "made_at": GOOD["made_at"]}}), "answer.inner.id: 2 is not of type 'string'"),
        (got({**GOOD, "made_at": "yesterday"}), "answer.made_at: 'yesterday' is not a 'date-time'"),
        (got({**GOOD, "made_at": "2026-03-02T12:00:00"}), "is not a 'date-time'"),
        (got(response_headers={"content-type": "text/html"}), "the answer is text/html, not application/json"),
        (got(request_body=b"x"), "the request has a body, and none is wanted"),
        (sent(key=None), "header lacks Key"),
        (sent(b""), "the request lacks its body"),
        (sent({"id": "1"}), "body: 'made_at' is a required property"),
        (sent({**GOOD, "colour": "red"}), "body has an unknown colour"),
        (sent(kind="text/plain"), "the request's body is text/plain, not"),
        (sent(status=404, body={}), "answer: 'error' is a required property"),
    ],
)
def test_a_mistake_is_seen(exchange: Exchange, problem: str) -> None:
    (found,) = JUDGE.problems(exchange)
    assert problem in found and found.startswith(f"{exchange.method} {exchange.path} -> {exchange.status}: ")


def test_a_refused_request_is_not_judged_for_what_it_was_refused_for() -> None:
    assert JUDGE.problems(sent({"id": 1}, status=422, response_body=b'{"error": "id"}')) == []


def test_a_form_is_read_as_the_types_that_are_wanted() -> None:
    request = httpx.Request("POST", "http://x/", files={"file": ("a.png", b"\x89PNG")}, data={"tags[]": ["1", "2"]})
    headers = {"content-type": request.headers["content-type"], "key": "k"}
    assert JUDGE.problems(sent(request.read(), request_headers=headers)) == []
    wrong = httpx.Request("POST", "http://x/", files={"fil": ("a.png", b"\x89PNG")}, data={"tags[]": ["one"]})
    headers = {"content-type": wrong.headers["content-type"], "key": "k"}
    problems = JUDGE.problems(sent(wrong.read(), request_headers=headers))
    assert [problem.partition("201: ")[2] for problem in problems] == [
        "body has an unknown fil",
        "body: 'file' is a required property",
        "body.tags[].0: 'one' is not of type 'integer'",
    ]


def test_a_flaw_of_the_document_is_told_with_its_reason() -> None:
    lenient = OpenApi(DOCUMENT, prefix="/api", flaws={r"query has an unknown sise": "it is a word of the server's own"})
    assert lenient.problems(got(query="sise=1")) == []
    assert lenient.problems(got(query="sice=1")) != []


def test_the_words_of_openapi_3_0_are_understood() -> None:
    thing = {
        "type": "object",
        "properties": {"n": {"type": "integer", "nullable": True, "minimum": 0, "exclusiveMinimum": True}},
    }
    answer = {"200": {"content": {"application/json": {"schema": thing}}}}
    old = OpenApi({"openapi": "3.0.0", "paths": {"/a": {"get": {"responses": answer}}}})
    assert old.problems(got({"n": None}, path="/a"), got({"n": 1}, path="/a")) == []
    assert len(old.problems(got({"n": 0}, path="/a"))) == 1


def test_real_traffic_is_recorded_and_judged(tmp_path: Path) -> None:
    async def thing(request: Request) -> JSONResponse:
        return JSONResponse({**GOOD, "id": request.path_params["id"]})

    recorder = Recorder(Starlette(routes=[Route("/api/things/{id}", thing)]))
    with served(recorder) as url, httpx.Client(trust_env=False) as http:
        assert http.get(f"{url}/api/things/7", params={"size": 2}).json()["id"] == "7"
        assert http.get(f"{url}/api/none", headers={"X-Note": "n"}).status_code == 404
    first, second = recorder.exchanges
    assert (first.method, first.path, first.query, first.status) == ("GET", "/api/things/7", [("size", "2")], 200)
    assert first.json()["id"] == "7" and second.request_headers["x-note"] == "n"
    assert JUDGE.problems(first) == [] and JUDGE.operations(recorder.exchanges) == {"GET /things/{id}"}
    assert JUDGE.problems(second) == ["GET /api/none -> 404: there is no such operation"]
