"""Resumable uploads of an app: a session, bytes from an offset on, and a handle that other edges take."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.facebook import people
from sandbox.facebook.call import Call
from sandbox.facebook.state import State
from sandbox.graph import versions
from sandbox.graph.problems import GraphProblem, bad, no_such_object
from sandbox.graph.serving import Graph, UploadProblem, guarded, header_grant
from sandbox.kit import Kit
from sandbox.receiving import TooMuch, receive

TYPES = ("application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4")
LIFE = timedelta(hours=24)
LARGEST = 10 << 30


def create(call: Call) -> dict[str, Any]:
    """POST /{app}/uploads, with a person's token: a page's opens no session."""
    people.needs_user(call)
    call.asked.only("file_name", "file_length", "file_type", "session_type")
    size, type_ = call.asked.number("file_length"), call.asked.text("file_type")
    if type_ not in TYPES:
        raise bad(f"Param file_type must be one of {{{', '.join(TYPES)}}}")
    if not 0 < size <= LARGEST:
        raise bad(f"Param file_length must be 1 to {LARGEST}")
    session, sign = secrets.token_urlsafe(24), secrets.token_urlsafe(12)
    row = (f"{session}.{sign}", call.asked.grant.account, people.required(call, "file_name"), size, type_)
    with call.state.change() as db:
        db.execute("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, NULL)", (*row, call.now.timestamp()))
    return {"id": f"upload:{session}?sig={sign}"}


def routes(kit: Kit, state: State, graph: Graph) -> list[Route]:
    """`/upload:{session}?sig=…`, with or without a version: GET tells the offset, POST takes bytes from it on."""

    async def serve(request: Request) -> dict[str, Any]:
        version = request.path_params.get("version")
        if version is not None:
            versions.served(version, kit.clock.now())
        grant = header_grant(graph, request)
        name = f"{request.path_params['session']}.{request.query_params.get('sig', '')}"
        row = state.row("SELECT * FROM uploads WHERE session = ?", name.replace("?sig=", "."))
        late = row is not None and kit.clock.now().timestamp() - row["created"] > LIFE.total_seconds()
        if row is None or late or row["user"] != grant.account:
            raise no_such_object(f"upload:{request.path_params['session']}", request.method)
        path = state.file(f"upload-{row['session']}")
        here = path.stat().st_size if path.exists() else 0
        if request.method == "GET":
            return {"id": f"upload:{row['session'].replace('.', '?sig=')}", "file_offset": here}
        if state.orders.take("upload") is not None:
            with state.change() as db:
                db.execute("DELETE FROM uploads WHERE session = ?", (row["session"],))
            raise no_such_object(f"upload:{request.path_params['session']}", "POST")
        await _taken(request, path, here, int(row["size"]))
        return {"h": _handle(state, row["session"], row["handle"])}

    return [
        Route("/upload:{session}", guarded(serve), methods=["GET", "POST"]),
        Route("/{version}/upload:{session}", guarded(serve), methods=["GET", "POST"]),
    ]


async def _taken(request: Request, path: Path, here: int, size: int) -> None:
    """Take the rest of the file; what came of it before a connection broke is kept."""
    offset = request.headers.get("file_offset", "")
    if not offset.isdigit():
        raise GraphProblem(100, "(#100) The header file_offset is required")
    if int(offset) != here:
        raise UploadProblem("OffsetInvalidError", f"Request starting offset is invalid: {here} bytes are here")
    try:
        await receive(request, path, at=here, limit=size - here)
    except TooMuch:
        path.unlink(missing_ok=True)
        raise UploadProblem("PartialRequestError", "More bytes came than file_length announced") from None
    if path.stat().st_size != size:
        message = "Partial request (did not match length of file)"
        raise UploadProblem("PartialRequestError", message, retriable=True)


def _handle(state: State, session: str, known: str | None) -> str:
    if known is not None:
        return known
    handle = f"2:{secrets.token_urlsafe(40)}"
    with state.change() as db:
        db.execute("UPDATE uploads SET handle = ? WHERE session = ?", (handle, session))
    return handle
