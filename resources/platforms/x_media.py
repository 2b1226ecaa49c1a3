"""Bringing pictures and films to X: pictures in one request, films in pieces read from disk, going on where a killed
process stopped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reprise.media import Media, MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.api import Answer, Api
from resources.platforms.base import Progress
from resources.platforms.edge import Edge
from resources.platforms.uploads import Uploads, pieces

CHUNK = 1 << 20  # larger pieces were answered 413 at X's edge (2026-05); X's own samples use this size
MAX_CHUNK = 4 << 20
MAX_SEGMENTS = 1000
NOTED_EVERY = 8
RESENDS = 2
LIFE = timedelta(hours=20)
"""X keeps an upload for a day; what is older is not relied on."""


class XMedia:
    """Uploads for one attempt."""

    def __init__(self, api: Api, edge: Edge, progress: Progress) -> None:
        self._api = api
        self._edge = edge
        self._progress = progress
        self._uploads = Uploads(progress, edge.clock)
        self.reused = bool(progress.known.get("media"))

    def forget(self) -> None:
        """X does not take the media ids any more."""
        self._uploads.forget()
        self._progress.note("upload", None)

    def picture(self, picture: Picture, media: MediaStore) -> str:
        """The media id of an uploaded picture with its description."""
        return str(self._uploads.once(picture.media, lambda: (self._send_picture(picture, media), self._end())))

    def film(self, video: Video, media: MediaStore) -> str:
        """The media id of an uploaded film, processed by X, with its subtitles if it has any."""
        return str(self._uploads.once(video.media, lambda: (self._send_film(video, media), self._end())))

    def _end(self) -> datetime:
        return self._edge.clock.now() + LIFE

    def _send_picture(self, picture: Picture, media: MediaStore) -> str:
        path = media.path(picture.media)
        with path.open("rb") as file:
            answer = self._api.post(
                "/2/media/upload",
                form={"media_category": "tweet_gif" if picture.media.mime == "image/gif" else "tweet_image"},
                files={"media": (path.name, file, picture.media.mime)},
            )
        media_id = self._id(answer, "POST /2/media/upload")
        self._await_processing(media_id, answer)
        if picture.alt:
            metadata = {"alt_text": {"text": picture.alt[:1000]}}
            self._api.post("/2/media/metadata", {"id": media_id, "metadata": metadata})
        return media_id

    def _send_film(self, video: Video, media: MediaStore) -> str:
        film_id = self._in_pieces(video.media, media, "tweet_video", video.media.mime)
        if video.subtitles:
            type_ = "text/vtt" if video.subtitles.mime == "text/vtt" else "text/srt"
            track_id = self._in_pieces(video.subtitles, media, "subtitles", type_)
            language = video.language.split("-")[0].upper()
            track = {"id": track_id, "language_code": language, "display_name": language}
            self._api.post("/2/media/subtitles", {"id": film_id, "media_category": "TweetVideo", "subtitles": track})
        return film_id

    def _in_pieces(self, piece: Media, media: MediaStore, category: str, mime: str) -> str:
        path = media.path(piece)
        total = path.stat().st_size
        size = chunk_size(total)
        media_id, first = self._begin(piece, total, category, mime)
        for number, data in enumerate(_chunks(path, size, first), start=first):
            self._append(media_id, number, data)
            if number % NOTED_EVERY == 0:
                self._note(piece, media_id, number + 1)
        answer = self._finalize(media_id)
        self._await_processing(media_id, answer)
        return media_id

    def _begin(self, piece: Media, total: int, category: str, mime: str) -> tuple[str, int]:
        """The upload's id and the number of its next piece: a new one's, or that of one that was broken off."""
        known = self._progress.known.get("upload")
        if known and known["key"] == piece.key and datetime.fromisoformat(known["until"]) > self._edge.clock.now():
            return known["id"], known["next"]
        opening = {"media_type": mime, "total_bytes": total, "media_category": category}
        answer = self._api.post("/2/media/upload/initialize", opening)
        media_id = self._id(answer, "POST /2/media/upload/initialize")
        self._note(piece, media_id, 0)
        return media_id, 0

    def _note(self, piece: Media, media_id: str, following: int) -> None:
        known = {"key": piece.key, "id": media_id, "next": following, "until": self._end().isoformat()}
        self._progress.note("upload", known)

    def _append(self, media_id: str, number: int, data: bytes) -> None:
        for resend in range(RESENDS + 1):  # a piece has its number: sending it again changes nothing
            try:
                self._api.post(
                    f"/2/media/upload/{media_id}/append",
                    route="/2/media/upload/{id}/append",
                    form={"segment_index": str(number)},
                    files={"media": ("piece", data, "application/octet-stream")},
                )
                return
            except PlatformError as error:
                if resend == RESENDS or error.kind not in ("network", "server"):
                    raise
                self._edge.wait(1 + resend)

    def _finalize(self, media_id: str) -> Answer:
        """Close the upload. One that was closed before a process was lost tells its state instead."""
        try:
            return self._api.post(f"/2/media/upload/{media_id}/finalize", route="/2/media/upload/{id}/finalize")
        except PlatformError as error:
            if error.kind != "validation":
                raise
            refused = error
        try:
            return self._status(media_id)
        except PlatformError as error:
            if error.kind != "validation":
                raise  # nobody answered: the upload may be well
            self._progress.note("upload", None)
        message = f"The upload is of no use any more ({refused.what}); it is begun anew."
        raise self._api.error("server", message, where="POST /2/media/upload/{id}/finalize")

    def _status(self, media_id: str) -> Answer:
        return self._api.get("/2/media/upload", {"media_id": media_id, "command": "STATUS"})

    def _await_processing(self, media_id: str, answer: Answer) -> None:
        """Look at the state as often as X asks, until it is done."""
        latest = [answer]

        def look() -> float | None:
            info = _data(latest[0]).get("processing_info")
            if not info or info.get("state") == "succeeded":
                return None
            if info.get("state") == "failed":
                reason = (info.get("error") or {}).get("message") or "no reason given"
                self._progress.note("upload", None)
                raise self._api.error("media_processing", f"X could not process the file ({reason}).", where=media_id)
            latest[0] = self._status(media_id)
            return float(info.get("check_after_secs") or 1)

        self._edge.poll(look, "The film")

    def _id(self, answer: Answer, where: str) -> str:
        media_id = _data(answer).get("id")
        if not media_id:
            raise self._api.error("server", "X's answer names no media id.", where=where)
        return str(media_id)


def chunk_size(total: int) -> int:
    """Bytes of a piece, so that a file of `total` bytes fits into X's number of pieces."""
    size = max(CHUNK, math.ceil(total / MAX_SEGMENTS))
    if size > MAX_CHUNK:
        raise PlatformError(
            "validation",
            f"The film has {total / 1e9:.1f} GB; X takes {MAX_CHUNK * MAX_SEGMENTS / 1e9:.1f} GB in pieces.",
            remedy="Render it smaller.",
        )
    return size


def _chunks(path: Path, size: int, first: int) -> Iterator[bytes]:
    return pieces(path, start=first * size, size=size)


def _data(answer: Answer) -> dict[str, Any]:
    return answer.object().get("data") or {}
