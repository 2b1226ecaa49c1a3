"""Bringing pictures and films to Bluesky: pictures as blobs, films through the video service, which processes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from reprise.media import Media, MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.api import Answer, Api
from resources.platforms.base import Progress
from resources.platforms.bluesky_text import as_vtt
from resources.platforms.edge import Edge
from resources.platforms.uploads import Uploads, pieces

XRPC = "/xrpc/"
VIDEO_HOST = "https://video.bsky.app"
MAX_PICTURE, MAX_THUMB, MAX_FILM, MAX_SUBTITLES = (
    2_000_000,
    1_000_000,
    300_000_000,
    20_000,
)  # lexicons of app.bsky.embed
LIFE = timedelta(hours=1)
"""How long a blob that no record refers to is relied on; servers clear them away after some hours (atproto.com)."""
JOB_LIFE = timedelta(hours=12)
SERVICE_TOKEN = timedelta(minutes=30)
LOOK_EVERY = 2.0
Blob = dict[str, Any]


class BlueskyMedia:
    """Uploads for one attempt.

    Args:
        video: where the video service is.
        did: whose they are.
    """

    def __init__(self, api: Api, edge: Edge, progress: Progress, video: str, did: str) -> None:
        self._api = api
        self._edge = edge
        self._progress = progress
        self._video = video.rstrip("/")
        self._did = did
        self._uploads = Uploads(progress, edge.clock)
        self.problems: list[str] = []

    def forget(self) -> None:
        """The server does not know the blobs any more."""
        self._uploads.forget()
        self._progress.note("film", None)

    def pictures(self, pictures: tuple[Picture, ...], media: MediaStore) -> dict[str, Any]:
        """The embed of up to four pictures."""
        images = [{"image": self._picture(one.media, media), "alt": one.alt, **_ratio(one.media)} for one in pictures]
        return {"$type": "app.bsky.embed.images", "images": images}

    def card(self, uri: str, title: str, thumb: Picture | None, media: MediaStore) -> dict[str, Any]:
        """The embed that shows a link, with a small picture where there is one that fits."""
        external: dict[str, Any] = {"uri": uri, "title": title, "description": ""}
        if thumb is not None and thumb.media.bytes <= MAX_THUMB:
            external["thumb"] = self._picture(thumb.media, media)
        return {"$type": "app.bsky.embed.external", "external": external}

    def film(self, video: Video, media: MediaStore) -> dict[str, Any]:
        """The embed of a film that the service has processed, with its subtitles."""
        blob = self._uploads.once(video.media, lambda: (self._send_film(video, media), self._end()))
        embed: dict[str, Any] = {"$type": "app.bsky.embed.video", "video": blob, **_ratio(video.media)}
        if video.cover is not None and video.cover.alt:
            embed["alt"] = video.cover.alt
        if video.subtitles is not None:
            track = self._subtitles(video.subtitles, media)
            embed |= {"captions": [{"lang": video.language, "file": track}]} if track else {}
        return embed

    def _end(self) -> datetime:
        return self._edge.clock.now() + LIFE

    def _picture(self, piece: Media, media: MediaStore) -> Blob:
        # Small enough to be held, so that it can be sent again with a renewed token.
        data = media.path(piece).read_bytes
        return dict(self._uploads.once(piece, lambda: (self._send(data(), piece.mime), self._end())))

    def _subtitles(self, piece: Media, media: MediaStore) -> Blob | None:
        """The track's blob; None for one that Bluesky would not take."""
        data = as_vtt(media.path(piece).read_text(encoding="utf-8")).encode()
        if len(data) > MAX_SUBTITLES:
            self.problems.append(f"The subtitles have {len(data):,} bytes; Bluesky takes {MAX_SUBTITLES:,}.")
            return None
        return dict(self._uploads.once(piece, lambda: (self._send(data, "text/vtt"), self._end())))

    def _send(self, data: bytes, mime: str) -> Blob:
        answer = self._api.post(f"{XRPC}com.atproto.repo.uploadBlob", content=data, headers={"Content-Type": mime})
        blob = answer.object().get("blob")
        if not isinstance(blob, dict):
            raise self._api.error("server", "Bluesky's answer names no blob.", where="uploadBlob")
        return blob

    def _send_film(self, video: Video, media: MediaStore) -> Blob:
        job = self._job(video, media)
        found: list[Blob] = []

        def look() -> float | None:
            status = self._status(job)
            if isinstance(status.get("blob"), dict):
                found.append(status["blob"])
                return None
            if status.get("state") == "JOB_STATE_FAILED":
                self._progress.note("film", None)
                reason = status.get("message") or status.get("error") or "no reason given"
                raise self._api.error("media_processing", f"Bluesky could not process the film ({reason}).")
            return LOOK_EVERY

        self._edge.poll(look, "The film")
        return found[0]

    def _job(self, video: Video, media: MediaStore) -> str:
        """The service's name for the work on a film: that of an earlier attempt, else of one sent now."""
        known = self._progress.known.get("film")
        now = self._edge.clock.now()
        if known and known["key"] == video.media.key and datetime.fromisoformat(known["until"]) > now:
            return str(known["job"])
        job = self._send_to_service(video.media, media)
        until = (self._edge.clock.now() + JOB_LIFE).isoformat()
        self._progress.note("film", {"key": video.media.key, "job": job, "until": until})
        return job

    def _send_to_service(self, piece: Media, media: MediaStore) -> str:
        token, path = self._service_token(), media.path(piece)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "video/mp4",
            "Content-Length": str(path.stat().st_size),
        }
        try:
            answer = self._api.ask(
                "POST",
                f"{self._video}{XRPC}app.bsky.video.uploadVideo",
                params={"did": self._did, "name": path.name},
                content=pieces(path),
                headers=headers,
                signed=False,
                accept=(409,),  # it was processed before, and the answer names that work
            )
        except PlatformError as error:
            if error.kind != "auth":
                raise
            # The token was made for this one request: that it is refused says nothing about the account.
            raise self._api.error("server", f"The video service did not let us in ({error.what})") from None
        job = _job_status(answer).get("jobId")
        if not job:
            raise self._api.error("server", "Bluesky's answer names no job.", where="uploadVideo")
        return str(job)

    def _service_token(self) -> str:
        """A token with which the video service may put the film into the account's repository."""
        host = quote(urlsplit(self._api.base_url).netloc, safe="")
        ends = int((self._edge.clock.now() + SERVICE_TOKEN).timestamp())
        wish = {"aud": f"did:web:{host}", "lxm": "com.atproto.repo.uploadBlob", "exp": ends}
        token = self._api.get(f"{XRPC}com.atproto.server.getServiceAuth", wish).object().get("token")
        if not token:
            raise self._api.error("server", "Bluesky's answer holds no token.", where="getServiceAuth")
        return str(token)

    def _status(self, job: str) -> dict[str, Any]:
        url = f"{self._video}{XRPC}app.bsky.video.getJobStatus"
        try:
            return _job_status(self._api.get(url, {"jobId": job}, signed=False))
        except PlatformError as error:
            if error.kind == "validation":  # the service has forgotten it: the next try sends the film anew
                self._progress.note("film", None)
                raise self._api.error("server", error.what, where="getJobStatus") from None
            raise


def _job_status(answer: Answer) -> dict[str, Any]:
    """A job's status, which the service sends bare or in an object."""
    body = answer.object()
    inner = body.get("jobStatus")
    return inner if isinstance(inner, dict) else body


def _ratio(piece: Media) -> dict[str, Any]:
    if not piece.width or not piece.height:
        return {}
    return {"aspectRatio": {"width": piece.width, "height": piece.height}}
