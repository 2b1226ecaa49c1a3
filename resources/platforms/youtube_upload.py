"""Bringing a film to YouTube: a session whose address is kept before the first byte, and which knows what it has.

The last piece makes the video public. To send it again makes no second one: the session names the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reprise.windows.failures import PlatformError
from resources.platforms.api import Answer, Api
from resources.platforms.base import Progress
from resources.platforms.edge import Edge
from resources.platforms.uploads import pieces

PIECE = 8 << 20  # a multiple of 256 KiB, as every piece but the last must be
NOTED_EVERY = 8
"""So many pieces are sent between two signs of life: the record of an attempt must not look abandoned."""
RESENDS = 3
_ROUTE = "an upload's session"
_RANGE = re.compile(r"bytes=0-(\d+)")
_INCOMPLETE, _GONE = 308, (404, 410)
_ASK_THE_SESSION = ("network", "server", "unknown_outcome")


@dataclass(frozen=True)
class Session:
    """An upload under way. `url` opens it without a token and must not be shown."""

    url: str
    total: int
    opened: datetime

    def __repr__(self) -> str:
        return f"Session({self.total} bytes)"


@dataclass(frozen=True)
class State:
    """What a session tells: the `video` that was made of it, or how many bytes it has, or that it is `gone`."""

    received: int = 0
    video: str | None = None
    gone: bool = False


def known_session(known: Mapping[str, Any], edge: Edge) -> Session | None:
    """The session that earlier attempts have left."""
    kept = known.get("session")
    if not kept:
        return None
    return Session(edge.unseal(kept["url"]), kept["total"], datetime.fromisoformat(kept["at"]))


def ask(api: Api, session: Session) -> State:
    """What has arrived; nothing is changed by it. Raises `PlatformError`."""
    headers = {"Content-Range": f"bytes */{session.total}"}
    answer = api.ask(
        "PUT", session.url, route=_ROUTE, content=b"", headers=headers, accept=(_INCOMPLETE, *_GONE)
    )  # fmt: skip
    return _state(api, answer)


class Upload:
    """The upload of one attempt.

    Args:
        renews: whether a token that has ended meanwhile can be renewed. A piece cannot be sent again from its stream;
            to ask the session does it.
    """

    def __init__(self, api: Api, edge: Edge, progress: Progress, *, renews: bool = False) -> None:
        self._asked_after = (*_ASK_THE_SESSION, "auth") if renews else _ASK_THE_SESSION
        self._api = api
        self._edge = edge
        self._progress = progress
        self._doubt: PlatformError | None = None

    def open(self, described: Mapping[str, Any], mime: str, total: int) -> Session:
        """A new session for a film of `total` bytes; its address is noted, sealed."""
        answer = self._api.post(
            "/upload/youtube/v3/videos",
            dict(described),
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={"X-Upload-Content-Length": str(total), "X-Upload-Content-Type": mime},
        )
        url = answer.headers.get("location")
        if not url:
            raise self._api.error("server", "YouTube's answer names no upload session.")
        session = Session(url, total, self._edge.clock.now())
        kept = {"url": self._edge.seal(url), "total": total, "at": session.opened.isoformat()}
        self._progress.note("session", kept)
        return session

    def send(self, session: Session, path: Path, offset: int) -> str:
        """Send the film from byte `offset` on; the id of the video. What is unclear on the way is asked of the session.

        Raises `PlatformError`: unknown_outcome only when the session could not be asked about the last piece.
        """
        fruitless = sent = 0
        while True:
            lost = None
            try:
                state = self._piece(session, path, offset)
            except PlatformError as error:
                if error.kind not in self._asked_after:
                    raise
                lost = error
                self._doubt = error if error.kind == "unknown_outcome" else self._doubt
                self._edge.wait(1 + fruitless)
                state = self._ask_after(session, lost)
            if state.video:
                return state.video
            if state.gone:
                raise self._doubt or self.forgotten()
            fruitless = 0 if state.received > offset else fruitless + 1
            if fruitless > RESENDS:
                raise self._doubt or lost or self._api.error("server", "YouTube does not take the film's next piece.")
            offset, sent = state.received, sent + 1
            if sent % NOTED_EVERY == 0:
                self._progress.note("uploaded", offset)

    def forgotten(self) -> PlatformError:
        """The session is gone before the film was there: the next try opens another."""
        self._progress.note("session", None)
        return self._api.error("server", "YouTube has forgotten the upload; the next try begins anew.")

    def _piece(self, session: Session, path: Path, offset: int) -> State:
        end = min(offset + PIECE, session.total)
        last = end == session.total
        if last:
            self._progress.sending()
        answer = self._api.ask(
            "PUT",
            session.url,
            route=_ROUTE,
            creates=last,
            content=pieces(path, offset, end),
            headers={
                "Content-Length": str(end - offset),
                "Content-Range": f"bytes {offset}-{end - 1}/{session.total}",
            },
            accept=(_INCOMPLETE, *_GONE),
        )
        return _state(self._api, answer)

    def _ask_after(self, session: Session, lost: PlatformError) -> State:
        try:
            return ask(self._api, session)
        except PlatformError as error:
            raise self._doubt or (error if error.kind in ("auth", "rate_limit") else lost) from None


def _state(api: Api, answer: Answer) -> State:
    if answer.status in _GONE:
        return State(gone=True)
    if answer.status == _INCOMPLETE:
        found = _RANGE.fullmatch(answer.headers.get("range", ""))
        return State(received=int(found[1]) + 1 if found else 0)
    video = answer.object().get("id")
    if not isinstance(video, str) or not video:
        raise api.error("unknown_outcome", "YouTube's answer names no video.", where=f"PUT {_ROUTE}")
    return State(video=video)
