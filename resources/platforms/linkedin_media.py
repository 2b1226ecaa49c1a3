"""Bringing pictures and films to LinkedIn: an upload is opened, its bytes are put where it says, films in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reprise.media import MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.api import Answer, Api
from resources.platforms.base import Progress
from resources.platforms.edge import Edge, moment
from resources.platforms.uploads import Uploads, pieces

LIFE = timedelta(hours=12)
"""How long an uploaded file is relied on; LinkedIn names no end for one that no post uses."""
_BYTES = {"Content-Type": "application/octet-stream"}


class LinkedInMedia:
    """Uploads for one attempt, owned by the author of the post."""

    def __init__(self, api: Api, edge: Edge, progress: Progress, owner: str) -> None:
        self._api = api
        self._edge = edge
        self._progress = progress
        self._owner = owner
        self._uploads = Uploads(progress, edge.clock)

    def picture(self, picture: Picture, media: MediaStore) -> str:
        """The URN of an uploaded picture."""
        return str(self._uploads.once(picture.media, lambda: (self._send_picture(picture, media), self._end())))

    def film(self, video: Video, media: MediaStore) -> str:
        """The URN of an uploaded film that LinkedIn has processed, with subtitles and cover if it has any."""
        return str(self._uploads.once(video.media, lambda: (self._send_film(video, media), self._end())))

    def _end(self) -> datetime:
        return self._edge.clock.now() + LIFE

    def _send_picture(self, picture: Picture, media: MediaStore) -> str:
        opened = self._open("images", {"owner": self._owner})
        self._put(opened["uploadUrl"], media.path(picture.media), "image", signed=True)
        return str(opened["image"])

    def _send_film(self, video: Video, media: MediaStore) -> str:
        path = media.path(video.media)
        session = self._session(video, path)
        for number in range(len(session["etags"]), len(session["parts"])):
            url, first, last = session["parts"][number]
            answer = self._put_part(self._edge.unseal(url), path, first, last)
            session = {**session, "etags": [*session["etags"], answer.headers.get("etag", "")]}
            self._progress.note("film", session)
        if not session["finished"]:
            self._beside(video, media, session)
            token = self._edge.unseal(session["token"])
            request = {"video": session["urn"], "uploadToken": token, "uploadedPartIds": session["etags"]}
            self._api.post("/rest/videos?action=finalizeUpload", {"finalizeUploadRequest": request})
            session = {**session, "finished": True}
            self._progress.note("film", session)
        self._await(session["urn"])
        return str(session["urn"])

    def _session(self, video: Video, path: Path) -> dict[str, Any]:
        """The open upload of a film: one that was broken off while its addresses live, else a new one."""
        known = self._progress.known.get("film")
        if known and known["key"] == video.media.key:
            ends = datetime.fromisoformat(known["until"])
            if known["finished"] or ends > self._edge.clock.now():
                return dict(known)
        wish = {
            "owner": self._owner,
            "fileSizeBytes": path.stat().st_size,
            "uploadCaptions": video.subtitles is not None,
            "uploadThumbnail": video.cover is not None,
        }
        opened = self._open("videos", wish)
        seal = self._edge.seal
        session = {
            "key": video.media.key,
            "urn": opened["video"],
            "token": seal(opened.get("uploadToken", "")),
            "parts": [[seal(p["uploadUrl"]), p["firstByte"], p["lastByte"]] for p in opened["uploadInstructions"]],
            "captions": seal(opened["captionsUploadUrl"]) if opened.get("captionsUploadUrl") else None,
            "thumbnail": seal(opened["thumbnailUploadUrl"]) if opened.get("thumbnailUploadUrl") else None,
            "until": _until(opened.get("uploadUrlsExpireAt"), self._edge).isoformat(),
            "etags": [],
            "finished": False,
        }
        self._progress.note("film", session)
        return session

    def _beside(self, video: Video, media: MediaStore, session: dict[str, Any]) -> None:
        """Subtitles and cover, where LinkedIn has given them an address."""
        if video.subtitles and session["captions"]:
            self._put(self._edge.unseal(session["captions"]), media.path(video.subtitles), "captions")
        if video.cover and session["thumbnail"]:
            self._put(self._edge.unseal(session["thumbnail"]), media.path(video.cover.media), "thumbnail")

    def _open(self, kind: str, wish: dict[str, Any]) -> dict[str, Any]:
        answer = self._api.post(f"/rest/{kind}?action=initializeUpload", {"initializeUploadRequest": wish})
        opened = answer.object().get("value")
        if not isinstance(opened, dict):
            raise self._api.error("server", "LinkedIn's answer names no upload.", where=f"POST /rest/{kind}")
        return opened

    def _put(self, url: str, path: Path, what: str, *, signed: bool = False) -> Answer:
        return self._put_part(url, path, 0, path.stat().st_size - 1, what, signed=signed)

    def _put_part(
        self, url: str, path: Path, first: int, last: int, what: str = "video part", *, signed: bool = False
    ) -> Answer:
        """Films go to addresses that are signed themselves, pictures to ones that want the token."""
        size = {"Content-Length": str(last - first + 1)}
        body: Iterator[bytes] = pieces(path, first, last + 1)
        try:
            return self._api.ask("PUT", url, route=f"({what})", content=body, headers={**_BYTES, **size}, signed=signed)
        except PlatformError as error:
            if error.kind != "auth" or signed:
                raise
            self._progress.note("film", None)  # the address has ended, not the account's access
            message = f"The upload was open for too long ({error.what})."
            raise self._api.error("server", message, where=f"PUT ({what})") from None

    def _await(self, urn: str) -> None:
        def look() -> float | None:
            found = self._api.get(f"/rest/videos/{quote(urn, safe='')}", route="/rest/videos/{urn}").object()
            status = found.get("status")
            if status == "AVAILABLE":
                return None
            if status == "PROCESSING_FAILED":
                self._progress.note("film", None)
                reason = found.get("processingFailureReason") or "no reason given"
                raise self._api.error("media_processing", f"LinkedIn could not process the film ({reason}).")
            return 5.0

        self._edge.poll(look, "The film")


def _until(milliseconds: Any, edge: Edge) -> datetime:
    ends = moment(milliseconds / 1000) if isinstance(milliseconds, int | float) else None
    return ends or edge.clock.now() + timedelta(minutes=30)
