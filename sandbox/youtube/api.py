"""YouTube's endpoints: the scopes and the quota that each takes, and the checks that all have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Kit
from sandbox.youtube import analytics, channels, extras, uploads, videos
from sandbox.youtube.call import LARGEST_JSON, Call, content_type, parsed, read
from sandbox.youtube.problems import Problem, bad, bad_credentials, no_scope
from sandbox.youtube.state import NAME, Channel, State

PREFIX = "https://www.googleapis.com/auth/"
_COMMON = ("alt", "fields", "key", "prettyPrint", "quotaUser")
_UPLOAD = "/upload/youtube/v3"
_DATA = "/youtube/v3"


@dataclass(frozen=True)
class Endpoint:
    """A route: the scopes of which a token needs one, what it costs of which bucket, the parameters it knows.

    `handler` gives a body (None: 204); `stream` reads the request itself and gives a whole answer.
    """

    method: str
    path: str
    scopes: frozenset[str]
    parameters: tuple[str, ...]
    cost: int = 1
    bucket: str = "units"
    handler: Callable[[Call], dict[str, Any] | None] | None = None
    stream: Callable[[Call], Awaitable[Response]] | None = None


_READ = frozenset({"youtube", "youtube.force-ssl", "youtube.readonly"})
_WRITE = frozenset({"youtube", "youtube.force-ssl"})
_SEND = _WRITE | {"youtube.upload"}
_SSL = frozenset({"youtube.force-ssl"})
_REPORTS = frozenset({"youtube", "youtube.readonly", "yt-analytics.readonly", "yt-analytics-monetary.readonly"})
_LIST = ("part", "id", "maxResults", "pageToken")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{_DATA}/videos", _READ, (*_LIST, "hl", "maxHeight", "maxWidth"), handler=videos.list_videos),
    Endpoint(
        "GET", f"{_DATA}/videos:batchGetStats", _READ, ("part", "id"), bucket="stats", handler=videos.batch_get_stats
    ),
    Endpoint("PUT", f"{_DATA}/videos", _WRITE, ("part",), 50, handler=videos.update),
    Endpoint("DELETE", f"{_DATA}/videos", _WRITE, ("id",), 50, handler=videos.delete),
    Endpoint("GET", f"{_DATA}/channels", _READ, (*_LIST, "mine", "hl"), handler=channels.list_channels),
    Endpoint("GET", f"{_DATA}/playlistItems", _READ, (*_LIST, "playlistId", "videoId"), handler=channels.list_items),
    Endpoint("GET", f"{_DATA}/captions", _SSL, ("part", "videoId", "id"), 50, handler=extras.list_captions),
    Endpoint("POST", f"{_DATA}/commentThreads", _SSL, ("part",), 50, handler=extras.insert_comment),
    Endpoint(
        "GET",
        f"{_DATA}/commentThreads",
        _SSL,
        (*_LIST, "videoId", "order", "textFormat", "moderationStatus"),
        handler=extras.list_comments,
    ),
    Endpoint(
        "POST",
        f"{_UPLOAD}/videos",
        _SEND,
        ("part", "uploadType", "notifySubscribers", "autoLevels", "stabilize"),
        cost=0,  # of the bucket of uploads, when the description holds
        stream=uploads.start,
    ),
    Endpoint("POST", f"{_UPLOAD}/thumbnails/set", _SEND, ("videoId", "uploadType"), 50, stream=extras.set_thumbnail),
    Endpoint("POST", f"{_UPLOAD}/captions", _SSL, ("part", "uploadType", "sync"), 400, stream=extras.insert_captions),
    Endpoint(
        "GET",
        "/v2/reports",
        _REPORTS,
        ("ids", "startDate", "endDate", "metrics", "dimensions", "filters", "maxResults", "sort", "startIndex"),
        cost=0,  # Analytics has a quota of its own
        handler=analytics.report,
    ),
)
"""Scopes as in the discovery documents (revision 20261104); costs as in the quota calculator of 2026-06."""


def routes(kit: Kit, state: State) -> list[BaseRoute]:
    """The API's routes, and the addresses of upload sessions."""

    async def put(request: Request) -> Response:
        try:
            caller = None
            if "authorization" in request.headers:  # the address itself is the key; a token, if sent, must be sound
                caller = _authorise(request, kit, state, _SEND).id
            now = kit.clock.now()
            return await uploads.put(request, state, seed=kit.seed, now=now, base=_base(request), caller=caller)
        except Problem as problem:
            return _refused(problem)

    served = [Route(endpoint.path, _serve(endpoint, kit, state), methods=[endpoint.method]) for endpoint in ENDPOINTS]
    return [*served, Route(f"{_UPLOAD}/videos", put, methods=["PUT"])]


def _serve(endpoint: Endpoint, kit: Kit, state: State) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        try:
            channel = _authorise(request, kit, state, endpoint.scopes)
            for name in request.query_params:
                if name not in (*endpoint.parameters, *_COMMON):
                    message = f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.'
                    raise bad(message)
            query = {name: ",".join(request.query_params.getlist(name)) for name in request.query_params}
            body = await _body(request, endpoint)
            call = Call(request, state, kit.seed, channel, kit.clock.now(), _base(request), query, body)
            call.spend(endpoint.bucket, endpoint.cost)
            if endpoint.stream:
                return await endpoint.stream(call)
            assert endpoint.handler is not None
            answer = await run_in_threadpool(endpoint.handler, call)
        except Problem as problem:
            return _refused(problem)
        return Response(status_code=204) if answer is None else JSONResponse(answer)

    return serve


def _authorise(request: Request, kit: Kit, state: State, scopes: frozenset[str]) -> Channel:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = kit.tokens.find(NAME, token) if scheme == "Bearer" and token else None
    channel = state.channel(grant.account) if grant else None
    if grant is None or channel is None or grant.state != "valid" or grant.kind != "user":
        raise bad_credentials()
    if not {scope.removeprefix(PREFIX) for scope in grant.scopes} & scopes:
        raise no_scope()
    return channel


async def _body(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """The JSON that describes something; what is sent as a file is left to the handler."""
    described = endpoint.handler is not None or endpoint.stream is uploads.start
    if request.method not in ("POST", "PUT") or not described:
        return {}
    data = await read(request, LARGEST_JSON)
    if data and content_type(request.headers) != "application/json":
        raise bad(f"Media type '{content_type(request.headers)}' is not supported for the description.", "badContent")
    return parsed(data)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/{NAME}"


def _refused(problem: Problem) -> Response:
    return JSONResponse(problem.body, problem.status, problem.headers)
