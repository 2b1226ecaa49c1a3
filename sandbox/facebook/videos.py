"""A page's films: in one request, in pieces by upload_phase, or by a resumable upload's handle; and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from sandbox.facebook import extras, films, insights, photos
from sandbox.facebook.call import READ, Call, written
from sandbox.facebook.state import Page, Video
from sandbox.graph.fields import Member, shown
from sandbox.graph.listing import paged
from sandbox.graph.problems import GraphProblem, bad
from sandbox.pulling import NotPulled, pull

PIECE = 1 << 20
"""Bytes of a piece that the server asks for."""
TITLE = 255
looked = films.looked
_TEXTS = (
    "title", "description", "published", "scheduled_publish_time", "content_category", "content_tags",
    "custom_labels", "embeddable", "no_story", "social_actions", "targeting", "feed_targeting",
    "unpublished_content_type", "secret", "is_explicit_share", "backdated_post",
)  # fmt: skip


def create(call: Call) -> dict[str, Any]:
    """POST /{page}/videos, in one request or one phase of several."""
    page = call.writer(call.node)
    phase = call.asked.params.get("upload_phase", "").lower()
    phases = {"start": _start, "transfer": _transfer, "finish": _finish, "cancel": _cancel}
    if phase:
        if phase not in phases:
            raise bad("Param upload_phase must be one of {CANCEL, FINISH, START, TRANSFER}")
        return phases[phase](call, page)
    call.asked.only(*_TEXTS, "file_url", "fbuploader_video_file_chunk", files=("source", "thumb"))
    plan = _plan(call)
    path = call.state.file(f"arriving-{uuid4().hex}")
    try:
        size, limit = _arrived(call, path)
        if size < films.SMALLEST:
            raise GraphProblem(382, "(#382) The video file you tried to upload is too small", subcode=1363022)
        _, problem = films.trouble(path, "video", limit)
        if problem is not None and problem[0] == 1363024:
            raise GraphProblem(352, f"(#352) {problem[1]}", subcode=1363024)
        extras.check_thumbnail(call, "thumb")
        video = _opened(call, page, size, session=None)
        path.replace(call.state.file(f"video-{video.id}"))
    finally:
        path.unlink(missing_ok=True)
    _publish(call, page, video, plan, seconds=limit)
    return {"id": video.id}


def _start(call: Call, page: Page) -> dict[str, Any]:
    call.asked.only("upload_phase", "file_size")
    size = call.asked.number("file_size")
    if size > films.BYTES:
        raise GraphProblem(6000, "The video you tried to upload is too large", subcode=1363023)
    if size < films.SMALLEST:
        raise GraphProblem(382, "(#382) The video file you tried to upload is too small", subcode=1363022)
    video = _opened(call, page, size, session=call.state.new_id(6_000_000))
    return {"upload_session_id": video.session, "video_id": video.id, **_wanted(0, size)}


def _transfer(call: Call, page: Page) -> dict[str, Any]:
    call.asked.only("upload_phase", "upload_session_id", "start_offset", files=("video_file_chunk",))
    video = _session(call, page)
    if call.state.orders.take("upload") is not None:
        call.state.set_video(video.id, state="lost")
        raise _no_session()
    path, size = call.state.file(f"video-{video.id}"), video.size or 0
    here = path.stat().st_size if path.exists() else 0
    chunk = call.asked.files.get("video_file_chunk")
    if chunk is None:
        raise GraphProblem(6000, "There was a problem uploading your video file", subcode=1363020)
    if call.asked.number("start_offset") != here:
        raise GraphProblem(
            6001, "There was a problem uploading your video. Please try uploading it again.", subcode=1363037,
            transient=True, more={"error_data": _wanted(here, size)},
        )  # fmt: skip
    arrived = call.state.file(f"piece-{uuid4().hex}")
    try:
        came = photos.saved(chunk, arrived, PIECE)
        if came == 0 or came > int(_wanted(here, size)["end_offset"]) - here:
            message = "The chunk is empty, or longer than the server asked for"
            raise GraphProblem(6001, message, subcode=1363033, transient=True)
        with path.open("ab") as file:
            file.write(arrived.read_bytes())
    finally:
        arrived.unlink(missing_ok=True)
    return _wanted(here + came, size)


def _finish(call: Call, page: Page) -> dict[str, Any]:
    call.asked.only("upload_phase", "upload_session_id", *_TEXTS, files=("thumb",))
    video = _session(call, page)
    path = call.state.file(f"video-{video.id}")
    if not path.exists() or path.stat().st_size != video.size:
        raise GraphProblem(6000, "There was a problem uploading your video file: parts are missing", subcode=1363033)
    plan = _plan(call)
    extras.check_thumbnail(call, "thumb")
    if not call.state.claimed(video.id, "uploading"):
        raise _no_session()
    _publish(call, page, video, plan, seconds=films.SECONDS)
    return {"success": True}


def _cancel(call: Call, page: Page) -> dict[str, Any]:
    call.asked.only("upload_phase", "upload_session_id")
    video = _session(call, page)
    call.state.file(f"video-{video.id}").unlink(missing_ok=True)
    call.state.set_video(video.id, state="lost", gone=1)
    return {"success": True}


def listing(call: Call) -> dict[str, Any]:
    """GET /{page}/videos: also those in processing, newest first."""
    page = call.page(call.node, *READ)
    call.asked.only("type", paging=True)
    return _listed(call, [video for video in call.state.videos(page.id) if video.post])


def listed_reels(call: Call) -> dict[str, Any]:
    """GET /{page}/video_reels: those that were finished, newest first."""
    page = call.page(call.node, *READ)
    call.asked.only(paging=True)
    return _listed(call, [video for video in call.state.videos(page.id) if video.kind == "reel" and video.post])


def read(call: Call) -> dict[str, Any]:
    """GET /{video}; asking for its status is a look at it."""
    call.asked.only()
    video = extras.own(call)
    if "status" in call.asked.params.get("fields", ""):
        video = films.looked(call, video)
    usual = ("description", "updated_time", "id")
    return shown("Video", members(call, video), call.asked.params.get("fields"), usual)


def delete(call: Call) -> dict[str, Any]:
    """DELETE /{video}, and its post."""
    call.asked.only()
    video = extras.own(call)
    call.writer(video.page)
    with call.state.change() as db:
        db.execute("UPDATE videos SET gone = 1 WHERE id = ?", (video.id,))
        db.execute("UPDATE posts SET gone = 1 WHERE video = ?", (video.id,))
    return {"success": True}


def members(call: Call, video: Video) -> Mapping[str, Member]:
    counts = insights.counted(call, video.post or "")
    page = call.state.page(video.page)
    return {
        "id": video.id,
        "status": lambda _: films.status(call, video),
        "title": video.title or None,
        "description": video.description or None,
        "created_time": written(video.created),
        "updated_time": written(video.created),
        "permalink_url": permalink(video),
        "post_id": video.post,
        "length": video.seconds,
        "published": video.aim == "PUBLISHED" and video.state == "ready",
        "from": {"name": page.name if page else "", "id": video.page},
        "views": counts["plays"],
        "source": f"{call.asked.base}/files/video-{video.id}",
        "picture": f"{call.asked.base}/files/video-{video.id}.jpg",
    }


def permalink(video: Video) -> str:
    if video.kind == "reel":
        return f"https://www.facebook.com/reel/{video.id}"
    return f"https://www.facebook.com/{video.page}/videos/{video.id}"


def publish(
    call: Call, page: Page, video: Video, aim: str, texts: Mapping[str, str], *, seconds: float = films.SECONDS
) -> None:
    """Take a film that is all there into processing, with the post that will show it."""
    due = call.asked.due()
    public_at = {"PUBLISHED": call.now, "SCHEDULED": due}.get(aim)
    post = call.state.new_post(page.id, call.now, texts.get("description", ""), public_at=public_at, video=video.id)
    path = call.state.file(f"video-{video.id}")
    films.accepted(
        call, video, path, seconds=seconds, post=post, aim=aim, due=due.timestamp() if due else None, session=None,
        **texts,
    )  # fmt: skip


def opened(call: Call, page: Page, kind: str, size: int | None, session: str | None) -> Video:
    id_ = call.state.new_id(4_000_000)
    with call.state.change() as db:
        db.execute(
            "INSERT INTO videos (id, page, kind, session, state, size, created) VALUES (?, ?, ?, ?, 'uploading', ?, ?)",
            (id_, page.id, kind, session, size, call.now.timestamp()),
        )
    made = call.state.video(id_)
    assert made is not None
    return made


def _opened(call: Call, page: Page, size: int, session: str | None) -> Video:
    return opened(call, page, "video", size, session)


def _plan(call: Call) -> tuple[str, dict[str, str]]:
    """What is to become of a film (PUBLISHED, SCHEDULED or DRAFT), and its texts."""
    published, due = call.asked.truth("published", True), call.asked.due()
    if due is not None and published:
        raise bad("scheduled_publish_time needs published=false")
    texts = {name: call.asked.params.get(name, "") for name in ("title", "description")}
    photos.check_text(texts["description"])
    if len(texts["title"]) > TITLE:
        raise bad(f"The title has more than {TITLE} characters")
    return "PUBLISHED" if published else "SCHEDULED" if due else "DRAFT", texts


def _publish(call: Call, page: Page, video: Video, plan: tuple[str, dict[str, str]], *, seconds: float) -> None:
    publish(call, page, video, plan[0], plan[1], seconds=seconds)


def _arrived(call: Call, path: Path) -> tuple[int, float]:
    """Bring a film into a file, from whichever of three places it comes; its size, and the seconds it may last."""
    source, url = call.asked.files.get("source"), call.asked.params.get("file_url")
    handle = call.asked.params.get("fbuploader_video_file_chunk")
    if sum(one is not None for one in (source, url, handle)) != 1:
        raise bad("Exactly one of source, file_url and fbuploader_video_file_chunk is required", subcode=1363020)
    if handle is not None:
        return _by_handle(call, handle, path), films.SECONDS
    if url is not None:
        try:
            return pull(url, path, limit=films.SIMPLE_BYTES).bytes, films.SIMPLE_SECONDS
        except NotPulled as problem:
            message = f"(#389) Unable to fetch video file from URL. {problem}"
            raise GraphProblem(389, message, subcode=1363069) from None
    assert source is not None
    size = photos.saved(source, path, films.SIMPLE_BYTES)
    if size > films.SIMPLE_BYTES:
        raise GraphProblem(6000, "The video you tried to upload is too large", subcode=1363023)
    return size, films.SIMPLE_SECONDS


def _by_handle(call: Call, handle: str, path: Path) -> int:
    row = call.state.row("SELECT * FROM uploads WHERE handle = ?", handle)
    if row is None or not row["type"].startswith("video/"):
        raise GraphProblem(6000, "There is no uploaded video with this handle", subcode=1363020)
    whole = call.state.file(f"upload-{row['session']}")
    path.hardlink_to(whole)
    return int(row["size"])


def _wanted(here: int, size: int) -> dict[str, str]:
    """The bytes that the server wants next; equal offsets: all is here."""
    return {"start_offset": str(here), "end_offset": str(min(here + PIECE, size))}


def _session(call: Call, page: Page) -> Video:
    session = call.asked.text("upload_session_id")
    row = call.state.row("SELECT id FROM videos WHERE session = ? AND page = ?", session, page.id)
    video = films.looked(call, found) if row and (found := call.state.video(row["id"])) else None
    if video is None or video.state != "uploading":
        raise _no_session()
    return video


def _no_session() -> GraphProblem:
    return GraphProblem(6000, "There was a problem uploading your video: the session is gone", subcode=1363019)


def _listed(call: Call, videos: list[Video]) -> dict[str, Any]:
    wanted, usual = call.asked.params.get("fields"), ("description", "updated_time", "id")
    since, until = call.asked.moment("since"), call.asked.moment("until")
    rows = [
        films.looked(call, video)
        for video in videos
        if (since is None or video.created >= since) and (until is None or video.created <= until)
    ]
    return paged(
        call.asked, rows, lambda video: video.id, lambda video: shown("Video", members(call, video), wanted, usual)
    )
