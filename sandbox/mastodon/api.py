"""Mastodon's REST API: which routes there are, the scopes they need, and how often they may be called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.kit import Kit
from sandbox.mastodon import media, people, statuses
from sandbox.mastodon.calls import Call, admit, values_of
from sandbox.mastodon.problems import ApiProblem
from sandbox.mastodon.state import Account, State
from sandbox.windows import Spent, Window, spend, tightest

EVERY = Window(300, 5 * 60, aligned=True)
UPLOADS = Window(30, 30 * 60, aligned=True)
DELETIONS = Window(30, 30 * 60, aligned=True)
STATUSES = Window(300, 3 * 3600, aligned=True)  # the server's limiter of new statuses


@dataclass(frozen=True)
class Endpoint:
    """A route. `scopes`: one of them is needed of a token; `public`: without a token as well; `window`: its own limit
    beside the one for everything."""

    method: str
    path: str
    handler: Callable[[Call], Any]
    scopes: frozenset[str] = frozenset()
    public: bool = False
    window: Window | None = None


_READ, _WRITE = frozenset({"read:statuses"}), frozenset({"write:statuses"})
_MEDIA = frozenset({"write:media"})
_WHO = frozenset({"read:accounts", "profile"})
_PEOPLE = frozenset({"read:accounts"})

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/v2/instance", people.instance, public=True),
    Endpoint("GET", "/api/v1/accounts/verify_credentials", people.verify_credentials, _WHO),
    Endpoint("GET", "/api/v1/accounts/{id}", people.account, _PEOPLE, public=True),
    Endpoint("GET", "/api/v1/accounts/{id}/statuses", statuses.of_account, _READ, public=True),
    Endpoint("POST", "/api/v2/media", media.upload, _MEDIA, window=UPLOADS),
    Endpoint("GET", "/api/v1/media/{id}", media.look, _MEDIA),
    Endpoint("PUT", "/api/v1/media/{id}", media.update, _MEDIA),
    Endpoint("POST", "/api/v1/statuses", statuses.create, _WRITE, window=STATUSES),
    Endpoint("GET", "/api/v1/statuses", statuses.several, _READ, public=True),
    Endpoint("GET", "/api/v1/statuses/{id}", statuses.get, _READ, public=True),
    Endpoint("DELETE", "/api/v1/statuses/{id}", statuses.delete, _WRITE, window=DELETIONS),
    Endpoint("GET", "/api/v1/statuses/{id}/context", statuses.context, _READ, public=True),
)


def routes(kit: Kit, state: State) -> list[BaseRoute]:
    served: list[BaseRoute] = [
        Route(endpoint.path, _serve(endpoint, kit, state), methods=[endpoint.method]) for endpoint in ENDPOINTS
    ]
    return [*served, Route("/system/media_attachments/{id:int}", _file(state))]


def _serve(endpoint: Endpoint, kit: Kit, state: State) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            now = kit.clock.now()
            grant = admit(kit, request.headers.get("authorization"), endpoint.scopes)
            me = state.account(grant.account) if grant else None
            if me is None and not endpoint.public:
                raise ApiProblem(401, "The access token is invalid")
            spent = _count(request, endpoint, state, me, now)
            headers = _told(spent)
            if spent.over:
                raise ApiProblem(429, "Too many requests")
            base = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
            values = await values_of(request)
            call = Call(kit, state, now, base, request.path_params, values, request.headers, me)
            status, answer, *more = await run_in_threadpool(endpoint.handler, call)
        except ApiProblem as problem:
            return JSONResponse(problem.body, problem.status, headers | problem.headers)
        return JSONResponse(answer, status, headers | (more[0] if more else {}))

    return serve


def _file(state: State) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        found = state.media(str(request.path_params["id"]))
        if found is None or not found.ready:
            return Response(status_code=404)
        return FileResponse(state.file(found.id), media_type=found.mime)

    return serve


def _count(request: Request, endpoint: Endpoint, state: State, me: Account | None, now: datetime) -> Spent:
    """Count the call for its account, or for its address without one; the limit nearest to its end."""
    who = f"account {me.id}" if me else f"ip {request.client.host if request.client else 'nowhere'}"
    spent = [spend(state.database, f"{who} every", EVERY, now)]
    if endpoint.window:
        spent.append(spend(state.database, f"{who} {endpoint.method} {endpoint.path}", endpoint.window, now))
    return tightest(spent)


def _told(spent: Spent) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(spent.window.limit),
        "X-RateLimit-Remaining": str(spent.left),
        "X-RateLimit-Reset": datetime.fromtimestamp(spent.reset, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
