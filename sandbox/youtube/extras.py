"""What belongs to a video: its thumbnail, its captions, and the comments below it."""

from __future__ import annotations

import json
import secrets
import sqlite3
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.media_facts import Facts, Unreadable, image_facts, subtitle_facts
from sandbox.youtube.call import Call, content_type, parsed, read
from sandbox.youtube.metadata import language, only
from sandbox.youtube.problems import Problem, bad, no_video
from sandbox.youtube.resources import DONE_AT, etag, moment, page, thumbnails
from sandbox.youtube.state import Channel
from sandbox.youtube.videos import is_visible, own_video

THUMBNAIL, CAPTIONS, COMMENT, CAPTION_NAME = 52_428_800, 104_857_600, 10_000, 150
_MIN_WIDTH = 640
_IMAGES = ("image/jpeg", "image/png", "application/octet-stream")
_CAPTION = (
    "audioTrackType", "failureReason", "isAutoSynced", "isCC", "isDraft", "isEasyReader", "isLarge", "language",
    "lastUpdated", "name", "status", "trackKind", "videoId",
)  # fmt: skip


async def set_thumbnail(call: Call) -> Response:
    """POST /upload/youtube/v3/thumbnails/set?videoId=…: a JPEG or PNG as the body."""
    if call.query.get("uploadType", "media") != "media":
        raise bad("The sandbox takes thumbnails with uploadType=media.")
    kind = content_type(call.headers)
    if kind not in _IMAGES:
        message = f"Media type '{kind}' is not supported. Valid media types: [{', '.join(_IMAGES)}]"
        raise bad(message, "badContent")
    video = own_video(call, call.query.get("videoId"))
    if not call.channel.verified or (video.is_short and video.looks < DONE_AT):
        # channels without a confirmed telephone may not; of a Short it is possible after processing (2026-11-03)
        message = "The thumbnail can't be set for the specified video. The request might not be properly authorized."
        raise Problem(403, "forbidden", message, domain="youtube.thumbnail")
    data = await read(call.request, THUMBNAIL)
    if not data:
        raise bad("The request does not include the image content.", "mediaBodyRequired", domain="youtube.thumbnail")
    facts = _examined(data)
    if facts is None or facts.mime not in ("image/jpeg", "image/png") or facts.width < _MIN_WIDTH:
        raise bad("The provided image content is invalid.", "invalidImage", domain="youtube.thumbnail")
    call.state.write(video, thumbnail=secrets.token_hex(4))
    made = thumbnails(own_video(call, video.id), call.base)
    row = {"kind": "youtube#thumbnailSetResponse", "items": [made]}
    return JSONResponse({**row, "etag": etag(row)})


async def insert_captions(call: Call) -> Response:
    """POST /upload/youtube/v3/captions?part=snippet: multipart/related of a description and the file."""
    domain = "youtube.caption"
    call.known_parts(("id", "snippet"))
    if call.query.get("uploadType") != "multipart" or content_type(call.headers) != "multipart/related":
        raise bad("The sandbox takes captions as multipart/related with uploadType=multipart.")
    described, data = related(call.headers["content-type"], await read(call.request, CAPTIONS + (1 << 20)))
    only(described, ("etag", "id", "kind", "snippet"), "caption")
    told = described.get("snippet")
    if not isinstance(told, dict):
        raise bad("The request must describe the captions.", "invalidMetadata", domain=domain)
    only(told, _CAPTION, "caption.snippet")
    name, draft = told.get("name"), told.get("isDraft", False)
    if not isinstance(name, str) or not isinstance(draft, bool) or not told.get("language"):
        raise bad("The captions need language, name and videoId.", "invalidMetadata", domain=domain)
    if len(name) > CAPTION_NAME:
        raise bad(f"The name has more than {CAPTION_NAME} characters.", "nameTooLong", domain=domain)
    video = own_video(call, told.get("videoId"))
    if not data.strip():
        raise bad("The request does not include the caption track.", "contentRequired", domain=domain)
    snippet = {"videoId": video.id, "language": language(told, "language"), "name": name, "isDraft": draft}
    state = "failed" if _subtitles(data) is None else "serving"
    kept = {**snippet, "trackKind": "standard", "lastUpdated": moment(call.now), "status": state}
    if state == "failed":
        kept["failureReason"] = "unknownFormat"
    id_ = f"AUieDa{secrets.token_urlsafe(24)}"
    try:
        with call.state.db.change() as db:
            row = (id_, video.id, snippet["language"], name, json.dumps(kept))
            db.execute("INSERT INTO captions VALUES (?, ?, ?, ?, ?)", row)
    except sqlite3.IntegrityError:
        message = "The video has already captions of this language and name."
        raise Problem(409, "captionExists", message, domain=domain) from None
    return JSONResponse(_caption(id_, kept))


