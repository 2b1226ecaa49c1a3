"""The numbers of videos: public counts at once, and what Analytics adds some days later where the account lets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reprise.windows.failures import PlatformError
from resources.platforms.api import Api
from resources.platforms.base import Reading
from resources.platforms.youtube_extras import fault_of

MAX_IDS = 50
ANALYTICS_SCOPE = "yt-analytics.readonly"
_ADDED = "estimatedMinutesWatched,averageViewDuration,shares"
_SHOWN = "videoThumbnailImpressions"
"""Asked for by itself: which other numbers it may stand beside is written nowhere (2026-11)."""


def readings(api: Api, reports: str | None, now: datetime, ids: Sequence[str]) -> list[Reading]:
    """One reading for each id.

    Args:
        reports: the address of Analytics' reports; None where the account does not let us read them.
    """
    wanted = list(dict.fromkeys(ids))
    videos: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), MAX_IDS):
        params = {"part": "snippet,statistics,status", "id": ",".join(wanted[start : start + MAX_IDS])}
        rows = api.get("/youtube/v3/videos", params).object().get("items") or ()
        videos |= {row["id"]: row for row in rows}
    added = _analytics(api, reports, now, videos) if reports else {}
    found = {id_: _reading(id_, videos.get(id_), added.get(id_, {}), now) for id_ in wanted}
    return [found[id_] for id_ in ids]


def _reading(id_: str, row: dict[str, Any] | None, added: Mapping[str, Any], now: datetime) -> Reading:
    if row is None:
        return Reading(remote_id=id_, at=now, problem="YouTube does not know this video any more.")
    counted = row.get("statistics") or {}
    minutes = added.get("estimatedMinutesWatched")
    return Reading(
        remote_id=id_,
        at=now,
        impressions=_number(added.get(_SHOWN)),
        likes=_number(counted.get("likeCount")),
        replies=_number(counted.get("commentCount")),
        reposts=_number(added.get("shares")),
        video_views=_number(counted.get("viewCount")),
        watch_seconds=None if minutes is None else float(minutes) * 60,
        raw={"statistics": counted, "status": row.get("status") or {}, "analytics": dict(added)},
        problem=fault_of(row),
    )


def _analytics(api: Api, reports: str, now: datetime, videos: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What Analytics tells of each video since the oldest was published; what it refuses is left out."""
    found: dict[str, dict[str, Any]] = {}
    ids = list(videos)
    for start in range(0, len(ids), MAX_IDS):
        page = ids[start : start + MAX_IDS]
        first = min(str((videos[id_].get("snippet") or {}).get("publishedAt") or now.isoformat()) for id_ in page)
        for metrics in (_ADDED, _SHOWN):
            query = {
                "ids": "channel==MINE",
                "startDate": first[:10],
                "endDate": f"{now:%Y-%m-%d}",
                "metrics": metrics,
                "dimensions": "video",
                "filters": f"video=={','.join(page)}",
            }
            for row in _report(api, reports, query):
                found.setdefault(str(row["video"]), {}).update(row)
    return found


def _report(api: Api, reports: str, query: dict[str, str]) -> list[dict[str, Any]]:
    try:
        answer = api.get(reports, query, route="/v2/reports").object()
    except PlatformError as error:
        if error.kind in ("permission", "validation", "quota", "rate_limit", "server", "network"):
            return []  # the counts are worth having without it
        raise
    names = [column["name"] for column in answer.get("columnHeaders") or ()]
    return [dict(zip(names, row, strict=False)) for row in answer.get("rows") or ()]


def _number(value: Any) -> int | None:
    """Google writes large numbers as text."""
    return int(value) if value is not None else None
