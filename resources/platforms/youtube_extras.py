"""What is added to a video that is there: subtitles, a cover, the first comment. None of it can undo the video."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from reprise.errors import RepriseError
from reprise.media import Media, MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.api import Api
from resources.platforms.base import Outgoing
from resources.platforms.edge import Edge
from resources.platforms.uploads import pieces

THUMBNAIL = 52_428_800  # bytes, since 2026-09-14
SHORT_SECONDS = 180
PAUSE = 10.0
_MIMES = {".vtt": "text/vtt", ".srt": "application/x-subrip"}


class Extras:
    """Adds to one video."""

    def __init__(self, api: Api, edge: Edge, media: MediaStore, video_id: str) -> None:
        self._api = api
        self._edge = edge
        self._media = media
        self._id = video_id

    def add(self, post: Outgoing) -> tuple[str, ...]:
        """Everything the post brings; what did not work out, in words. A cover comes last: it may have to wait."""
        problems: list[str] = []
        film, comment = post.video, post.first_comment
        if film and film.subtitles:
            subtitles = film.subtitles
            _try("The subtitles are", lambda: self._captions(subtitles, film.language), problems)
        if comment:
            _try("The first comment is", lambda: self._comment(comment), problems)
        if film and film.cover:
            cover = film.cover
            _try("The cover is", lambda: self._cover(film, cover, problems), problems)
        return tuple(problems)

    def _captions(self, subtitles: Media, language: str) -> None:
        path = self._media.path(subtitles)
        snippet = {"videoId": self._id, "language": language, "name": "", "isDraft": False}
        boundary = uuid.uuid4().hex
        head = (
            f"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{json.dumps({'snippet': snippet})}"
            f"\r\n--{boundary}\r\nContent-Type: {_MIMES.get(path.suffix, 'application/octet-stream')}\r\n"
            "Content-Transfer-Encoding: binary\r\n\r\n"
        )
        try:
            self._api.post(
                "/upload/youtube/v3/captions",
                params={"uploadType": "multipart", "part": "snippet"},
                content=head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode(),
                headers={"Content-Type": f"multipart/related; boundary={boundary}"},
            )
        except PlatformError as error:
            if error.kind != "duplicate":  # they are there
                raise

    def _comment(self, text: str) -> None:
        comment = {"snippet": {"textOriginal": text}}
        body = {"snippet": {"videoId": self._id, "topLevelComment": comment}}
        self._api.post("/youtube/v3/commentThreads", body, params={"part": "snippet"})

    def _cover(self, film: Video, cover: Picture, problems: list[str]) -> None:
        """Of a Short YouTube takes a cover only after it has processed it."""
        if cover.media.bytes > THUMBNAIL:
            raise self._api.error("validation", f"It has more than {THUMBNAIL} bytes.")
        try:
            self._set_thumbnail(cover)
        except PlatformError as error:
            if error.status != 403 or not _may_be_short(film):
                raise
            self._await_processing(problems)
            self._set_thumbnail(cover)

    def _set_thumbnail(self, cover: Picture) -> None:
        path = self._media.path(cover.media)
        self._api.post(
            "/upload/youtube/v3/thumbnails/set",
            params={"videoId": self._id, "uploadType": "media"},
            content=pieces(path),
            headers={"Content-Type": cover.media.mime, "Content-Length": str(path.stat().st_size)},
        )

    def _await_processing(self, problems: list[str]) -> None:
        def look() -> float | None:
            params = {"part": "status,processingDetails", "id": self._id}
            rows = self._api.get("/youtube/v3/videos", params).object().get("items") or [{}]
            fault = fault_of(rows[0])
            if fault:
                problems.append(fault)
                return None
            details = rows[0].get("processingDetails") or {}
            return PAUSE if details.get("processingStatus") == "processing" else None

        self._edge.poll(look, "The film")


def fault_of(row: dict[str, Any]) -> str | None:
    """Why nobody can see a video although it was taken, from its `status`; None when all is well."""
    status = row.get("status") or {}
    state = status.get("uploadStatus")
    if state == "failed":
        return f"YouTube could not process the film ({status.get('failureReason') or 'no reason given'})."
    if state == "rejected":
        return f"YouTube rejected the film ({status.get('rejectionReason') or 'no reason given'})."
    return "The video was deleted." if state == "deleted" else None


def _try(what: str, add: Callable[[], None], problems: list[str]) -> None:
    try:
        add()
    except RepriseError as error:
        problems.append(f"{what} not there ({error.what})")


def _may_be_short(film: Video) -> bool:
    width, height = film.media.width or 0, film.media.height or 0
    return height >= width and (film.media.seconds or 0) <= SHORT_SECONDS