def list_captions(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/captions?part=…&videoId=…"""
    parts = call.known_parts(("id", "snippet"))
    video = own_video(call, call.query.get("videoId"))
    rows = call.state.db.rows("SELECT * FROM captions WHERE video = ? ORDER BY rowid", video.id)
    items = [_caption(row["id"], json.loads(row["snippet"])) for row in rows]
    if "snippet" not in parts:
        items = [{name: value for name, value in item.items() if name != "snippet"} for item in items]
    answer = page("captionListResponse", items, len(items), len(items))
    del answer["pageInfo"]
    return answer


def insert_comment(call: Call) -> dict[str, Any]:
    """POST /youtube/v3/commentThreads?part=snippet: a comment below a video. It cannot be pinned."""
    domain = "youtube.commentThread"
    call.known_parts(("id", "snippet"))
    only(call.body, ("etag", "id", "kind", "replies", "snippet"), "comment_thread")
    told = call.body.get("snippet")
    if not isinstance(told, dict):
        raise bad("The comment thread has no snippet.", "invalidCommentThreadMetadata", domain=domain)
    only(told, ("canReply", "channelId", "isPublic", "topLevelComment", "totalReplyCount", "videoId"), "snippet")
    comment = told.get("topLevelComment")
    words = comment.get("snippet") if isinstance(comment, dict) else None
    text = words.get("textOriginal") if isinstance(words, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise bad("The comment has no text.", "commentTextRequired", domain=domain)
    if len(text) > COMMENT:
        raise bad(f"The comment has more than {COMMENT} characters.", "commentTextTooLong", domain=domain)
    video = call.state.video(told["videoId"]) if isinstance(told.get("videoId"), str) else None
    if video is None or not is_visible(call, video):
        raise no_video()
    if video.status["madeForKids"] or video.privacy(call.now) == "private":
        message = "The video identified by the videoId parameter has disabled comments."
        raise Problem(403, "commentsDisabled", message, domain=domain)
    id_ = f"Ugk{secrets.token_urlsafe(16)}"
    with call.state.db.change() as db:
        row = (id_, video.id, call.channel.id, text, call.now.timestamp())
        db.execute("INSERT INTO comments VALUES (?, ?, ?, ?, ?)", row)
    return _thread(call, id_, video.id, video.owner, call.channel, text, call.now)


def list_comments(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/commentThreads?part=snippet&videoId=…, newest first."""
    call.known_parts(("id", "snippet"))
    video = call.state.video(call.query.get("videoId", ""))
    if video is None or not is_visible(call, video):
        raise no_video()
    size = call.number("maxResults", 1, 100, 20)
    query = "SELECT * FROM comments WHERE video = ? ORDER BY created_at DESC, rowid DESC"
    items = []
    for row in call.state.db.rows(query, video.id)[:size]:
        author = call.state.channel(row["author"])
        assert author is not None
        made = datetime.fromtimestamp(row["created_at"], UTC)
        items.append(_thread(call, row["id"], video.id, video.owner, author, row["text"], made))
    return page("commentThreadListResponse", items, len(items), size)


def _thread(call: Call, id_: str, video: str, owner: str, author: Channel, text: str, made: datetime) -> dict[str, Any]:
    snippet = {
        "channelId": owner,
        "videoId": video,
        "textDisplay": text,
        "textOriginal": text,
        "authorDisplayName": f"@{author.handle}",
        "authorProfileImageUrl": f"{call.base}/ch/{author.id}.jpg",
        "authorChannelUrl": f"http://www.youtube.com/@{author.handle}",
        "authorChannelId": {"value": author.id},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "publishedAt": moment(made),
        "updatedAt": moment(made),
    }
    comment = {"kind": "youtube#comment", "etag": etag(snippet), "id": id_, "snippet": snippet}
    row = {
        "kind": "youtube#commentThread",
        "id": id_,
        "snippet": {
            "channelId": owner,
            "videoId": video,
            "topLevelComment": comment,
            "canReply": True,
            "totalReplyCount": 0,
            "isPublic": True,
        },
    }
    return {**row, "etag": etag(row)}


def _caption(id_: str, kept: dict[str, Any]) -> dict[str, Any]:
    snippet = {
        "audioTrackType": "unknown",
        "isCC": False,
        "isLarge": False,
        "isEasyReader": False,
        "isAutoSynced": False,
    }
    row = {"kind": "youtube#caption", "id": id_, "snippet": {**snippet, **kept}}
    return {**row, "etag": etag(row)}


def related(kind: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """The two parts of a multipart/related body."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if len(parts) != 2 or parts[0].get_content_type() != "application/json" or message.defects:
        raise bad("The body must be multipart/related of application/json and the file.", "badContent")
    described, data = (part.get_payload(decode=True) for part in parts)
    if not isinstance(described, bytes) or not isinstance(data, bytes):
        raise bad("The body must be multipart/related of application/json and the file.", "badContent")
    if len(data) > CAPTIONS:
        raise Problem(413, "uploadTooLarge", f"The captions are larger than {CAPTIONS} bytes.")
    return parsed(described), data


def _examined(data: bytes) -> Facts | None:
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            return image_facts(Path(file.name))
        except Unreadable:
            return None


def _subtitles(data: bytes) -> Facts | None:
    with NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            return subtitle_facts(Path(file.name))
        except Unreadable:
            return None
