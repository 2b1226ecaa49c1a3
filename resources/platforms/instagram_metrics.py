"""The numbers of Instagram's posts and reels, under the names of metrics that were alive in November 2026."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from resources.platforms.base import Reading
from resources.platforms.graph import GraphApi, GraphError, insights, seconds, whole

ALL = ("views", "reach", "likes", "comments", "saved", "shares", "total_interactions")
REEL = ("ig_reels_avg_watch_time", "ig_reels_video_view_total_time")
FEED = ("profile_visits", "follows", "profile_activity")
"""Groups of names that are known to be good together, by kind of post: one that is not makes Graph refuse them all."""


def reading(api: GraphApi, remote_id: str, at: datetime) -> Reading:
    """What a post has come to. Raises `PlatformError`."""
    try:
        fields = {"fields": "media_product_type,like_count,comments_count"}
        shown = api.get(f"/{remote_id}", fields, route="/{media}").object()
    except GraphError as error:
        if error.gone:
            return Reading(remote_id=remote_id, at=at, problem=f"Instagram does not know it any more ({error.what})")
        raise
    reel = shown.get("media_product_type") == "REELS"
    values = insights(
        (ALL, REEL if reel else FEED),
        lambda names: api.get(f"/{remote_id}/insights", {"metric": names}, route="/{media}/insights").object(),
    )
    return _reading(remote_id, at, shown, values, reel)


def _reading(remote_id: str, at: datetime, shown: dict[str, Any], values: dict[str, Any], reel: bool) -> Reading:
    views = whole(values.get("views"))
    return Reading(
        remote_id=remote_id,
        at=at,
        impressions=views,
        likes=whole(values.get("likes", shown.get("like_count"))),
        replies=whole(values.get("comments", shown.get("comments_count"))),
        reposts=whole(values.get("shares")),
        bookmarks=whole(values.get("saved")),
        profile_clicks=whole(values.get("profile_visits")),
        video_views=views if reel else None,
        watch_seconds=seconds(values.get("ig_reels_video_view_total_time")) if reel else None,
        raw={"media": shown, "insights": values},
    )
