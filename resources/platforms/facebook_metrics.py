"""The numbers of a page's posts and films, under the names of metrics that were alive in November 2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from resources.platforms.base import Reading
from resources.platforms.graph import GraphApi, GraphError, insights, seconds, whole

POST = (("post_media_view", "post_total_media_view_unique", "post_clicks"), ("post_reactions_by_type_total",))
WATCHED = (("post_video_views", "post_video_view_time"),)
FILM = (("fb_reels_total_plays", "post_video_view_time"), ("blue_reels_play_count",))
"""Groups of names that are known to be good together: one that is not makes Graph refuse them all."""
_COUNTS = "shares,reactions.limit(0).summary(true),comments.limit(0).summary(true)"


def reading(api: GraphApi, remote_id: str, at: datetime) -> Reading:
    """What a post (`{page}_{number}`) or film (`{number}`) has come to. Raises `PlatformError`."""
    try:
        if "_" in remote_id:
            return _of_post(api, remote_id, remote_id, at, {})
        return _of_film(api, remote_id, at)
    except GraphError as error:
        if error.gone:
            return Reading(remote_id=remote_id, at=at, problem=f"Facebook does not know it any more ({error.what})")
        raise


def _of_film(api: GraphApi, film: str, at: datetime) -> Reading:
    body = api.get(f"/{film}", {"fields": "post_id"}, route="/{video}").object()
    played = insights(
        FILM,
        lambda names: api.get(f"/{film}/video_insights", {"metric": names}, route="/{video}/video_insights").object(),
    )
    post = body.get("post_id")
    if not post:
        return _reading(film, at, {}, {}, played)
    return _of_post(api, film, _full(api, str(post), film), at, played)


def _full(api: GraphApi, post: str, film: str) -> str:
    """A post's id with its page's before it; of a film Facebook gives the number alone at times."""
    if "_" in post:
        return post
    owner = api.get(f"/{film}", {"fields": "from"}, route="/{video}").object().get("from") or {}
    return f"{owner['id']}_{post}" if owner.get("id") else post


def _of_post(api: GraphApi, remote_id: str, post: str, at: datetime, played: Mapping[str, Any]) -> Reading:
    counts = api.get(f"/{post}", {"fields": _COUNTS}, route="/{post}").object()
    groups: Sequence[Sequence[str]] = (*POST, *(WATCHED if remote_id != post else ()))
    values = insights(
        groups,
        lambda names: api.get(
            f"/{post}/insights", {"metric": names, "period": "lifetime"}, route="/{post}/insights"
        ).object(),
    )
    return _reading(remote_id, at, counts, values, played)


def _reading(
    remote_id: str, at: datetime, counts: Mapping[str, Any], values: Mapping[str, Any], played: Mapping[str, Any]
) -> Reading:
    plays = whole(played.get("fb_reels_total_plays"))
    plays = whole(played.get("blue_reels_play_count")) if plays is None else plays
    watched = values.get("post_video_view_time", played.get("post_video_view_time"))
    return Reading(
        remote_id=remote_id,
        at=at,
        impressions=whole(values.get("post_media_view")),
        likes=_total(counts.get("reactions")),
        replies=_total(counts.get("comments")),
        reposts=whole((counts.get("shares") or {}).get("count", 0)) if counts else None,
        clicks=whole(values.get("post_clicks")),
        video_views=whole(values.get("post_video_views")) if plays is None else plays,
        watch_seconds=seconds(watched),
        raw={"counts": dict(counts), "insights": dict(values), "video_insights": dict(played)},
    )


def _total(edge: Any) -> int | None:
    summary = edge.get("summary") if isinstance(edge, Mapping) else None
    return whole(summary.get("total_count")) if isinstance(summary, Mapping) else None
