"""Bringing pictures and films to X: pictures in one request, films in pieces read from disk."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reprise.media import Media, MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.x_api import XApi

CHUNK = 1 << 20  # larger pieces were answered 413 at X's edge (2026-05); X's own samples use this size
MAX_CHUNK = 4 << 20
MAX_SEGMENTS = 1000
POLLS = 240
RESENDS = 2


class XMedia:
    """Uploads for one account. `wait` pauses for so many seconds while X processes a film."""

    def __init__(self, api: XApi, wait: Callable[[float], None]) -> None:
        self._api = api
        self._wait = wait

    def picture(self, picture: Picture, media: MediaStore) -> str:
        """The media id of an uploaded picture with its description."""
        path = media.path(picture.media)
        answer = self._api.post(
            "/2/media/upload",
            form={"media_category": "tweet_gif" if picture.media.mime == "image/gif" else "tweet_image"},
            files={"media": (path.name, path.read_bytes(), picture.media.mime)},
        )
        media_id = _id(answer, "POST /2/media/upload")
        self._await_processing(media_id, answer)
        if picture.alt:
            metadata = {"alt_text": {"text": picture.alt[:1000]}}
            self._api.post("/2/media/metadata", body={"id": media_id, "metadata": metadata})
        return media_id

    def film(self, video: Video, media: MediaStore) -> str:
        """The media id of an uploaded film, processed by X, with its subtitles if it has any."""
        film_id = self._in_pieces(video.media, media, "tweet_video", video.media.mime)
        if video.subtitles:
            type_ = "text/vtt" if video.subtitles.mime == "text/vtt" else "text/srt"
            track_id = self._in_pieces(video.subtitles, media, "subtitles", type_)
            language = video.language.split("-")[0].upper()
            track = {"id": track_id, "language_code": language, "display_name": language}
            self._api.post(
                "/2/media/subtitles", body={"id": film_id, "media_category": "TweetVideo", "subtitles": track}
            )
        return film_id

    def _in_pieces(self, piece: Media, media: MediaStore, category: str, mime: str) -> str:
        path = media.path(piece)
        total = path.stat().st_size
        size = chunk_size(total)
        opening = {"media_type": mime, "total_bytes": total, "media_category": category}
        media_id = _id(self._api.post("/2/media/upload/initialize", body=opening), "POST /2/media/upload/initialize")
        for number, data in enumerate(_pieces(path, size)):
            self._append(media_id, number, data)
        answer = self._api.post(f"/2/media/upload/{media_id}/finalize", route="/2/media/upload/{id}/finalize")
        self._await_processing(media_id, answer)
        return media_id

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
                self._wait(1 + resend)

    def _await_processing(self, media_id: str, answer: dict[str, Any]) -> None:
        """Look at the state as often as X asks, until it is done."""
        for _ in range(POLLS):
            info = (answer.get("data") or {}).get("processing_info")
            if not info or info.get("state") == "succeeded":
                return
            if info.get("state") == "failed":
                reason = (info.get("error") or {}).get("message") or "no reason given"
                raise PlatformError("media_processing", f"X could not process the file ({reason}).", where=media_id)
            self._wait(float(info.get("check_after_secs") or 1))
            answer = self._api.get("/2/media/upload", {"media_id": media_id, "command": "STATUS"})
        raise PlatformError("media_processing", f"X is not done with the file after {POLLS} looks.", where=media_id)


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


def _pieces(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(size):
            yield data


def _id(answer: dict[str, Any], where: str) -> str:
    media_id = (answer.get("data") or {}).get("id")
    if not media_id:
        raise PlatformError("server", "X's answer names no media id.", where=where)
    return str(media_id)
