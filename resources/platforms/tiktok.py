"""TikTok: films and photo posts through the Content Posting API, and the counts of what is public.

A post is made by the last chunk of its film, or by the request that has its pictures fetched; its publish_id tells what
became of it. Of a photo post whose publish_id was lost TikTok tells nothing: a person has to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from reprise.media import MediaStore
from reprise.windows.failures import PlatformError
from resources.platforms import tiktok_errors
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.tiktok_checks import check, check_length
from resources.platforms.tiktok_metrics import MAX_IDS, PENDING, find, readings
from resources.platforms.tiktok_tasks import (
    COMPLETE,
    FAILED,
    HANDLE,
    ID_LOOKS,
    JSON,
    PAUSE,
    State,
    Task,
    Tasks,
    ask,
    known_task,
)
from resources.platforms.tiktok_upload import Upload, chunk_size

API, SITE = "https://open.tiktokapis.com", "https://www.tiktok.com"
PUBLIC = "PUBLIC_TO_EVERYONE"
_NO_ID = "TikTok has not named the public post yet (it looks at posts first); its numbers are read as soon as it has."


class TikTokClient:
    """One creator: a token with video.publish, video.list and user.info.basic.

    `access.details`: privacy, one of TikTok's privacy levels.
    """

    name = "tiktok"
    max_ids = MAX_IDS
    settle_after = timedelta(minutes=2)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._access = access
        self._edge = edge
        self._api = Api(
            "TikTok",
            access,
            edge,
            base_url=access.base_urls.get("api") or access.base_urls.get("") or API,
            understand=partial(tiktok_errors.understand, clock=edge.clock),
            scope=f"tiktok/{access.remote_id or 'account'}",
        )

    def __repr__(self) -> str:
        return f"TikTokClient({self._access.remote_id})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        answer = self._api.get("/v2/user/info/", {"fields": "open_id,display_name"}).object()
        user = (answer.get("data") or {}).get("user") or {}
        return OwnAccount(
            remote_id=str(user.get("open_id")), handle=self._access.handle, name=user.get("display_name")
        )  # fmt: skip

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Bring the film, or have the pictures fetched, and wait until TikTok has published them."""
        ids = tuple(str(id_) for id_ in progress.known.get("posts", ()))
        task = known_task(progress.known)
        if ids:
            return Published(remote_ids=ids, url=_url(task, ids[0]))
        check(post)
        tasks, state = Tasks(self._api, self._edge, progress), State("")
        if task is not None:
            task, state = self._go_on(tasks, task)
        if task is None:
            task = self._begin(post, media, tasks)
        if post.video and task.url and not state.over:
            upload = Upload(self._api, self._edge, tasks, self._edge.unseal(task.url))
            task = upload.send(task, media.path(post.video.media), post.video.media.mime, state.uploaded)
        tasks.wait(task)
        return self._published(post, task, progress)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Ask for the task. Without one no film can have been made; of pictures nobody can say."""
        task = known_task(known)
        if task is None:
            if post.video:
                return Look(verdict="continue", reason="Nothing of its film was uploaded.")
            return Look(verdict="unknowable", reason="TikTok's answer was lost, and it lists no photo posts.")
        try:
            state = ask(self._api, task.id)
        except PlatformError as error:
            if error.kind != "validation":
                raise
            return self._look_at_list(post, task, since)
        return _seen(task, state)

    def delete(self, remote_ids: Sequence[str]) -> None:
        raise self._api.error(
            "validation",
            "TikTok lets no application delete posts.",
            where=", ".join(remote_ids),
            remedy="Delete it in the TikTok app.",
        )

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id; what TikTok had not named when it was posted is asked for first."""
        return readings(self._api, self._edge.clock.now(), remote_ids)

    def _go_on(self, tasks: Tasks, task: Task) -> tuple[Task | None, State]:
        """An earlier attempt's task and its state; None when it came to nothing and can come to nothing any more."""
        try:
            state = tasks.state(task)
        except PlatformError as error:
            if error.kind != "validation":
                raise
            state = State(FAILED)  # TikTok does not know it, and it was never sent whole
        else:
            tasks.stop_if_failed(state)
        lapsed = task.until is not None and self._edge.clock.now() >= task.until
        if state.status == FAILED or (lapsed and not state.over and state.uploaded < task.total):
            tasks.forget()
            return None, State("")
        return task, state

    def _begin(self, post: Outgoing, media: MediaStore, tasks: Tasks) -> Task:
        creator = self._creator()
        info: dict[str, Any] = {
            "privacy_level": self._privacy(creator),
            "disable_comment": bool(creator.get("comment_disabled")),
            "brand_content_toggle": False,
            "brand_organic_toggle": False,
        }
        by = str(creator.get("creator_username") or self._access.handle or "")
        if post.video:
            check_length(post.video, creator.get("max_video_post_duration_sec"))
            info |= {
                "title": post.texts[0],
                "disable_duet": bool(creator.get("duet_disabled")),
                "disable_stitch": bool(creator.get("stitch_disabled")),
            }
            total = media.path(post.video.media).stat().st_size
            return tasks.begin_film(info, by, total, chunk_size(total))
        addresses = [self._edge.address_of(picture.media, "TikTok") for picture in post.pictures]
        info |= {"title": post.title or "", "description": post.texts[0], "auto_add_music": False}
        return tasks.begin_photos(info, by, addresses)

    def _creator(self) -> dict[str, Any]:
        """What TikTok lets this creator do now; it must be asked before each post."""
        answer = self._api.post("/v2/post/publish/creator_info/query/", {}, headers=JSON)
        return dict(answer.object().get("data") or {})

    def _privacy(self, creator: Mapping[str, Any]) -> str:
        """Whom the post is for, as the account wants it; never less silently."""
        wanted = self._access.details.get("privacy") or PUBLIC
        offered = [str(level) for level in creator.get("privacy_level_options") or ()]
        if wanted in offered:
            return wanted
        raise self._api.error(
            "permission",
            f"TikTok lets this account post for {', '.join(offered) or 'nobody'} only, and {wanted} is wanted.",
            remedy="Make the account public in TikTok, or set the account's privacy to one that is offered; "
            "an application that is not audited can post to private accounts only.",
        )

    def _published(self, post: Outgoing, task: Task, progress: Progress) -> Published:
        """The post is there. TikTok names its public id later, and never that of a private one."""
        id_ = f"{PENDING}{task.id}"
        progress.posted(id_)
        public_id = self._public_id(task) if task.public else None
        problems = [_NO_ID] if task.public and public_id is None else []
        if public_id:
            id_ = public_id
            progress.posted(id_)
        if post.first_comment:
            problems.append("The first comment is not there (TikTok takes no comments from applications).")
        return Published(remote_ids=(id_,), url=_url(task, id_), problems=tuple(problems))

    def _public_id(self, task: Task) -> str | None:
        for _ in range(ID_LOOKS):
            try:
                state = ask(self._api, task.id)
            except PlatformError:
                return None
            if state.ids:
                return state.ids[0]
            self._edge.wait(PAUSE)
        return None

    def _look_at_list(self, post: Outgoing, task: Task, since: datetime) -> Look:
        """TikTok does not know the publish_id any more. That a video is not listed yet proves nothing."""
        if not task.tried:
            return Look(verdict="continue", reason="Its film was not uploaded whole.", handles={HANDLE: None})
        if task.kind == "photo" or not task.public:
            return Look(
                verdict="unknowable", reason="TikTok has forgotten its publish_id and lists public videos only."
            )
        row = find(self._api, post, since)
        if row is None:
            return Look(verdict="unclear", reason="It is not (yet) among the public videos.")
        return Look(verdict="published", remote_ids=(str(row["id"]),), url=_url(task, str(row["id"])))


def _url(task: Task | None, id_: str) -> str | None:
    """The address for people; None while no public id is known."""
    if task is None or not task.by or id_.startswith(PENDING):
        return None
    return f"{SITE}/@{task.by}/{task.kind}/{id_}"


def _seen(task: Task, state: State) -> Look:
    """What a task's state means for a post in doubt."""
    if state.status == COMPLETE:
        id_ = state.ids[0] if state.ids else f"{PENDING}{task.id}"
        return Look(verdict="published", remote_ids=(id_,), url=_url(task, id_))
    if state.status == FAILED:
        return Look(verdict="continue", reason=f"TikTok did not publish it ({state.reason}).")
    if task.kind == "video" and state.uploaded < task.total:
        return Look(verdict="continue", reason=f"{state.uploaded} of {task.total} bytes are there.")
    return Look(verdict="pending", reason=f"TikTok is at work on it ({state.status}).")
