"""X's v2 API as its documents describe it, strict: unknown fields, wrong order and foreign media are refused.

Shapes follow X's OpenAPI 2.167; behaviour that only users of the real API report is marked in the comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from sandbox.kit import Kit
from sandbox.orders import Orders
from sandbox.x import media, posts, reading
from sandbox.x.problems import (
    TOO_MANY,
    UNAUTHORIZED,
    UNSUPPORTED_AUTH,
    ApiProblem,
    forbidden,
    invalid,
    too_large,
)
from sandbox.x.state import Account, State

Handler = Callable[["Call"], tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class Call:
    """One authorised request: who, when, and what was sent."""

    state: State
    orders: Orders
    seed: int
    account: Account
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Endpoint:
    """A route of the API: the scopes its token needs, its requests per 15 minutes, what it does, the largest body."""

    method: str
    path: str
    scopes: frozenset[str]
    limit: int
    handler: Handler
    body: int = 1 << 20


_READ, _WRITE = frozenset({"tweet.read", "users.read"}), frozenset({"tweet.read", "tweet.write", "users.read"})
_MEDIA = frozenset({"media.write"})

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/2/tweets", _WRITE, 100, posts.create),
    Endpoint("GET", "/2/tweets", _READ, 5000, reading.lookup),
    Endpoint("GET", "/2/tweets/{id}", _READ, 900, reading.single),
    Endpoint("DELETE", "/2/tweets/{id}", _WRITE, 50, posts.delete),
    Endpoint("GET", "/2/users/me", _READ, 75, reading.me),
    Endpoint("GET", "/2/users/{id}/tweets", _READ, 900, reading.timeline),
    Endpoint("POST", "/2/media/upload", _MEDIA, 500, media.one_shot, 24 << 20),
    Endpoint("GET", "/2/media/upload", _MEDIA, 1000, media.status),
    Endpoint("POST", "/2/media/upload/initialize", _MEDIA, 1875, media.initialize),
    Endpoint("POST", "/2/media/upload/{id}/append", _MEDIA, 1875, media.append, media.MAX_CHUNK + (64 << 10)),
    Endpoint("POST", "/2/media/upload/{id}/finalize", _MEDIA, 1875, media.finalize),
    Endpoint("POST", "/2/media/metadata", _MEDIA, 500, media.metadata),
    Endpoint("POST", "/2/media/subtitles", _MEDIA, 100, media.subtitles),
)


def routes(kit: Kit, state: State, orders: Orders) -> list[Route]:
    """The API's routes over a state and a clock; whatever else is asked for is not found."""
    known = [Route(each.path, _serve(each, kit, state, orders), methods=[each.method]) for each in ENDPOINTS]
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return [*known, Route("/{path:path}", _unknown, methods=methods)]


def _serve(endpoint: Endpoint, kit: Kit, state: State, orders: Orders) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            now = kit.clock.now()
            account = _authorise(request, kit, state, endpoint)
            headers = _count(state, account, endpoint, now)
            body = await _body(request, endpoint.body) if request.method == "POST" else {}
            call = Call(state, orders, kit.seed, account, now, request.path_params, _query(request), body)
            status, answer = await run_in_threadpool(endpoint.handler, call)
        except ApiProblem as problem:
            if not problem.body:
                return Response(status_code=problem.status)
            headers |= problem.headers
            return JSONResponse(problem.body, problem.status, {**headers, "content-type": "application/problem+json"})
        return JSONResponse(answer, status, headers)

    return serve


async def _unknown(request: Request) -> Response:
    path = request.url.path.removeprefix(request.scope["root_path"])
    body = {"title": "Not Found", "type": "about:blank", "status": 404, "detail": f"No {request.method} {path}."}
    return JSONResponse(body, 404, {"content-type": "application/problem+json"})


def _authorise(request: Request, kit: Kit, state: State, endpoint: Endpoint) -> Account:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = kit.tokens.find("x", token) if scheme.lower() == "bearer" and token else None
    account = state.account(grant.account) if grant else None
    if grant and grant.state == "valid" and grant.kind == "app":
        raise ApiProblem(403, UNSUPPORTED_AUTH)
    if grant is None or account is None or grant.state != "valid" or grant.kind != "user":
        raise ApiProblem(401, UNAUTHORIZED)
    missing = endpoint.scopes - grant.scopes
    if missing:
        raise forbidden(f"Your token lacks the scope {', '.join(sorted(missing))}.")
    return account


def _count(state: State, account: Account, endpoint: Endpoint, now: datetime) -> dict[str, str]:
    left, reset = state.spend(account.id, f"{endpoint.method} {endpoint.path}", endpoint.limit, now)
    headers = {
        "x-rate-limit-limit": str(endpoint.limit),
        "x-rate-limit-remaining": str(max(0, left)),
        "x-rate-limit-reset": str(reset),
    }
    if left < 0:
        raise ApiProblem(429, TOO_MANY, headers)
    return headers


def _query(request: Request) -> dict[str, str]:
    return {_usual_name(name): value for name, value in request.query_params.items()}


def _usual_name(name: str) -> str:
    """The prose documents still say tweet.fields where the OpenAPI file says post.fields; both are taken."""
    return re.sub(r"^tweet\.fields$", "post.fields", name)


async def _body(request: Request, most: int) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    request = Request(request.scope, _bounded(request.receive, most))
    if kind == "multipart/form-data":
        async with request.form(max_part_size=most) as form:  # files beyond 1 MB wait on the disk
            return {name: await _part(value) for name, value in form.items()}
    data = await request.body()
    if not data:
        return {}
    if kind != "application/json":
        raise invalid("The Content-Type is not application/json.")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise invalid("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body is not an object.")
    return body


def _bounded(receive: Receive, most: int) -> Receive:
    """The request's messages as long as they are not too many bytes; the rest is read, for the answer to arrive."""
    total = 0

    async def bounded() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total <= most:
            return message
        while message.get("more_body"):
            message = await receive()
        raise too_large()

    return bounded


async def _part(value: UploadFile | str) -> bytes | str:
    return await value.read() if isinstance(value, UploadFile) else value
