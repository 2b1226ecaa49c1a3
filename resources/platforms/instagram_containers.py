"""Containers: what is about to be published on Instagram, made ready step by step, and each used again by the next
attempt. A second one is never made for a post before the first one's state was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reprise.media import MediaStore
from reprise.social.post import Picture, Video
from reprise.windows.failures import PlatformError
from resources.platforms.base import Outgoing, Progress
from resources.platforms.edge import Edge
from resources.platforms.graph import GraphApi, GraphError
from resources.platforms.graph_uploads import UploadHost, bytes_there
from resources.platforms.instagram_errors import TABLE, failed_for

JPEG = "image/jpeg"
ALT = 1000
LIFE = timedelta(hours=23)
"""Containers live a day."""
LOOK_AFTER = {"picture": 3.0, "film": 15.0}
"""Seconds between two looks; Meta advises one a minute for films, for five minutes at most."""


@dataclass(frozen=True)
class State:
    """What Instagram says of a container. `code`: IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED; GONE when it is
    not known. `there`: how many bytes of its film have arrived."""

    code: str
    words: str = ""
    there: int = 0


class Containers:
    """The containers of one attempt.

    Kept under the handles "container": {id, made, until, upload, tried} and "parts": [{id, until}], those of a
    carousel. `upload`: its film's bytes are sent by us; `tried`: a request that publishes it has left.

    Args:
        host: where films are sent to; None where Instagram fetches them itself.
    """

    def __init__(self, api: GraphApi, host: UploadHost | None, edge: Edge, account: str, progress: Progress) -> None:
        self._api = api
        self._host = host
        self._edge = edge
        self._account = account
        self._progress = progress
        self.problems: tuple[str, ...] = ()

    def ready(self, post: Outgoing, media: MediaStore) -> tuple[dict[str, Any], State]:
        """The post's container, finished, or published already. Raises `PlatformError`."""
        container = self._known()
        if container is None:
            container = self._made(post, media)
        if container["upload"] and post.video is not None:
            self._upload(container, post.video, media)
        return container, self._await(container["id"], "film" if post.video else "picture")

    def tried(self, container: Mapping[str, Any]) -> None:
        """To be called before the request that publishes it."""
        self._progress.note("container", {**container, "tried": True})

    def forget(self) -> None:
        """Nothing of it is of use any more."""
        self._progress.note("container", None)
        self._progress.note("parts", [])

    def _known(self) -> dict[str, Any] | None:
        known = self._progress.known.get("container")
        return dict(known) if known and (known["tried"] or self._lives(known)) else None

    def _lives(self, entry: Mapping[str, Any]) -> bool:
        return datetime.fromisoformat(entry["until"]) > self._edge.clock.now()

    def _made(self, post: Outgoing, media: MediaStore) -> dict[str, Any]:
        self._check_quota()
        caption, upload = {"caption": post.texts[0]}, False
        if post.video:
            upload = self._host is not None
            form = {**caption, **self._film(post.video)}
        elif len(post.pictures) == 1:
            form = {**caption, **self._picture(post.pictures[0])}
        else:
            form = {**caption, "media_type": "CAROUSEL", "children": ",".join(self._parts(post.pictures))}
        now = self._edge.clock.now()
        container = {
            "id": self._create(form), "made": now.isoformat(), "until": (now + LIFE).isoformat(), "upload": upload,
            "tried": False,
        }  # fmt: skip
        self._progress.note("container", container)
        return container

    def _parts(self, pictures: tuple[Picture, ...]) -> list[str]:
        """The parts of a carousel in order, each finished: a carousel is not made of others."""
        parts = list(self._progress.known.get("parts") or ())
        if not all(self._lives(part) for part in parts):
            parts = []
        for picture in pictures[len(parts) :]:
            id_ = self._create({**self._picture(picture), "is_carousel_item": "true"})
            parts = [*parts, {"id": id_, "until": (self._edge.clock.now() + LIFE).isoformat()}]
            self._progress.note("parts", parts)
        for part in parts:
            self._await(part["id"], "picture")
        return [str(part["id"]) for part in parts]

    def _picture(self, picture: Picture) -> dict[str, str]:
        form = {"image_url": self._edge.address_of(picture.media, "Instagram")}
        return {**form, "alt_text": picture.alt[:ALT]} if picture.alt else form

    def _film(self, video: Video) -> dict[str, str]:
        form = {"media_type": "REELS", "share_to_feed": "true", **self._cover(video)}
        if self._host is not None:
            return {**form, "upload_type": "resumable"}
        return {**form, "video_url": self._edge.address_of(video.media, "Instagram")}

    def _cover(self, video: Video) -> dict[str, str]:
        """The cover's address; a film can do without one."""
        if video.cover is None:
            return {}
        if video.cover.media.mime != JPEG or not self._edge.media_url:
            self.problems = ("The film is there without its cover: Instagram takes a JPEG that it can fetch.",)
            return {}
        return {"cover_url": self._edge.address_of(video.cover.media, "Instagram")}

    def _create(self, form: Mapping[str, str]) -> str:
        answer = self._api.post(f"/{self._account}/media", form=form, route="/{account}/media").object()
        if not answer.get("id"):
            raise self._api.error("server", "Instagram's answer names no container.", where="POST /{account}/media")
        return str(answer["id"])

    def _upload(self, container: Mapping[str, Any], video: Video, media: MediaStore) -> None:
        assert self._host is not None
        found = read(self._api, container["id"])
        if found.code != "IN_PROGRESS":
            return
        try:
            self._host.send(container["id"], media.path(video.media), lambda: read(self._api, container["id"]).there)
        except PlatformError as error:
            if error.kind == "media_processing":
                self.forget()
            raise

    def _await(self, id_: str, what: str) -> State:
        found = [State("IN_PROGRESS")]

        def look() -> float | None:
            found[0] = read(self._api, id_)
            if found[0].code in ("FINISHED", "PUBLISHED"):
                return None
            if found[0].code != "IN_PROGRESS":
                raise self._lost(found[0])
            return LOOK_AFTER[what]

        self._edge.poll(look, f"The {what}")
        return found[0]

    def _lost(self, found: State) -> PlatformError:
        """A container that failed or ended was not published. Of one that is not known any more nobody can say."""
        known = self._progress.known.get("container")
        if found.code == "GONE" and known and known["tried"]:
            return self._api.error("unknown_outcome", "Instagram does not know the post's container any more.")
        self.forget()
        if found.code == "ERROR":
            _, meaning = failed_for(found.words)
            retry_at = self._api.after(meaning.minutes * 60) if meaning.minutes else None
            message = f'Instagram could not process the file: "{found.words}"'
            return self._api.error(meaning.kind, message, remedy=meaning.remedy, retry_at=retry_at)
        return self._api.error(
            "media_processing", "The post's container has ended; another one is made.", retry_at=self._api.after(60)
        )

    def _check_quota(self) -> None:
        """Raise before anything is made when the account has published as much as it may."""
        try:
            answer = self._api.get(
                f"/{self._account}/content_publishing_limit",
                {"fields": "config,quota_usage"},
                route="/{account}/content_publishing_limit",
            ).object()
        except PlatformError as error:
            if error.kind in ("permission", "validation"):
                return  # it is no more than a precaution
            raise
        rows = answer.get("data") or [{}]
        total, used = (rows[0].get("config") or {}).get("quota_total"), rows[0].get("quota_usage")
        if isinstance(total, int) and isinstance(used, int) and used >= total:
            meaning = TABLE.subcodes[2207042]
            raise self._api.error(
                "quota", f"The account has published {used} of {total} posts in 24 hours.", remedy=meaning.remedy,
                retry_at=self._api.after(3600),
            )  # fmt: skip


def read(api: GraphApi, id_: str) -> State:
    """What has become of a container. Raises `PlatformError`."""
    fields = "status_code,status,video_status"
    try:
        body = _read(api, id_, fields)
    except GraphError as error:
        if error.gone:
            return State("GONE")
        if error.kind != "validation":
            raise
        body = _read(api, id_, "status_code,status")  # not every login has the field for films
    return State(
        str(body.get("status_code") or "IN_PROGRESS"),
        str(body.get("status") or ""),
        bytes_there(body.get("video_status")),
    )


def _read(api: GraphApi, id_: str, fields: str) -> dict[str, Any]:
    return api.get(f"/{id_}", {"fields": fields}, route="/{container}").object()
