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

from reprise.clock import Clock
from sandbox import x_media, x_posts
from sandbox.problems import ApiProblem, forbidden, invalid
from sandbox.state import Account, State

Handler = Callable[["Call"], tuple[int, dict[str, Any]]]


@dataclass(frozen=True)
class Call:
    """One authorised request: who, when, and what was sent."""

    state: State
    seed: int
    account: Account
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Endpoint:
    """A route of the API: the scopes its token needs, its requests per 15 minutes, and what it does."""

    method: str
    path: str
    scopes: frozenset[str]
    limit: int
    handler: Handler


_READ, _WRITE = frozenset({"tweet.read", "users.read"}), frozenset({"tweet.read", "tweet.write", "users.read"})
_MEDIA = frozenset({"media.write"})

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/2/tweets", _WRITE, 100, x_posts.create),
    Endpoint("GET", "/2/tweets", _READ, 5000, x_posts.lookup),
    Endpoint("DELETE", "/2/tweets/{id}", _WRITE, 50, x_posts.delete),
    Endpoint("GET", "/2/users/me", _READ, 75, x_posts.me),
    Endpoint("GET", "/2/users/{id}/tweets", _READ, 900, x_posts.timeline),
    Endpoint("POST", "/2/media/upload", _MEDIA, 500, x_media.one_shot),
    Endpoint("GET", "/2/media/upload", _MEDIA, 1000, x_media.status),
    Endpoint("POST", "/2/media/upload/initialize", _MEDIA, 1875, x_media.initialize),
    Endpoint("POST", "/2/media/upload/{id}/append", _MEDIA, 1875, x_media.append),
    Endpoint("POST", "/2/media/upload/{id}/finalize", _MEDIA, 1875, x_media.finalize),
    Endpoint("POST", "/2/media/metadata", _MEDIA, 500, x_media.metadata),
    Endpoint("POST", "/2/media/subtitles", _MEDIA, 100, x_media.subtitles),
)


def routes(state: State, clock: Clock, seed: int) -> list[Route]:
    """The API's routes over a state and a clock."""
    return [
        Route(endpoint.path, _serve(endpoint, state, clock, seed), methods=[endpoint.method]) for endpoint in ENDPOINTS
    ]


def _serve(endpoint: Endpoint, state: State, clock: Clock, seed: int) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            now = clock.now()
            account = _authorise(request, state, endpoint)
            headers = _count(state, account, endpoint, now)
            body = await _body(request) if request.method == "POST" else {}
            query = _query(request)
            call = Call(state, seed, account, now, request.path_params, query, body)
            status, answer = await run_in_threadpool(endpoint.handler, call)
        except ApiProblem as problem:
            headers |= problem.headers
            return JSONResponse(problem.body, problem.status, {**headers, "content-type": "application/problem+json"})
        return JSONResponse(answer, status, headers)

    return serve


def _authorise(request: Request, state: State, endpoint: Endpoint) -> Account:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    account = state.account_of(token) if scheme.lower() == "bearer" and token else None
    if account is None:
        raise ApiProblem(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"})
    missing = endpoint.scopes - account.scopes
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
        detail = {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}
        raise ApiProblem(429, detail, headers)
    return headers


def _query(request: Request) -> dict[str, str]:
    return {_usual_name(name): value for name, value in request.query_params.items()}


def _usual_name(name: str) -> str:
    """The prose documents still say tweet.fields where the OpenAPI file says post.fields; both are taken."""
    return re.sub(r"^tweet\.fields$", "post.fields", name)


async def _body(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await request.form(max_part_size=8 << 20)
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


async def _part(value: UploadFile | str) -> bytes | str:
    return await value.read() if isinstance(value, UploadFile) else value
