"""TikTok's v2 API as its documents describe it: who may call what, how often, and the envelope around each answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Grant, Kit
from sandbox.tiktok import publishing, uploads, videos
from sandbox.tiktok.problems import Fields, Problem, envelope
from sandbox.tiktok.state import NAME, Account, State

Handler = Callable[["Call"], dict[str, Any]]
_LARGEST_BODY = 1 << 20


@dataclass(frozen=True)
class Call:
    """One authorised request: who, when, and what was sent. `base` is the address of this platform's root."""

    state: State
    seed: int
    account: Account
    grant: Grant
    now: datetime
    base: str
    query: Mapping[str, str]
    fields: Fields

    def need(self, scope: str) -> None:
        """Refuse a token without this scope."""
        if scope not in self.grant.scopes:
            raise Problem("scope_not_authorized")


@dataclass(frozen=True)
class Endpoint:
    """A route of the API: the scopes of which its token needs one, its calls in a minute, and what it does."""

    method: str
    path: str
    scopes: tuple[str, ...]
    limit: int
    handler: Handler
    code: str = "invalid_param"


_EITHER = ("video.publish", "video.upload")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/v2/post/publish/creator_info/query/", ("video.publish",), 20, publishing.creator_info),
    Endpoint("POST", "/v2/post/publish/video/init/", ("video.publish",), 6, publishing.video_init),
    Endpoint("POST", "/v2/post/publish/inbox/video/init/", ("video.upload",), 6, publishing.inbox_init),
    Endpoint("POST", "/v2/post/publish/content/init/", _EITHER, 6, publishing.content_init),
    Endpoint("POST", "/v2/post/publish/status/fetch/", _EITHER, 30, publishing.status),
    Endpoint("GET", "/v2/user/info/", ("user.info.basic",), 600, videos.user_info, "invalid_params"),
    Endpoint("POST", "/v2/video/list/", ("video.list",), 600, videos.list_videos, "invalid_params"),
    Endpoint("POST", "/v2/video/query/", ("video.list",), 600, videos.query_videos, "invalid_params"),
)
"""Limits: the Content Posting API's by token, the Display API's of 2026-08-04, both over a sliding minute."""


def routes(kit: Kit, state: State) -> list[BaseRoute]:
    """The API's routes, and the address for uploads."""

    async def upload(request: Request) -> Response:
        return await uploads.put(request, state, kit.clock.now())

    served = [Route(endpoint.path, _serve(endpoint, kit, state), methods=[endpoint.method]) for endpoint in ENDPOINTS]
    return [*served, Route("/video/", upload, methods=["PUT"])]


def _serve(endpoint: Endpoint, kit: Kit, state: State) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        try:
            grant, account = _authorise(request, kit, state)
            if not grant.scopes.intersection(endpoint.scopes):
                raise Problem("scope_not_authorized")
            now = kit.clock.now()
            if not state.spend(account.id, endpoint.path, endpoint.limit, now):
                raise Problem("rate_limit_exceeded")
            fields = Fields(await _body(request, endpoint), "request", endpoint.code)
            base = f"{request.url.scheme}://{request.url.netloc}/{NAME}"
            call = Call(state, kit.seed, account, grant, now, base, dict(request.query_params), fields)
            answer = await run_in_threadpool(endpoint.handler, call)
        except Problem as problem:
            return JSONResponse(problem.body, problem.status)
        return JSONResponse(envelope(answer))

    return serve


def _authorise(request: Request, kit: Kit, state: State) -> tuple[Grant, Account]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = kit.tokens.find(NAME, token) if scheme == "Bearer" and token else None
    account = state.account(grant.account) if grant else None
    if grant is None or account is None or grant.state != "valid" or grant.kind != "user":
        raise Problem("access_token_invalid")
    return grant, account


async def _body(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.method == "GET":
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(endpoint.code, "Content-Type must be application/json; charset=UTF-8.")
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > _LARGEST_BODY:
            raise Problem(endpoint.code, "The body is too large.")
    try:
        body = json.loads(data) if data.strip() else {}
    except (ValueError, RecursionError):
        raise Problem(endpoint.code, "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Problem(endpoint.code, "The body is not an object.")
    return body
