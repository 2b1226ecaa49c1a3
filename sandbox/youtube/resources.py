"""YouTube's resources as they are shown: videos, thumbnails, pages of a list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.youtube.problems import bad
from sandbox.youtube.state import REJECTIONS, Channel, Video

DONE_AT = 2  # the look at which processing is seen to be over
_SIZES = {"default": (120, 90), "medium": (320, 180), "high": (480, 360), "standard": (640, 480), "maxres": (1280, 720)}


def counts(seed: int, channel: Channel, video: Video, now: datetime) -> dict[str, int]:
    """What the audience did by now; nobody sees what is not public."""
    if now < video.created_at or video.privacy(now) == "private" or is_refused(video):
        return {}
    reached = Reached(video.id, first_shown(video), media=("video",))
    return Audience(seed, channel.id, channel.zone).counts(reached, now)


def first_shown(video: Video) -> datetime:
    """When people could first see it."""
    due = video.status.get("publishAt")
    return max(video.created_at, datetime.fromisoformat(due)) if due else video.created_at


def is_refused(video: Video) -> bool:
    return bool(video.failure or video.rejection)


def shown(
    video: Video, channel: Channel, parts: Collection[str], *, seed: int, now: datetime, base: str
) -> dict[str, Any]:
    """A video with the parts that were asked for."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "snippet": lambda: _snippet(video, channel, base),
        "status": lambda: _status(video, now),
        "statistics": lambda: _statistics(counts(seed, channel, video, now)),
        "contentDetails": lambda: _content(video),
        "processingDetails": lambda: _processing(video),
        "player": lambda: {"embedHtml": f'<iframe src="//www.youtube.com/embed/{video.id}"></iframe>'},
    }
    row: dict[str, Any] = {"kind": "youtube#video", "id": video.id}
    row |= {name: make() for name, make in makers.items() if name in parts}
    return {**row, "etag": etag(row)}


def page(kind: str, items: list[dict[str, Any]], total: int, size: int, token: str | None = None) -> dict[str, Any]:
    """A list's answer."""
    row: dict[str, Any] = {"kind": f"youtube#{kind}", "items": items}
    row["pageInfo"] = {"totalResults": total, "resultsPerPage": size}
    if token:
        row["nextPageToken"] = token
    return {**row, "etag": etag(row)}


def thumbnails(video: Video, base: str) -> dict[str, Any]:
    version = video.thumbnail or "auto"
    return {
        name: {"url": f"{base}/vi/{video.id}/{version}-{name}.jpg", "width": width, "height": height}
        for name, (width, height) in _SIZES.items()
    }


def etag(row: Any) -> str:
    return hashlib.sha1(json.dumps(row, sort_keys=True).encode(), usedforsecurity=False).hexdigest()[:27]


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_of(token: str | None, size: int, total: int) -> tuple[int, str | None]:
    """Where a page starts, and the token of the next one."""
    text = token or "CAAQAA0"
    start = text.removeprefix("CAAQAA")
    if start == text or not start.isdigit() or int(start) > total:
        raise bad("The request specifies an invalid page token.", "invalidPageToken", domain="youtube.parameter")
    end = int(start) + size
    return int(start), f"CAAQAA{end}" if end < total else None


def _snippet(video: Video, channel: Channel, base: str) -> dict[str, Any]:
    told = video.snippet
    return {
        "publishedAt": moment(first_shown(video)),
        "channelId": channel.id,
        "channelTitle": channel.name,
        "liveBroadcastContent": "none",
        "localized": {"title": told["title"], "description": told["description"]},
        "thumbnails": thumbnails(video, base),
        **told,
    }


def _status(video: Video, now: datetime) -> dict[str, Any]:
    row = {**video.status, "privacyStatus": video.privacy(now), "uploadStatus": "uploaded"}
    if row.get("publishAt") and row["privacyStatus"] == "public":
        del row["publishAt"]
    if "publishAt" in row:
        row["publishAt"] = moment(datetime.fromisoformat(row["publishAt"]))
    if video.looks >= DONE_AT:
        if video.failure:
            return {**row, "uploadStatus": "failed", "failureReason": video.failure}
        if video.rejection:
            return {**row, "uploadStatus": "rejected", "rejectionReason": video.rejection}
        row["uploadStatus"] = "processed"
    return row


def _statistics(counted: dict[str, int]) -> dict[str, str]:
    return {
        "viewCount": str(counted.get("impression_count", 0)),
        "likeCount": str(counted.get("like_count", 0)),
        "favoriteCount": "0",
        "commentCount": str(counted.get("reply_count", 0)),
    }


def _content(video: Video) -> dict[str, Any]:
    seconds = round(video.facts.get("seconds", 0)) if video.looks >= DONE_AT else 0
    hours, rest = divmod(seconds, 3600)
    duration = f"PT{f'{hours}H' if hours else ''}{f'{rest // 60}M' if rest >= 60 else ''}{rest % 60}S"
    return {
        "duration": duration,
        "dimension": "2d",
        "definition": "hd" if min(video.facts.get("width", 0), video.facts.get("height", 0)) >= 720 else "sd",
        "caption": "false",
        "licensedContent": False,
        "projection": "rectangular",
        "hasCustomThumbnail": video.thumbnail is not None,
    }


def _processing(video: Video) -> dict[str, Any]:
    row = {
        "fileDetailsAvailability": "available",
        "processingIssuesAvailability": "inProgress",
        "tagSuggestionsAvailability": "inProgress",
        "editorSuggestionsAvailability": "inProgress",
        "thumbnailsAvailability": "inProgress",
    }
    if video.looks < DONE_AT:
        progress = {"partsTotal": str(DONE_AT), "partsProcessed": str(video.looks), "timeLeftMs": "60000"}
        return {**row, "processingStatus": "processing", "processingProgress": progress}
    if video.failure:
        return {**row, "processingStatus": "failed", "processingFailureReason": "transcodeFailed"}
    if video.rejection in REJECTIONS:
        return {**row, "processingStatus": "terminated"}
    return {**row, "processingStatus": "succeeded", "thumbnailsAvailability": "available"}
