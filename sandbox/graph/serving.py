"""Graph as routes: one for everything that names an object and an edge, and what an upload's route needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.graph import versions
from sandbox.graph.problems import GraphProblem
from sandbox.graph.requests import Asked, bearer, parameters
from sandbox.graph.tokens import missing_token
from sandbox.kit import Grant, Kit

METHODS = ["GET", "POST", "DELETE"]


class Graph(Protocol):
    """What a platform tells its routes."""

    name: str

    def authorised(self, token: str) -> Grant:
        """Raises `GraphProblem` for a token that opens nothing."""
        ...

    def counted(self, grant: Grant) -> tuple[dict[str, str], GraphProblem | None]:
        """Count a call: the headers to send, and the refusal if there were too many."""
        ...

    def answer(self, asked: Asked) -> Any:
        """What the call gives. Raises `GraphProblem`."""
        ...


def everything(kit: Kit, graph: Graph) -> Route:
    """The route of every call that is not an upload's bytes; it must come last."""

    async def serve(request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            async with parameters(request) as (params, files):
                now = kit.clock.now()
                named, path = versions.split(request.path_params["path"])
                version = versions.served(named, now)
                headers["facebook-api-version"] = version
                versions.refuse_removed(params, version, now)
                grant, token = authorise(graph, bearer(request, params))
                counts, problem = graph.counted(grant)
                headers |= counts
                if problem is not None:
                    raise problem
                asked = Asked(
                    request.method, path, version, params, token, grant, now, base_of(request, graph.name), files
                )
                return JSONResponse(await run_in_threadpool(graph.answer, asked), headers=headers)
        except GraphProblem as problem:
            return JSONResponse(problem.body, problem.status, headers | problem.headers)

    return Route("/{path:path}", serve, methods=METHODS)


def authorise(graph: Graph, token: str | None) -> tuple[Grant, str]:
    if not token:
        raise missing_token()
    return graph.authorised(token), token


def base_of(request: Request, name: str) -> str:
    """Where the platform is served, as the caller reached it."""
    return f"{request.url.scheme}://{request.url.netloc}/{name}"


def header_grant(graph: Graph, request: Request) -> Grant:
    """The grant of an upload, whose token must stand in the header as `OAuth`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "OAuth" or not token:
        raise missing_token()
    return graph.authorised(token)


Step = Callable[[Request], Any]


def guarded(step: Step) -> Step:
    """An upload's endpoint whose Graph problems become answers."""

    async def serve(request: Request) -> Response:
        try:
            return JSONResponse(await step(request))
        except GraphProblem as problem:
            return JSONResponse(problem.body, problem.status, problem.headers)
        except UploadProblem as problem:
            return JSONResponse(problem.body, problem.status)

    return serve


class UploadProblem(Exception):
    """A refusal of Meta's upload host, which has a body of its own."""

    def __init__(self, kind: str, message: str, *, retriable: bool = False, status: int = 400) -> None:
        self.status = status
        self.body = {"debug_info": {"retriable": retriable, "type": kind, "message": message}}
        super().__init__(message)
