"""Reels: started, uploaded to Meta's upload host, finished, and then processed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from sandbox.facebook import films, photos, videos
from sandbox.facebook.call import Call
from sandbox.facebook.state import Page, State
from sandbox.graph import rupload
from sandbox.graph.problems import GraphProblem, bad, no_such_object
from sandbox.graph.serving import Graph, UploadProblem, guarded, header_grant
from sandbox.kit import Kit

STATES = ("PUBLISHED", "DRAFT", "SCHEDULED")
A_DAY = 30
"""Reels that the API publishes for a page in 24 hours (Meta's guide on reels, read 2026-11)."""


def create(call: Call) -> dict[str, Any]:
    """POST /{page}/video_reels: start or finish."""
    page = call.writer(call.node)
    phase = call.asked.text("upload_phase").lower()
    if phase == "start":
        call.asked.only("upload_phase")
        video = videos.opened(call, page, "reel", None, None)
        url = f"{call.asked.base}/video-upload/{call.asked.version}/{video.id}"
        return {"video_id": video.id, "upload_url": url}
    if phase != "finish":
        raise bad("Param upload_phase must be one of {FINISH, START}")
    return _finish(call, page)


def _finish(call: Call, page: Page) -> dict[str, Any]:
    asked = call.asked
    asked.only(
        "upload_phase", "video_id", "video_state", "description", "title", "scheduled_publish_time", "place",
        "targeting", "feed_targeting",
    )  # fmt: skip
    aim = asked.text("video_state").upper()
    if aim not in STATES:
        raise bad(f"Param video_state must be one of {{{', '.join(STATES)}}}")
    if (aim == "SCHEDULED") != (asked.due() is not None):
        raise bad("scheduled_publish_time belongs to the video_state SCHEDULED")
    video = call.state.video(asked.text("video_id"))
    if video is None or video.page != page.id or video.kind != "reel":
        raise no_such_object(asked.text("video_id"), "POST")
    texts = {name: asked.params.get(name, "") for name in ("title", "description")}
    photos.check_text(texts["description"])
    if len(texts["title"]) > videos.TITLE:
        raise bad(f"The title has more than {videos.TITLE} characters")
    if aim == "PUBLISHED" and _today(call, page) >= page.reels_a_day:
        raise GraphProblem(613, "(#613) Calls to this api have exceeded the rate limit: reels in 24 hours")
    if video.post is not None:
        raise bad("The reel was published already", subcode=1363051)
    if not call.state.claimed(video.id, "uploaded"):
        raise GraphProblem(6000, "The video is not uploaded yet", subcode=1363020)
    videos.publish(call, page, video, aim, texts)
    return {"success": True}


def upload(kit: Kit, state: State, graph: Graph) -> Route:
    """POST /video-upload/{version}/{video}: the bytes, with `offset` and `file_size`, or `file_url`."""

    async def serve(request: Request) -> dict[str, Any]:
        grant = header_grant(graph, request)
        video = state.video(request.path_params["video"])
        if video is None or video.kind != "reel" or grant.kind != "page" or grant.account != video.page:
            raise UploadProblem("NotAuthorizedError", "There is no such upload session for this token", status=403)
        late = kit.clock.now() - video.created > films.SESSION_LIFE
        if late or video.state == "lost" or state.orders.take("upload") is not None:
            state.set_video(video.id, state="expired" if late else "lost")
            raise UploadProblem("ProcessingFailedError", "The upload session is gone", status=404)
        if video.state != "uploading":
            raise UploadProblem("ProcessingFailedError", "The upload is complete already")
        size, complete = await rupload.take(request, state.file(f"video-{video.id}"), video.size)
        state.set_video(video.id, size=size, state="uploaded" if complete else "uploading")
        if not complete:
            raise rupload.partial()
        return {"success": True}

    return Route("/video-upload/{version}/{video}", guarded(serve), methods=["POST"])


def _today(call: Call, page: Page) -> int:
    day_ago = call.now - timedelta(hours=24)
    rows = call.state.rows(
        "SELECT count(*) FROM posts JOIN videos ON posts.video = videos.id "
        "WHERE videos.kind = 'reel' AND posts.page = ? AND posts.created > ?",
        page.id, day_ago.timestamp(),
    )  # fmt: skip
    return int(rows[0][0])
