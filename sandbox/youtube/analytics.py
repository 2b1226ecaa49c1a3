"""YouTube Analytics: a channel's reports by video or by day, two days late, in one accord with the public counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from sandbox.youtube.call import Call
from sandbox.youtube.problems import Problem, bad
from sandbox.youtube.resources import counts
from sandbox.youtube.state import PACIFIC, Video

LAG = timedelta(days=2)
_SEEN = 0.55  # of a film, on average
_SHOWN = 12  # how often a thumbnail is seen for one view
Sums = dict[str, float]

METRICS: dict[str, tuple[str, Callable[[Sums], float]]] = {
    "views": ("INTEGER", lambda sums: sums["views"]),
    "engagedViews": ("INTEGER", lambda sums: int(sums["views"] * 0.7)),
    "estimatedMinutesWatched": ("INTEGER", lambda sums: int(sums["seconds"] / 60)),
    "averageViewDuration": ("INTEGER", lambda sums: int(sums["seconds"] / sums["views"]) if sums["views"] else 0),
    "averageViewPercentage": ("FLOAT", lambda sums: round(100 * _SEEN, 2) if sums["views"] else 0.0),
    "likes": ("INTEGER", lambda sums: sums["likes"]),
    "comments": ("INTEGER", lambda sums: sums["comments"]),
    "shares": ("INTEGER", lambda sums: sums["shares"]),
    "subscribersGained": ("INTEGER", lambda sums: sums["subscribers"]),
    "videoThumbnailImpressions": ("INTEGER", lambda sums: sums["views"] * _SHOWN),
    "videoThumbnailImpressionsClickRate": ("FLOAT", lambda sums: round(1 / _SHOWN, 4) if sums["views"] else 0.0),
}
_DIMENSIONS = ("day", "video")


def report(call: Call) -> dict[str, Any]:
    """GET /v2/reports."""
    first, last = _day(call, "startDate"), _day(call, "endDate")
    if last < first:
        raise bad("The end date is before the start date.", "badRequest")
    if call.query.get("ids") not in ("channel==MINE", f"channel=={call.channel.id}"):
        raise Problem(403, "forbidden", "Forbidden: ids must be the caller's channel.", domain="global")
    metrics, dimensions = call.values("metrics"), _dimensions(call)
    for name in metrics:
        if name not in METRICS:
            raise bad(f"Unknown identifier ({name}) given in field parameters.metrics.")
    last = min(last, (call.now - LAG).astimezone(PACIFIC).date())
    columns = [{"name": name, "columnType": "DIMENSION", "dataType": "STRING"} for name in dimensions]
    columns += [{"name": name, "columnType": "METRIC", "dataType": METRICS[name][0]} for name in metrics]
    answer: dict[str, Any] = {"kind": "youtubeAnalytics#resultTable", "columnHeaders": columns}
    rows = [
        [*key, *(METRICS[name][1](sums) for name in metrics)] for key, sums in _groups(call, dimensions, first, last)
    ]
    rows = _sorted(call, rows, [*dimensions, *metrics])
    return {**answer, "rows": rows} if rows else answer


def _groups(call: Call, dimensions: tuple[str, ...], first: date, last: date) -> list[tuple[list[str], Sums]]:
    videos = _videos(call)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if not days:
        return []
    if dimensions == ("day",):
        return [([day.isoformat()], _sum(call, videos, day, day)) for day in days]
    if dimensions == ("video",):
        pairs = [([video.id], _sum(call, [video], first, last)) for video in videos]
        return [pair for pair in pairs if pair[1]["views"]]
    return [([], _sum(call, videos, first, last))]


def _sum(call: Call, videos: list[Video], first: date, last: date) -> Sums:
    total: Sums = dict.fromkeys(("views", "likes", "comments", "shares", "subscribers", "seconds"), 0)
    names = {"views": "impression_count", "likes": "like_count", "comments": "reply_count", "shares": "repost_count"}
    names["subscribers"] = "user_profile_clicks"
    for video in videos:
        before = counts(call.seed, call.channel, video, _midnight(first))
        after = counts(call.seed, call.channel, video, _midnight(last + timedelta(days=1)))
        for name, key in names.items():
            total[name] += after.get(key, 0) - before.get(key, 0)
        seen = after.get("impression_count", 0) - before.get("impression_count", 0)
        total["seconds"] += seen * video.facts.get("seconds", 0) * _SEEN
    return total


def _videos(call: Call) -> list[Video]:
    videos = call.state.videos(call.channel.id)
    text = call.query.get("filters")
    if not text:
        return videos
    found = re.fullmatch(r"video==([\w-]+(?:,[\w-]+)*)", text)
    if not found:
        raise bad(f"Unknown identifier ({text}) given in field parameters.filters.")
    wanted = found.group(1).split(",")
    return [video for video in videos if video.id in wanted]


def _dimensions(call: Call) -> tuple[str, ...]:
    text = call.query.get("dimensions")
    if not text:
        return ()
    if text not in _DIMENSIONS:
        raise bad("The query is not supported. Check the documentation for supported queries.")
    sorted_page = "maxResults" in call.query and call.query.get("sort", "").startswith("-")
    if text == "video" and not sorted_page and not call.query.get("filters"):
        raise bad("The query is not supported: dimensions=video needs maxResults and a descending sort, or a filter.")
    return (text,)


def _sorted(call: Call, rows: list[list[Any]], names: list[str]) -> list[list[Any]]:
    for term in reversed([term for term in call.query.get("sort", "").split(",") if term]):
        name = term.removeprefix("-")
        if name not in names:
            raise bad(f"Unknown identifier ({name}) given in field parameters.sort.")
        rows = sorted(rows, key=itemgetter(names.index(name)), reverse=term.startswith("-"))
    start = call.number("startIndex", 1, 2**31 - 1, 1) - 1
    return rows[start : start + call.number("maxResults", 1, 2**31 - 1, 2**31 - 1)]


def _day(call: Call, name: str) -> date:
    text = call.query.get(name, "")
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else _no_day(name, text)
    except ValueError:
        return _no_day(name, text)


def _no_day(name: str, text: str) -> date:
    raise bad(f"{name} {text!r} is no date such as 2026-11-21.")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PACIFIC).astimezone(UTC)
