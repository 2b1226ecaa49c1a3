"""Videos that are there: looked up with their counts, changed, deleted."""

from __future__ import annotations

from typing import Any

from sandbox.youtube import metadata
from sandbox.youtube.call import Call
from sandbox.youtube.problems import Problem, bad, no_video
from sandbox.youtube.resources import counts, etag, first_shown, is_refused, moment, page, shown
from sandbox.youtube.state import Video

SERVED = ("contentDetails", "id", "player", "processingDetails", "snippet", "statistics", "status")
_STATS = ("contentDetails", "id", "snippet", "statistics")
_AT_ONCE = 50


def list_videos(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/videos?part=…&id=…; to ask for status or processingDetails is what moves processing on."""
    parts = call.known_parts(SERVED)
    if not call.query.get("id"):
        message = "No filter selected. Expected one of: id, chart, myRating"
        raise bad(message, "missingRequiredParameter", domain="youtube.parameter")
    if "maxResults" in call.query:
        raise bad("maxResults cannot be used with id.", "incompatibleParameters", domain="youtube.parameter")
    videos = _asked(call)
    for video in videos:
        if "processingDetails" in parts and video.owner != call.channel.id:
            raise Problem(403, "forbidden", "The caller may not access the processing details of this video.")
    if {"status", "processingDetails"} & set(parts):
        videos = [call.state.look(video) if video.owner == call.channel.id else video for video in videos]
    return page("videoListResponse", [_shown(call, video, parts) for video in videos], len(videos), len(videos))


def batch_get_stats(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/videos:batchGetStats?part=…&id=…: what is not there is left out."""
    parts = call.known_parts(_STATS)
    items = []
    for video in _asked(call):
        counted = _counted(call, video)
        numbers = {"viewCount": "impression_count", "likeCount": "like_count", "commentCount": "reply_count"}
        told: dict[str, dict[str, str]] = {
            "statistics": {name: str(counted.get(key, 0)) for name, key in numbers.items()},
            "snippet": {"publishTime": moment(first_shown(video))},
            "contentDetails": {"duration": f"{round(video.facts.get('seconds', 0))}s"},
        }
        row: dict[str, Any] = {"kind": "youtube#videoStat", "id": video.id}
        row |= {name: made for name, made in told.items() if name in parts}
        items.append({**row, "etag": etag(row)})
    return {"kind": "youtube#batchGetStatsResponse", "items": items, "etag": etag(items)}


def update(call: Call) -> dict[str, Any]:
    """PUT /youtube/v3/videos?part=…: each part that is named is replaced whole."""
    parts = call.known_parts(SERVED)
    told = metadata.sections(call.body, parts)
    video = own_video(call, call.body.get("id"))
    columns: dict[str, Any] = {}
    if "snippet" in told:
        columns["snippet"] = metadata.snippet(told["snippet"], whole=True)
    if "status" in told:
        columns["status"] = metadata.status(told["status"], call.now)
        if "publishAt" in columns["status"] and video.privacy(call.now) != "private":
            raise bad("A video that was published cannot be scheduled.", "invalidPublishAt")
    if columns:
        call.state.write(video, **columns)
    return _shown(call, own_video(call, video.id), parts)


def delete(call: Call) -> None:
    """DELETE /youtube/v3/videos?id=…"""
    video = own_video(call, call.query.get("id"))
    call.state.write(video, deleted=1)


def own_video(call: Call, id_: Any) -> Video:
    """The caller's video, or the refusal that fits."""
    if not isinstance(id_, str) or not id_:
        raise bad("The request must name the video's id.", "missingRequiredParameter", domain="youtube.parameter")
    video = call.state.video(id_)
    if video is None:
        raise no_video()
    if video.owner != call.channel.id:
        raise Problem(403, "forbidden", "The video belongs to another channel.")
    return video


def is_visible(call: Call, video: Video) -> bool:
    """One's own, or public and sound (unlisted ones too: who knows the id may see them)."""
    return video.owner == call.channel.id or (video.privacy(call.now) != "private" and not is_refused(video))


def _asked(call: Call) -> list[Video]:
    ids = call.values("id")
    if len(ids) > _AT_ONCE:
        raise bad(f"The request names {len(ids)} ids, more than {_AT_ONCE}.", "invalidFilters")
    found = [video for id_ in dict.fromkeys(ids) if (video := call.state.video(id_))]
    return [video for video in found if is_visible(call, video)]


def _counted(call: Call, video: Video) -> dict[str, int]:
    channel = call.state.channel(video.owner)
    assert channel is not None
    return counts(call.seed, channel, video, call.now)


def _shown(call: Call, video: Video, parts: tuple[str, ...]) -> dict[str, Any]:
    channel = call.state.channel(video.owner)
    assert channel is not None
    return shown(video, channel, parts, seed=call.seed, now=call.now, base=call.base)
