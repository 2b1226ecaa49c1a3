"""Films to a Facebook page: upright short ones as reels, others in pieces; each goes on where a killed process stopped,
and is public once Facebook has processed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from reprise.media import Media, MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms.base import Outgoing, Progress
from resources.platforms.edge import Edge
from resources.platforms.facebook_errors import ALREADY_FINISHED, REELS_A_DAY, TABLE
from resources.platforms.graph import GraphApi, GraphError
from resources.platforms.graph_uploads import Slice, UploadHost, bytes_there

LIFE = timedelta(hours=23)
"""Uploads are open for a day."""
PIECE = 1 << 20
RESENDS = 3
TITLE = 255
REEL_SECONDS, REEL_SIDES, REEL_RATIO = (3.0, 90.0), (540, 960), 9 / 16
"""What a reel is (developers.facebook.com, docs/video-api/guides/reels-publishing, read 2026-11)."""

State = Literal["uploading", "uploaded", "processing", "live", "failed", "gone"]
_LOST = ("error", "expired", "upload_failed")


@dataclass(frozen=True)
class Film:
    """What Facebook says of a film. `there`: how many of its bytes have arrived. `problem`: the code and words of what
    it failed for."""

    state: State
    there: int = 0
    url: str | None = None
    problem: tuple[int | None, str] = (None, "")


class FacebookFilms:
    """Films of one page.

    Kept under the handle "film": {key, kind, id, session, piece, next, until, tried, finished}. `tried`: the request
    that publishes it has left at least once; `finished`: Facebook has taken it.
    """

    def __init__(self, api: GraphApi, host: UploadHost, edge: Edge, page: str) -> None:
        self._api = api
        self._host = host
        self._edge = edge
        self._page = page

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> tuple[str, str | None]:
        """The id and address of the post's film once it is public.

        Raises `PlatformError`; what is known of the film is noted.
        """
        assert post.video is not None
        path = media.path(post.video.media)
        film = self._opened(post.video.media, path, progress)
        if not film["finished"]:
            film = self._finished(post, film, path, progress)
        found = self._await(film, progress)
        return str(film["id"]), found.url

    def read(self, id_: str) -> Film:
        """What has become of a film. Raises `PlatformError`."""
        try:
            params = {"fields": "status,permalink_url"}
            body = self._api.get(f"/{id_}", params, route="/{video}").object()
        except GraphError as error:
            if error.gone:
                return Film("gone")
            raise
        status = body.get("status")
        return _film(status if isinstance(status, dict) else {}, body.get("permalink_url"))

    def _opened(self, piece: Media, path: Path, progress: Progress) -> dict[str, Any]:
        """The film's upload: one that was begun before while it is open, else a new one."""
        known = progress.known.get("film")
        if known and known["key"] == piece.key and (known["tried"] or self._is_open(known)):
            return dict(known)
        reel = is_reel(piece)
        kind = "video_reels" if reel else "videos"
        form = {"upload_phase": "start"} if reel else {"upload_phase": "start", "file_size": str(path.stat().st_size)}
        answer = self._api.post(self._path(kind), form=form, route=f"/{{page}}/{kind}").object()
        if not answer.get("video_id") or not (reel or answer.get("upload_session_id")):
            raise self._api.error("server", "Facebook's answer names no upload.", where=f"POST /{{page}}/{kind}")
        start, end = _offset(answer, "start_offset", 0), _offset(answer, "end_offset", PIECE)
        film = {
            "key": piece.key, "kind": kind, "id": str(answer["video_id"]), "session": answer.get("upload_session_id"),
            "piece": max(end - start, 1), "next": start, "until": (self._edge.clock.now() + LIFE).isoformat(),
            "tried": False, "finished": False,
        }  # fmt: skip
        progress.note("film", film)
        return film

    def _is_open(self, film: Mapping[str, Any]) -> bool:
        return datetime.fromisoformat(film["until"]) > self._edge.clock.now()

    def _finished(self, post: Outgoing, film: dict[str, Any], path: Path, progress: Progress) -> dict[str, Any]:
        """Bring what is missing of the film, and ask Facebook to publish it."""
        found = self.read(film["id"])
        if found.state in ("failed", "gone"):
            progress.note("film", None)
            raise self._failed(found)
        if found.state == "uploading":
            film = self._upload(film, path, found, progress)
        if found.state != "live":
            film = {**film, "tried": True}
            progress.note("film", film)
            progress.sending()
            self._ask_to_publish(post, film, progress)
        film = {**film, "finished": True}
        progress.note("film", film)
        return film

    def _ask_to_publish(self, post: Outgoing, film: Mapping[str, Any], progress: Progress) -> None:
        texts = {"description": post.texts[0], **({"title": post.title[:TITLE]} if post.title else {})}
        which = {"upload_session_id": film["session"]} if film["session"] else {"video_id": film["id"]}
        if not film["session"]:
            which["video_state"] = "PUBLISHED"
        form = {"upload_phase": "finish", **which, **texts}
        where = f"/{{page}}/{film['kind']}"
        try:
            answer = self._api.post(self._path(film["kind"]), form=form, route=where, creates=True).object()
        except GraphError as error:
            self._forgive(error, film, progress)
            return
        if answer.get("success") is not True and not answer.get("id"):
            raise self._api.error("unknown_outcome", "Facebook's answer does not say success.", where=f"POST {where}")

    def _forgive(self, error: GraphError, film: Mapping[str, Any], progress: Progress) -> None:
        """A request to publish is refused a second time: then the first one was taken."""
        if error.fault.code == REELS_A_DAY:
            raise self._api.error(
                "rate_limit", error.what, where=error.where, reach="post",
                retry_at=self._edge.clock.now() + timedelta(hours=2),
                remedy="Facebook publishes 30 reels a day for a page; it is tried again by itself.",
            )  # fmt: skip
        if error.fault.code not in ALREADY_FINISHED:
            raise error
        found = self.read(film["id"])
        if found.state in ("processing", "live"):
            return
        if error.kind == "media_processing" or found.state in ("failed", "gone"):
            progress.note("film", None)  # its upload is no good any more: the next try begins anew
        raise error

    def _await(self, film: Mapping[str, Any], progress: Progress) -> Film:
        """Wait until the film is public; it becomes so by itself, whether anybody waits or not."""
        found = [Film("processing")]

        def look() -> float | None:
            found[0] = self.read(film["id"])
            if found[0].state == "live":
                return None
            if found[0].state == "gone":
                progress.note("film", None)
                message = "The film was taken away from the page while Facebook was processing it."
                raise self._api.error("validation", message, remedy="Schedule the post again if it is to go out.")
            if found[0].state == "failed":
                progress.note("film", None)
                raise self._failed(found[0])
            return 5.0

        self._edge.poll(look, "The film")
        return found[0]

    def _upload(self, film: dict[str, Any], path: Path, found: Film, progress: Progress) -> dict[str, Any]:
        if film["session"]:
            return self._in_pieces(film, path, max(found.there, film["next"]), progress)
        try:
            self._host.send(film["id"], path, lambda: self.read(film["id"]).there)
        except PlatformError as error:
            if error.kind == "media_processing":
                progress.note("film", None)
            raise
        return film

    def _in_pieces(self, film: dict[str, Any], path: Path, offset: int, progress: Progress) -> dict[str, Any]:
        """Send pieces of the size that Facebook has asked for, until it has them all."""
        size, failed = path.stat().st_size, 0
        while offset < size:
            end = min(offset + film["piece"], size)
            try:
                offset, end = self._send_piece(film, path, offset, end)
            except PlatformError as error:
                failed += 1
                if failed > RESENDS or not self._may_go_on(error, progress):
                    raise
                self._edge.wait(failed)
                offset = self._there(film, error)
                continue
            film = {**film, "next": offset, "piece": max(end - offset, 1) if offset < size else film["piece"]}
            progress.note("film", film)
        return film

    def _send_piece(self, film: Mapping[str, Any], path: Path, start: int, end: int) -> tuple[int, int]:
        form = {"upload_phase": "transfer", "upload_session_id": film["session"], "start_offset": str(start)}
        with Slice(path, start, end) as piece:
            answer = self._api.post(
                self._path("videos"),
                form=form,
                files={"video_file_chunk": ("piece", piece, "application/octet-stream")},
                route="/{page}/videos",
            ).object()
        following = _offset(answer, "start_offset", end)
        return following, _offset(answer, "end_offset", following)

    def _may_go_on(self, error: PlatformError, progress: Progress) -> bool:
        """Whether a piece that was not taken can be sent once more; an upload that is lost is forgotten."""
        if error.kind in ("network", "server"):
            return True
        if isinstance(error, GraphError) and error.kind == "media_processing":
            if error.fault.transient or error.fault.data:
                return True
            progress.note("film", None)
        return False

    def _there(self, film: Mapping[str, Any], error: PlatformError) -> int:
        """Where Facebook's part of the file ends, after an answer was lost or spoke of another place."""
        if isinstance(error, GraphError) and error.fault.data:
            return _offset(error.fault.data, "start_offset", int(film["next"]))
        return max(self.read(film["id"]).there, int(film["next"]))

    def _failed(self, found: Film) -> PlatformError:
        if found.state == "gone":
            return self._api.error("media_processing", "Facebook does not know the film's upload any more.")
        code, words = found.problem
        meaning = TABLE.meaning(None, code)
        kind = meaning.kind if meaning else "media_processing"
        message = f'Facebook could not process the film: "{words or "no reason given"}"'
        return self._api.error(kind, message, remedy=meaning.remedy if meaning else None)

    def _path(self, edge: str) -> str:
        return f"/{self._page}/{edge}"


