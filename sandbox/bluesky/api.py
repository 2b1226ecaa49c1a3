"""XRPC: which methods there are, who may call them, what they take, and how often."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.bluesky import feed, repository, sessions, video
from sandbox.bluesky.calls import Call, admit, admit_service, bearer
from sandbox.bluesky.lexicon import Lexicon, Wrong
from sandbox.bluesky.problems import XrpcProblem, invalid
from sandbox.bluesky.schemas import INPUTS, PARAMETERS
from sandbox.bluesky.sessions import VIDEO_SERVICE, limit_headers, server_dids, too_many
from sandbox.bluesky.state import State
from sandbox.kit import Grant, Kit
from sandbox.receiving import TooMuch, receive
from sandbox.windows import Window, spend, tightest

ANYBODY = Window(3000, 5 * 60)
WRITES = (Window(5000, 3600), Window(35_000, 24 * 3600))
JSON_LIMIT = 1_000_000
_SHAPES = Lexicon({})


@dataclass(frozen=True)
class Method:
    """One XRPC method.

    Args:
        verb: GET for queries, POST for procedures.
        auth: none, optional, access, refresh, or "service NSID" (a service token for that method).
        body: none, json, or blob (kept in a file, `limit` bytes at most).
        points: what it costs of the account's writes.
    """

    verb: str
    handler: Callable[[Call], Any]
    auth: str = "access"
    body: str = "none"
    limit: int = JSON_LIMIT
    points: int = 0


METHODS: Mapping[str, Method] = {
    "com.atproto.server.describeServer": Method("GET", sessions.describe, "none"),
    "com.atproto.server.createSession": Method("POST", sessions.create, "none", "json"),
    "com.atproto.server.refreshSession": Method("POST", sessions.refresh, "refresh"),
    "com.atproto.server.deleteSession": Method("POST", sessions.delete, "refresh"),
    "com.atproto.server.getSession": Method("GET", sessions.get),
    "com.atproto.server.getServiceAuth": Method("GET", sessions.service_auth),
    "com.atproto.identity.resolveHandle": Method("GET", sessions.resolve_handle, "none"),
    "com.atproto.repo.createRecord": Method("POST", repository.create, body="json", points=3),
    "com.atproto.repo.putRecord": Method("POST", repository.put, body="json", points=2),
    "com.atproto.repo.deleteRecord": Method("POST", repository.delete, body="json", points=1),
    "com.atproto.repo.getRecord": Method("GET", repository.get, "none"),
    "com.atproto.repo.listRecords": Method("GET", repository.list_records, "none"),
    "com.atproto.repo.uploadBlob": Method("POST", repository.upload_blob, body="blob", limit=sessions.BLOB_LIMIT),
    "com.atproto.sync.getBlob": Method("GET", feed.get_blob, "none"),
    "app.bsky.feed.getPosts": Method("GET", feed.get_posts, "optional"),
    "app.bsky.feed.getAuthorFeed": Method("GET", feed.author_feed, "optional"),
    "app.bsky.video.uploadVideo": Method(
        "POST", video.upload, "service com.atproto.repo.uploadBlob", "blob", video.MAX_BYTES + 1
    ),
    "app.bsky.video.getUploadLimits": Method("GET", video.limits, "service app.bsky.video.getUploadLimits"),
    "app.bsky.video.getJobStatus": Method("GET", video.job_status, "none"),
}


def routes(kit: Kit, state: State) -> list[Route]:
    return [Route("/xrpc/{method}", _Server(kit, state).serve, methods=["GET", "POST"])]


class _Server:
    def __init__(self, kit: Kit, state: State) -> None:
        self._kit = kit
        self._state = state

    async def serve(self, request: Request) -> Response:
        headers: dict[str, str] = {}
        try:
            name = request.path_params["method"]
            method = METHODS.get(name)
            if method is None:
                raise XrpcProblem(501, "MethodNotImplemented", "Method Not Implemented")
            if method.verb != request.method:
                raise invalid(f"Incorrect HTTP method ({request.method}) expected {method.verb}")
            base = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
            token, grant = self._admitted(request, name, method, base)
            headers = self._count(request, method, grant)
            answer = await self._answer(request, name, method, base, token, grant)
        except video.Answered as answered:
            return JSONResponse(answered.body, answered.status, headers)
        except XrpcProblem as problem:
            return JSONResponse(problem.body, problem.status, headers | problem.headers)
        if isinstance(answer, tuple):
            return FileResponse(answer[0], media_type=answer[1], headers=headers)
        return JSONResponse(answer, headers=headers) if answer else Response(status_code=200, headers=headers)

    async def _answer(
        self, request: Request, name: str, method: Method, base: str, token: str, grant: Grant | None
    ) -> Any:
        call = Call(
            self._kit, self._state, self._kit.clock.now(), base, _parameters(request, name),
            body=await _json(request, name) if method.body == "json" else {},
            grant=grant, token=token,
            content_type=request.headers.get("content-type", "").partition(";")[0].strip().lower(),
        )  # fmt: skip
        if method.body != "blob":
            return await run_in_threadpool(method.handler, call)
        return await self._with_file(request, name, method, call)

    async def _with_file(self, request: Request, name: str, method: Method, call: Call) -> Any:
        if not call.content_type:
            raise invalid("Request encoding (Content-Type) required but not provided")
        if name.startswith("app.bsky.video.") and call.content_type != "video/mp4":
            raise invalid(f"Wrong request encoding (Content-Type): {call.content_type}")
        path = self._state.arriving()
        try:
            came = await receive(request, path, at=0, limit=method.limit)
            if request.headers.get("content-length", str(came)) != str(came):
                raise invalid("request aborted")  # nobody is there any more to read it
            handed = Call(**{**vars(call), "file": path})
            return await run_in_threadpool(method.handler, handed)
        except TooMuch:
            raise XrpcProblem(413, "PayloadTooLarge", "request entity too large") from None
        finally:
            path.unlink(missing_ok=True)

    def _admitted(self, request: Request, name: str, method: Method, base: str) -> tuple[str, Grant | None]:
        header = request.headers.get("authorization")
        if method.auth == "none" or (method.auth == "optional" and header is None):
            return "", None
        token = bearer(header)
        if method.auth.startswith("service "):
            wanted = method.auth.removeprefix("service ")
            # A film is stored on the account's own server, in whose name the service asks for it.
            audiences = server_dids(base) if wanted != name else frozenset({VIDEO_SERVICE})
            return token, admit_service(self._kit, token, wanted, audiences)
        return token, admit(self._kit, token, "refresh" if method.auth == "refresh" else "access")

    def _count(self, request: Request, method: Method, grant: Grant | None) -> dict[str, str]:
        """Count the call, and the points of a write. Raises `XrpcProblem` (429)."""
        host = request.client.host if request.client else "nowhere"
        now, database = self._kit.clock.now(), self._state.database
        spent = [spend(database, f"ip {host}", ANYBODY, now)]
        if method.points and grant:
            for window in WRITES:
                name = f"writes {grant.account} {window.seconds}"
                spent.append(spend(database, name, window, now, method.points))
        told = tightest(spent)
        if told.over:
            raise too_many(told.window, told.reset)
        return limit_headers(told.window, told.left, told.reset)


def _parameters(request: Request, name: str) -> dict[str, Any]:
    """The address's parameters, as the types the method's lexicon gives them; unknown ones are ignored."""
    schema = PARAMETERS.get(name)
    if schema is None:
        return dict(request.query_params)
    read: dict[str, Any] = {}
    for key, inner in schema["properties"].items():
        values = request.query_params.getlist(key)
        if values:
            read[key] = list(values) if inner["type"] == "array" else _typed(inner["type"], values[-1])
    try:
        _SHAPES.check(schema, read, "$")
    except Wrong as wrong:
        raise invalid(str(wrong)) from None
    return read


def _typed(kind: str, text: str) -> Any:
    if kind == "integer" and text.lstrip("-").isdigit():
        return int(text)
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


async def _json(request: Request, name: str) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        raise invalid("Request encoding (Content-Type) required but not provided")
    if kind != "application/json":
        raise invalid(f"Wrong request encoding (Content-Type): {kind}")
    data = await request.body()
    if len(data) > JSON_LIMIT:
        raise XrpcProblem(413, "PayloadTooLarge", "request entity too large")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        raise invalid("The body is not JSON", "SyntaxError") from None
    try:
        _SHAPES.check(INPUTS[name], body, "$")
    except Wrong as wrong:
        raise invalid(str(wrong)) from None
    checked: dict[str, Any] = body
    return checked
