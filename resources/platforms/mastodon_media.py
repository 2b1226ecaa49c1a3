"""Bringing pictures and films to a Mastodon server, which may be at work on them for a while; and what it takes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reprise.media import Media, MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import FailureKind, PlatformError
from resources.platforms.api import Api
from resources.platforms.base import Progress
from resources.platforms.edge import Edge
from resources.platforms.uploads import Uploads

LIFE = timedelta(hours=20)
"""How long a file that belongs to no status is relied on; servers clear it away after a day."""
LOOK_EVERY = 2.0


@dataclass(frozen=True)
class InstanceLimits:
    """What a server takes; the values are those of one that changes nothing (mastodon/documentation, 2026-07)."""

    characters: int = 500
    attachments: int = 4
    description: int = 1500
    image_bytes: int = 16 * 1024 * 1024
    video_bytes: int = 99 * 1024 * 1024
    mime_types: tuple[str, ...] = ()

    @classmethod
    def of(cls, instance: dict[str, Any]) -> InstanceLimits:
        """From the answer to /api/v2/instance; what it does not tell is the default."""
        told = instance.get("configuration") or {}
        statuses, files = told.get("statuses") or {}, told.get("media_attachments") or {}
        found = {
            "characters": statuses.get("max_characters"),
            "attachments": statuses.get("max_media_attachments"),
            "description": files.get("description_limit"),
            "image_bytes": files.get("image_size_limit"),
            "video_bytes": files.get("video_size_limit"),
        }
        numbers = {name: value for name, value in found.items() if isinstance(value, int) and value > 0}
        return cls(**numbers, mime_types=tuple(files.get("supported_mime_types") or ()))


class MastodonMedia:
    """Uploads for one attempt."""

    def __init__(self, api: Api, edge: Edge, progress: Progress, limits: InstanceLimits) -> None:
        self._api = api
        self._edge = edge
        self._limits = limits
        self._uploads = Uploads(progress, edge.clock)
        self._ready: set[str] = set()

    def forget(self) -> None:
        """The server does not know the files any more."""
        self._uploads.forget()

    def picture(self, picture: Picture, media: MediaStore) -> str:
        """The id of an uploaded picture that the server is done with."""
        return self._bring(picture.media, media, picture.alt, None)

    def film(self, video: Video, media: MediaStore) -> str:
        """The id of an uploaded film that the server is done with."""
        alt = video.cover.alt if video.cover else ""
        return self._bring(video.media, media, alt, video.cover)

    def _bring(self, piece: Media, media: MediaStore, alt: str, cover: Picture | None) -> str:
        id_ = str(self._uploads.once(piece, lambda: (self._send(piece, media, alt, cover), self._end())))
        if id_ not in self._ready:
            self._await(id_)
        return id_

    def _end(self) -> datetime:
        return self._edge.clock.now() + LIFE

    def _send(self, piece: Media, media: MediaStore, alt: str, cover: Picture | None) -> str:
        with ExitStack() as opened:
            path = media.path(piece)
            files: dict[str, Any] = {"file": (path.name, opened.enter_context(path.open("rb")), piece.mime)}
            if cover is not None:
                shown = media.path(cover.media)
                files["thumbnail"] = (shown.name, opened.enter_context(shown.open("rb")), cover.media.mime)
            form = {"description": alt[: self._limits.description]} if alt else None
            answer = self._api.post("/api/v2/media", form=form, files=files)
        id_ = answer.object().get("id")
        if not id_:
            raise self._api.error("server", "Mastodon's answer names no media id.", where="POST /api/v2/media")
        if answer.status == 200:
            self._ready.add(str(id_))
        return str(id_)

    def _await(self, id_: str) -> None:
        def look() -> float | None:
            try:
                answer = self._api.get(f"/api/v1/media/{id_}", route="/api/v1/media/{id}")
            except PlatformError as error:
                if error.kind in ("validation", "media_processing"):
                    self._uploads.forget()
                if error.kind != "validation":
                    raise
                # Unknown (any more), or not to be processed: the server says which, and keeps no file.
                kind: FailureKind = "server" if error.status == 404 else "media_processing"
                raise self._api.error(kind, error.what, where=error.where, status=error.status) from None
            return LOOK_EVERY if answer.status == 206 else None

        self._edge.poll(look, "The file")
        self._ready.add(id_)
