"""The address to which a film is sent in pieces, one after the other; it needs no token but the one in itself."""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import datetime
from hmac import compare_digest
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.receiving import TooMuch, receive
from sandbox.tiktok import media
from sandbox.tiktok.finishing import finish
from sandbox.tiktok.state import UPLOAD_LIFE, State, Task

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class _Refused(Exception):
    """The piece is not taken."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


async def put(request: Request, state: State, now: datetime) -> Response:
    """PUT /video/?upload_id=…&upload_token=…: 206 for a piece, 201 for the last one."""
    task = state.task_of_upload(request.query_params.get("upload_id", ""))
    token = request.query_params.get("upload_token", "")
    if task is None or not compare_digest(token.encode(), (task.upload_token or "").encode()):
        return JSONResponse({"error": "No upload task is found for this address."}, 404)
    try:
        _check_alive(state, task, now)
        first, last = _check_piece(request, task)
        return await _take(request, state, task, first, last, now)
    except _Refused as refused:
        current = state.task(task.id) or task
        headers = {"Content-Range": f"bytes 0-{current.received}/{task.total}"}
        return JSONResponse({"error": str(refused)}, refused.status, headers if refused.status == 416 else {})


def _check_alive(state: State, task: Task, now: datetime) -> None:
    ordered = None if task.gone else state.orders.take("upload")
    if ordered:
        state.lose(task, ordered)
    gone = task.gone or ordered
    if gone == "lost":
        raise _Refused(404, "No upload task is found for this address.")
    if gone == "expired" or now - task.created_at >= UPLOAD_LIFE:
        raise _Refused(403, "The address has expired.")


def _check_piece(request: Request, task: Task) -> tuple[int, int]:
    """First and last byte of the piece, if it is the one that comes next and as large as was planned."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in media.VIDEO_TYPES:
        raise _Refused(400, f"Content-Type must be one of {', '.join(media.VIDEO_TYPES)}.")
    found = _RANGE.fullmatch(request.headers.get("content-range", ""))
    if not found:
        raise _Refused(400, "Content-Range must be: bytes FIRST-LAST/TOTAL.")
    first, last, total = (int(number) for number in found.groups())
    if total != task.total or not first <= last < total:
        raise _Refused(400, f"Content-Range does not fit a video of {task.total} bytes.")
    length = request.headers.get("content-length", "")
    if length != str(last - first + 1):
        raise _Refused(400, "Content-Length must be the size of the chunk.")
    if first != task.received:
        raise _Refused(416, f"Content-Range does not reflect the progress: {task.received} bytes are here.")
    number = first // task.chunk
    planned = task.total - 1 if number >= task.chunks - 1 else first + task.chunk - 1
    if last != planned:
        raise _Refused(400, f"The chunk from {first} must end with byte {planned}, not {last}.")
    return first, last


async def _take(request: Request, state: State, task: Task, first: int, last: int, now: datetime) -> Response:
    """Each request has a file of its own until it is whole, so that two at once cannot mix their bytes."""
    size = last - first + 1
    piece = state.file(f"{task.upload_id}-{secrets.token_hex(8)}")
    try:
        try:
            written = await receive(request, piece, at=0, limit=size)
        except TooMuch:
            written = -1
        if written != size:
            raise _Refused(400, "The body is not as long as Content-Range says.")
        if not await run_in_threadpool(_append, state, task, piece, last + 1):
            raise _Refused(416, "Another request brought this chunk.")
    finally:
        piece.unlink(missing_ok=True)
    headers = {"Content-Range": f"bytes 0-{last + 1}/{task.total}"}
    if last + 1 < task.total:
        return Response(status_code=206, headers=headers)
    await run_in_threadpool(complete, state, task, now)
    return Response(status_code=201, headers=headers)


def _append(state: State, task: Task, piece: Path, received: int) -> bool:
    """Put the piece behind what is here; False when another request already did. It counts once its bytes stand."""
    film = state.file(str(task.upload_id))
    with state.appending:
        current = state.task(task.id)
        if current is None or current.received != task.received:
            return False
        with film.open("r+b" if film.exists() else "w+b") as whole, piece.open("rb") as part:
            whole.seek(task.received)
            shutil.copyfileobj(part, whole, 1 << 20)
            whole.truncate()
        state.advance(task, received)
    return True


def complete(state: State, task: Task, now: datetime) -> None:
    """All pieces are here: the film is looked at, and posted or not."""
    account = state.account(task.owner)
    assert account is not None
    film = state.file(str(task.upload_id))
    try:
        facts = media.check_film(film, account.max_seconds)
    except media.Failed as failed:
        state.fail(task, failed.reason)
    else:
        finish(state, task, [facts], now)
    finally:
        film.unlink(missing_ok=True)


def resume(state: State, now: datetime) -> None:
    """Go on with what a sandbox that was killed had taken in and not yet looked at."""
    for task in state.complete_tasks():
        complete(state, task, now)
