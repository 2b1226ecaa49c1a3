"""The caller's channel, and the playlist of all that was uploaded to it."""

from __future__ import annotations

from typing import Any

from sandbox.youtube.call import Call
from sandbox.youtube.problems import Problem, bad
from sandbox.youtube.resources import counts, etag, first_shown, moment, page, page_of, thumbnails
from sandbox.youtube.state import Channel, Video

_PARTS = ("contentDetails", "id", "snippet", "statistics", "status")
_ITEM_PARTS = ("contentDetails", "id", "snippet", "status")
FOUNDED = "2020-01-01T00:00:00Z"


def list_channels(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/channels?part=…&mine=true, or by id."""
    parts = call.known_parts(_PARTS)
    mine, ids = call.query.get("mine"), call.query.get("id")
    if (mine is None) == (ids is None):
        message = "Expected one filter of: id, mine"
        raise bad(message, "missingRequiredParameter", domain="youtube.parameter")
    if mine not in (None, "true"):
        raise bad(f"Invalid value '{mine}' for mine.", "invalidParameter", domain="youtube.parameter")
    by_id = {channel.id: channel for channel in call.state.channels()}
    found = [call.channel] if mine else [by_id[id_] for id_ in dict.fromkeys(call.values("id")) if id_ in by_id]
    return page("channelListResponse", [_channel(call, channel, parts) for channel in found], len(found), 5)


def list_items(call: Call) -> dict[str, Any]:
    """GET /youtube/v3/playlistItems?part=…&playlistId=…: the uploads, newest first; private ones for their owner."""
    parts = call.known_parts(_ITEM_PARTS)
    size = call.number("maxResults", 0, 50, 5)
    wanted = call.query.get("playlistId")
    if not wanted:
        message = "No filter selected. Expected one of: id, playlistId"
        raise bad(message, "missingRequiredParameter", domain="youtube.parameter")
    owner = next((channel for channel in call.state.channels() if channel.uploads == wanted), None)
    if owner is None:
        message = "The playlist identified with the request's playlistId parameter cannot be found."
        raise Problem(404, "playlistNotFound", message, domain="youtube.playlistItem")
    own = owner.id == call.channel.id
    videos = [video for video in call.state.videos(owner.id) if own or video.privacy(call.now) == "public"]
    start, token = page_of(call.query.get("pageToken"), max(size, 1), len(videos))
    rows = enumerate(videos[start : start + size], start)
    items = [_item(call, owner, video, number, parts) for number, video in rows]
    return page("playlistItemListResponse", items, len(videos), size, token)


def _channel(call: Call, channel: Channel, parts: tuple[str, ...]) -> dict[str, Any]:
    videos = [video for video in call.state.videos(channel.id) if video.privacy(call.now) == "public"]
    views = sum(counts(call.seed, channel, video, call.now).get("impression_count", 0) for video in videos)
    makers: dict[str, dict[str, Any]] = {
        "snippet": {
            "title": channel.name,
            "description": "",
            "customUrl": f"@{channel.handle}",
            "publishedAt": FOUNDED,
            "thumbnails": {"default": {"url": f"{call.base}/ch/{channel.id}.jpg", "width": 88, "height": 88}},
            "localized": {"title": channel.name, "description": ""},
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": channel.uploads}},
        "statistics": {
            "viewCount": str(views),
            "subscriberCount": "1000",
            "hiddenSubscriberCount": False,
            "videoCount": str(len(videos)),
        },
        "status": {
            "privacyStatus": "public",
            "isLinked": True,
            "longUploadsStatus": "allowed" if channel.verified else "eligible",
            "madeForKids": False,
        },
    }
    row: dict[str, Any] = {"kind": "youtube#channel", "id": channel.id}
    row |= {name: made for name, made in makers.items() if name in parts}
    return {**row, "etag": etag(row)}


def _item(call: Call, channel: Channel, video: Video, position: int, parts: tuple[str, ...]) -> dict[str, Any]:
    makers: dict[str, dict[str, Any]] = {
        "snippet": {
            "publishedAt": moment(video.created_at),
            "channelId": channel.id,
            "channelTitle": channel.name,
            "title": video.snippet["title"],
            "description": video.snippet["description"],
            "thumbnails": thumbnails(video, call.base),
            "playlistId": channel.uploads,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
            "videoOwnerChannelId": channel.id,
            "videoOwnerChannelTitle": channel.name,
        },
        "contentDetails": {"videoId": video.id, "videoPublishedAt": moment(first_shown(video))},
        "status": {"privacyStatus": video.privacy(call.now)},
    }
    row: dict[str, Any] = {"kind": "youtube#playlistItem", "id": f"{channel.uploads}.{video.id}"}
    row |= {name: made for name, made in makers.items() if name in parts}
    return {**row, "etag": etag(row)}