def is_reel(piece: Media) -> bool:
    """Whether a film has the shape and length of a reel."""
    if not (piece.width and piece.height and piece.seconds):
        return False
    upright = abs(piece.width / piece.height - REEL_RATIO) <= 0.01
    large = piece.width >= REEL_SIDES[0] and piece.height >= REEL_SIDES[1]
    return upright and large and REEL_SECONDS[0] <= piece.seconds <= REEL_SECONDS[1]


def _film(status: Mapping[str, Any], permalink: Any) -> Film:
    """A film's `status`, which has a word for the whole and one for each phase; not every film has all of them."""
    word = str(status.get("video_status") or "")
    publishing = _phase(status, "publishing_phase")
    errors = _phase(status, "processing_phase").get("errors") or _phase(status, "uploading_phase").get("errors") or []
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    problem = (first.get("code"), str(first.get("message") or word))
    state: State = "uploading"
    if word in _LOST or first:
        state = "failed"
    elif publishing.get("publish_status") == "published" or (word == "ready" and not publishing):
        state = "live"
    elif word in ("ready", "upload_complete"):
        state = "uploaded"
    elif word == "processing":
        state = "processing"
    elif _phase(status, "uploading_phase").get("status") == "complete":
        state = "uploaded"
    return Film(state, bytes_there(status), absolute(permalink), problem)


def absolute(permalink: Any) -> str | None:
    """A film's address, which Facebook gives without its host."""
    if not isinstance(permalink, str) or not permalink:
        return None
    return f"https://www.facebook.com{permalink}" if permalink.startswith("/") else permalink


def _phase(status: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    phase = status.get(name)
    return phase if isinstance(phase, Mapping) else {}


def _offset(answer: Mapping[str, Any], name: str, otherwise: int) -> int:
    try:
        return int(answer[name])
    except (KeyError, TypeError, ValueError):
        return otherwise
