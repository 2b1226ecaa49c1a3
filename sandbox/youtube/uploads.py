"""Resumable uploads: the session's address outlives restarts, knows what it has, and turns into a video once."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.media_facts import Unreadable, video_facts
from sandbox.receiving import TooMuch, receive
from sandbox.youtube import metadata
from sandbox.youtube.call import Call, whole_number
from sandbox.youtube.problems import Problem, bad, no_quota
from sandbox.youtube.resources import shown
from sandbox.youtube.state import FAILURES, REJECTIONS, Session, State, Video, new_video_id

PIECE = 256 << 10
LARGEST = 274_877_906_944
SESSION_LIFE = timedelta(days=7)
_LONGEST_UNVERIFIED = 15 * 60
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")


async def start(call: Call) -> Response:
    """POST /upload/youtube/v3/videos?uploadType=resumable: a session for a video that is described."""
    if call.query.get("uploadType") != "resumable":
        raise bad("The sandbox takes videos by resumable upload (uploadType=resumable).")
    mime = call.headers.get("x-upload-content-type", "application/octet-stream").lower()
    if not re.fullmatch(r"video/[\w.+*-]+|application/octet-stream", mime):
        message = f"Media type '{mime}' is not supported. Valid media types: [video/*, application/octet-stream]"
        raise bad(message, "badContent")
    total = whole_number(call.headers.get("x-upload-content-length"), "X-Upload-Content-Length")
    if total is not None and total > LARGEST:
        raise Problem(413, "uploadTooLarge", f"The file is larger than {LARGEST} bytes.")
    parts = call.parts
    told = metadata.sections(call.body, parts)
    described = {
        "snippet": metadata.snippet(told.get("snippet", {}), whole=False),
        "status": metadata.status(told.get("status", {}), call.now),
    }
    if not call.state.spend("uploads", 1, call.now):
        raise no_quota()
    id_ = call.state.open_session(call.channel.id, described, parts, mime, total, call.now)
    location = f"{call.base}/upload/youtube/v3/videos?uploadType=resumable&part={','.join(parts)}&upload_id={id_}"
    return Response(status_code=200, headers={"Location": location, "X-GUploader-UploadID": id_})


async def put(request: Request, state: State, *, seed: int, now: datetime, base: str, caller: str | None) -> Response:
    """PUT to a session's address: a piece, the whole, or (`bytes */N`) the question what is there."""
    session = state.session(request.query_params.get("upload_id", ""))
    if session is None or (caller is not None and caller != session.owner):
        raise Problem(404, "notFound", "The upload session is not known.", domain="global")
    _check_alive(state, session, now)
    if session.video:
        return _resource(state, session, 200, seed=seed, now=now, base=base)
    first, last, total = _span(request, session)
    if first is None or last is None:
        state.advance(session, session.received, total)
        return _incomplete(session.received)
    if first > session.received:
        raise bad(f"Invalid Content-Range: the next byte is {session.received}, not {first}.")
    await _take(request, state, session, first, last, total)
    current = state.session(session.id)
    assert current is not None
    if current.total is None or current.received < current.total:
        return _incomplete(current.received)
    await run_in_threadpool(complete, state, current, now)
    return _resource(state, current, 201, seed=seed, now=now, base=base)


def complete(state: State, session: Session, now: datetime) -> None:
    """Every byte is here: the session becomes a video, exactly once."""
    with state.completing:
        current = state.session(session.id)
        if current is None or current.video:
            return
        file = state.file(session.id)
        facts, failure, rejection = _examined(state, session, file)
        video = Video(
            id=new_video_id(),
            owner=session.owner,
            snippet=session.metadata["snippet"],
            status=session.metadata["status"],
            facts=facts,
            failure=failure,
            rejection=rejection,
            looks=0,
            thumbnail=None,
            created_at=now,
        )
        state.add_video(session, video)
        file.unlink(missing_ok=True)


def resume(state: State, now: datetime) -> None:
    """Go on with what a sandbox that was killed had taken in whole."""
    for session in state.complete_sessions():
        complete(state, session, now)


def _examined(state: State, session: Session, file: Path) -> tuple[dict[str, Any], str | None, str | None]:
    """What the film is; why processing will fail; why it will be rejected."""
    ordered = state.orders.take("processing")
    failure = "conversion" if ordered == "fail" else ordered if ordered in FAILURES else None
    rejection = ordered if ordered in REJECTIONS else None
    try:
        facts = video_facts(file).as_dict()
    except Unreadable:
        return {}, failure or ("invalidFile" if session.received else "emptyFile"), rejection
    channel = state.channel(session.owner)
    if channel and not channel.verified and facts["seconds"] > _LONGEST_UNVERIFIED:
        rejection = rejection or "length"
    return facts, failure, rejection


