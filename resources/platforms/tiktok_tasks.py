"""TikTok's publishing tasks: begun once, kept by their publish_id, and asked how they are getting on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from reprise.model import Document
from reprise.windows.failures import PlatformError
from resources.platforms import tiktok_errors
from resources.platforms.api import Api
from resources.platforms.base import Progress
from resources.platforms.edge import Edge

HANDLE = "publish"
JSON = {"Content-Type": "application/json; charset=UTF-8"}
UPLOAD_LIFE = timedelta(minutes=55)
"""An upload's address lives an hour."""
FAILED, COMPLETE = "FAILED", "PUBLISH_COMPLETE"
PAUSE = 5.0  # 30 questions a minute are allowed
ID_LOOKS = 6
"""So often TikTok is asked for a public id after it is done; moderation may take minutes or hours."""


class Task(Document):
    """One publishing task, as it is kept between attempts.

    `by` is the creator's name, `public` whether everybody may see the post; `url` the sealed address of a film's upload
    until `until`, `total` its bytes in chunks of `chunk`. `tried`: what makes it public may have been sent.
    """

    id: str
    kind: Literal["video", "photo"]
    by: str
    public: bool
    tried: bool = False
    url: str | None = None
    until: datetime | None = None
    total: int = 0
    chunk: int = 0


@dataclass(frozen=True)
class State:
    """What TikTok says of a task; `uploaded` are bytes of a film, `ids` those of the public post."""

    status: str
    reason: str = ""
    uploaded: int = 0
    ids: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        return self.status in (FAILED, COMPLETE)


def known_task(known: Mapping[str, Any]) -> Task | None:
    """The task that earlier attempts have left."""
    kept = known.get(HANDLE)
    return Task.model_validate(kept) if kept else None


def ask(api: Api, publish_id: str) -> State:
    """How a task is getting on. Raises `PlatformError`."""
    body = {"publish_id": publish_id}
    data = api.post("/v2/post/publish/status/fetch/", body, headers=JSON).object().get("data") or {}
    ids = data.get("publicaly_available_post_id") or ()  # TikTok's spelling
    return State(
        status=str(data.get("status") or ""),
        reason=str(data.get("fail_reason") or ""),
        uploaded=int(data.get("uploaded_bytes") or 0),
        ids=tuple(str(id_) for id_ in ids),
    )


class Tasks:
    """The tasks of one attempt."""

    def __init__(self, api: Api, edge: Edge, progress: Progress) -> None:
        self._api = api
        self._edge = edge
        self._progress = progress

    def known(self) -> Task | None:
        return known_task(self._progress.known)

    def note(self, task: Task) -> Task:
        self._progress.note(HANDLE, task.model_dump(mode="json"))
        return task

    def forget(self) -> None:
        """The task came to nothing: the next try begins another."""
        self._progress.note(HANDLE, None)

    def begin_film(self, info: Mapping[str, Any], by: str, total: int, chunk: int) -> Task:
        """Announce a film. Nothing can come of a task of which nothing was uploaded."""
        source = {
            "source": "FILE_UPLOAD",
            "video_size": total,
            "chunk_size": chunk,
            "total_chunk_count": total // chunk,
        }
        body = {"post_info": dict(info), "source_info": source}
        data = self._api.post("/v2/post/publish/video/init/", body, headers=JSON).object().get("data") or {}
        if not data.get("publish_id") or not data.get("upload_url"):
            raise self._api.error("server", "TikTok's answer names no upload.")
        return self.note(
            Task(
                id=data["publish_id"],
                kind="video",
                by=by,
                public=_is_public(info),
                url=self._edge.seal(data["upload_url"]),
                until=self._edge.clock.now() + UPLOAD_LIFE,
                total=total,
                chunk=chunk,
            )
        )

    def begin_photos(self, info: Mapping[str, Any], by: str, addresses: list[str]) -> Task:
        """Have TikTok fetch pictures and post them: this request alone makes the post."""
        body = {
            "media_type": "PHOTO",
            "post_mode": "DIRECT_POST",
            "post_info": dict(info),
            "source_info": {"source": "PULL_FROM_URL", "photo_images": addresses, "photo_cover_index": 0},
        }
        self._progress.sending()
        answer = self._api.post("/v2/post/publish/content/init/", body, headers=JSON, creates=True)
        publish_id = (answer.object().get("data") or {}).get("publish_id")
        if not publish_id:
            raise self._api.error("unknown_outcome", "TikTok's answer names no task.")
        return self.note(Task(id=publish_id, kind="photo", by=by, public=_is_public(info), tried=True))

    def sending(self, task: Task) -> Task:
        """To be called right before what makes the post public is sent."""
        tried = self.note(task.model_copy(update={"tried": True}))
        self._progress.sending()
        return tried

    def state(self, task: Task) -> State:
        """How it is getting on. Raises `PlatformError`: unknown_outcome once the post may be there."""
        try:
            return ask(self._api, task.id)
        except PlatformError as error:
            if not task.tried:
                raise
            fault = f"TikTok has the post and does not say what became of it ({error.what})."
            raise self._api.error("unknown_outcome", fault, where=error.where) from None

    def wait(self, task: Task) -> State:
        """Wait until the task is done. Raises `PlatformError`: its failure, or unknown_outcome when it takes longer.

        It is not given back as waiting: what is changed meanwhile would be posted beside what TikTok is at work on.
        """
        seen = [State("")]

        def look() -> float | None:
            seen.append(self.state(task))
            return None if seen[-1].over else PAUSE

        try:
            self._edge.poll(look, "The post")
        except PlatformError as error:
            if not error.waiting:
                raise
            raise self._api.error("unknown_outcome", "TikTok is still at work on the post.") from None
        self.stop_if_failed(seen[-1])
        return seen[-1]

    def stop_if_failed(self, state: State) -> None:
        if state.status == FAILED:
            self.forget()
            raise tiktok_errors.failed(self._api, state.reason, self._edge.clock.now())


def _is_public(info: Mapping[str, Any]) -> bool:
    return bool(info["privacy_level"] == "PUBLIC_TO_EVERYONE")