def _check_alive(state: State, session: Session, now: datetime) -> None:
    gone = session.gone
    if not gone and not session.video:
        ordered = state.orders.take("upload", lambda value: value != "interrupt")
        gone = {"lost": 404, "expired": 410}.get(ordered or "", 0)
        gone = gone or (410 if now - session.created_at >= SESSION_LIFE else 0)
        if gone:
            state.lose(session, gone)
    if session.video and state.video(session.video) is None:
        gone = 410
    if gone:
        raise Problem(gone, "notFound" if gone == 404 else "gone", "The upload session is over.", domain="global")


def _span(request: Request, session: Session) -> tuple[int | None, int | None, int | None]:
    """First and last byte (None: only asking), and the total where it is known by now."""
    length = whole_number(request.headers.get("content-length"), "Content-Length")
    if length is None:
        raise Problem(411, "badRequest", "A Content-Length is required.")
    text = request.headers.get("content-range")
    if text is None:
        if not length:
            raise bad("The request does not include the video.", "mediaBodyRequired")
        first, last, named = 0, length - 1, str(length)
        total: int | None = length
    else:
        found = _RANGE.fullmatch(text)
        if not found:
            raise bad("Failed to parse Content-Range header.")
        named = found.group(3)
        total = None if named == "*" else int(named)
        if found.group(1) is None:
            if length:
                raise bad("A request that asks for the progress has no body.")
            if session.total is not None and total not in (None, session.total):
                raise bad(f"Content-Range says {total} bytes, the session {session.total}.")
            return None, None, total
        first, last = int(found.group(1)), int(found.group(2))
        if last < first or length != last - first + 1 or (total is not None and last >= total):
            raise bad("Content-Range and Content-Length do not fit together.")
    known = session.total if session.total is not None else total
    if total is not None and total != known:
        raise bad(f"Content-Range says {total} bytes, the session {known}.")
    if (known is None or last + 1 != known) and (last + 1 - first) % PIECE:
        raise bad(f"All pieces but the last must be multiples of {PIECE} bytes.")
    return first, last, total


async def _take(request: Request, state: State, session: Session, first: int, last: int, total: int | None) -> None:
    """Keep what comes, as far as it comes: of a broken piece the whole 256 KiB are there.

    Each request has a file of its own until then, so that two at once cannot mix their bytes.
    """
    skip, wanted = session.received - first, last + 1 - session.received
    interrupted = state.orders.take("upload", lambda value: value == "interrupt") is not None
    if wanted <= 0:
        return
    piece = state.file(f"{session.id}-{secrets.token_hex(8)}")
    try:
        try:
            written = await receive(request, piece, at=0, limit=wanted, skip=skip)
        except TooMuch:
            raise bad("The body is longer than Content-Range says.") from None
        if written != wanted or interrupted:
            written = (written // 2 if interrupted else written) // PIECE * PIECE
        await run_in_threadpool(_append, state, session, piece, written, total)
    finally:
        piece.unlink(missing_ok=True)
    if interrupted:
        raise Problem(503, "backendError", "Backend Error")


def _append(state: State, session: Session, piece: Path, size: int, total: int | None) -> None:
    """Put bytes behind what is here, unless another request moved the session; they count once they stand."""
    file = state.file(session.id)
    with state.completing:
        current = state.session(session.id)
        if current is None or current.received != session.received or current.video:
            return
        if session.received == 0:
            with piece.open("r+b") as part:
                part.truncate(size)
            piece.replace(file)
        else:
            with file.open("r+b") as whole, piece.open("rb") as part:
                part.seek(0)
                whole.seek(session.received)
                whole.truncate()
                _copy(part, whole, size)
        state.advance(session, session.received + size, total)


def _copy(source: Any, target: Any, size: int) -> None:
    while size > 0 and (data := source.read(min(size, 1 << 20))):
        target.write(data)
        size -= len(data)


def _incomplete(received: int) -> Response:
    headers = {"Range": f"bytes=0-{received - 1}"} if received else {}
    return Response(status_code=308, headers=headers)


def _resource(state: State, session: Session, status: int, *, seed: int, now: datetime, base: str) -> Response:
    current = state.session(session.id)
    video = state.video(current.video) if current and current.video else None
    channel = state.channel(session.owner)
    assert video is not None and channel is not None
    row = shown(video, channel, session.parts, seed=seed, now=now, base=base)
    return JSONResponse(row, status)
