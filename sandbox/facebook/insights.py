"""A page's numbers under the metric names that are valid now; one dead or unknown name fails the whole call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.facebook.call import Call, written
from sandbox.facebook.state import Page, Post, Video
from sandbox.graph.problems import bad, no_such_object

Numbers = Mapping[str, int]
Metric = Callable[[Numbers], Any]

_KINDS = {"like": 0.78, "love": 0.12, "wow": 0.04, "haha": 0.03, "sorry": 0.02, "anger": 0.01}
WATCHED_MS = 6_400


def _reacted(kind: str) -> Metric:
    return lambda counts: by_kind(counts).get(kind, 0)


def by_kind(counts: Numbers) -> dict[str, int]:
    """The reactions of each kind, those there are; together they are all reactions."""
    rest = {kind: int(counts["reactions"] * share) for kind, share in _KINDS.items() if kind != "like"}
    found = {"like": counts["reactions"] - sum(rest.values()), **rest}
    return {kind: count for kind, count in found.items() if count}


POST: Mapping[str, Metric] = {
    "post_media_view": lambda counts: counts["views"],
    "post_total_media_view_unique": lambda counts: counts["reach"],
    "post_clicks": lambda counts: counts["link_clicks"] + counts["other_clicks"],
    "post_clicks_by_type": lambda counts: {
        name: counts[key]
        for name, key in (("link clicks", "link_clicks"), ("other clicks", "other_clicks"))
        if counts[key]
    },
    "post_reactions_by_type_total": by_kind,
    **{f"post_reactions_{kind}_total": _reacted(kind) for kind in _KINDS},
    "post_video_views": lambda counts: counts["plays"],
    "post_video_avg_time_watched": lambda counts: WATCHED_MS if counts["plays"] else 0,
    "post_video_view_time": lambda counts: counts["plays"] * WATCHED_MS,
}
"""A post's metrics. Those called post_impressions… ended 2026-06-15."""
VIDEO: Mapping[str, Metric] = {
    "blue_reels_play_count": lambda counts: counts["plays"],
    "fb_reels_total_plays": lambda counts: counts["plays"],
    "post_video_avg_time_watched": lambda counts: WATCHED_MS if counts["plays"] else 0,
    "post_video_view_time": lambda counts: counts["plays"] * WATCHED_MS,
    "post_video_likes_by_reaction_type": lambda counts: {
        f"REACTION_{kind.upper()}": count for kind, count in by_kind(counts).items()
    },
    "post_video_social_actions": lambda counts: {
        name: count for name, count in (("COMMENT", counts["comments"]), ("SHARE", counts["shares"])) if count
    },
}
PAGE: Mapping[str, Metric] = {
    "page_media_view": lambda counts: counts["views"],
    "page_total_media_view_unique": lambda counts: counts["reach"],
    "page_post_engagements": lambda counts: sum(counts[name] for name in ("reactions", "comments", "shares")),
    "page_video_views": lambda counts: counts["plays"],
    "page_views_total": lambda counts: counts["other_clicks"],
    "page_follows": lambda counts: 1_200 + counts["reactions"] // 50,
    "page_daily_follows": lambda counts: counts["reactions"] // 50,
    "page_daily_follows_unique": lambda counts: counts["reactions"] // 50,
}
"""A page's metrics. Those called page_impressions… ended in November 2025."""
_SPANS = {"day": 1, "week": 7, "days_28": 28}
LONGEST = timedelta(days=93)


def counted(call: Call, post_id: str, at: datetime | None = None) -> Numbers:
    """What a post has come to by now, or by another moment; nothing while it is not public."""
    post = call.state.post(post_id)
    moment = at or call.now
    names = ("views", "reach", "link_clicks", "other_clicks", "reactions", "comments", "shares", "plays")
    page = call.state.page(post.page) if post else None
    if post is None or page is None or post.public_at is None or post.public_at > moment:
        return dict.fromkeys(names, 0)
    raw = Audience(call.kit.seed, page.id, page.zone).counts(_reached(post, post.public_at), moment)
    views = raw["impression_count"]
    return {
        "views": views,
        "reach": views * 4 // 5,
        "link_clicks": raw["url_link_clicks"],
        "other_clicks": raw["user_profile_clicks"],
        "reactions": raw["like_count"],
        "comments": raw["reply_count"],
        "shares": raw["repost_count"],
        "plays": views * 3 // 5 if post.video else 0,
    }


def post(call: Call) -> dict[str, Any]:
    """GET /{post}/insights."""
    found = call.state.post(call.node)
    if found is None:
        raise no_such_object(call.node, "GET")
    call.page(found.page, "read_insights", "pages_read_engagement")
    call.asked.only("metric", "period", "date_preset", paging=True)
    period = call.asked.params.get("period", "lifetime")
    if period not in ("lifetime", *_SPANS):
        raise bad("Param period must be one of {day, week, days_28, lifetime}")
    answer = of_post(call, found.id, ",".join(map(str, call.asked.listed("metric"))))
    return answer if period == "lifetime" else {"data": []}


def of_post(call: Call, id_: str, metric: str) -> dict[str, Any]:
    return {"data": _rows(POST, metric, counted(call, id_), id_), "paging": {}}


def video(call: Call) -> dict[str, Any]:
    """GET /{video}/video_insights; without names all are given."""
    found = call.state.video(call.node)
    if found is None:
        raise no_such_object(call.node, "GET")
    call.page(found.page, "read_insights", "pages_read_engagement")
    call.asked.only("metric", "period", paging=True)
    metric = ",".join(map(str, call.asked.listed("metric"))) or ",".join(VIDEO)
    return {"data": _rows(VIDEO, metric, _of(call, found), found.id), "paging": {}}


def page(call: Call) -> dict[str, Any]:
    """GET /{page}/insights: a value for each day from `since` to `until`, at most 93 days."""
    found = call.page(call.node, "read_insights", "pages_read_engagement")
    asked = call.asked
    asked.only("metric", "period", "date_preset", "breakdown", paging=True)
    period = asked.params.get("period", "day")
    if period not in _SPANS:
        raise bad("Param period must be one of {day, week, days_28}")
    until = asked.moment("until") or call.now
    since = asked.moment("since") or until - timedelta(days=2)
    if since > until:
        raise bad("since is later than until")
    if until - since > LONGEST:
        raise bad("There cannot be more than 93 days between since and until")
    names = _names(PAGE, ",".join(map(str, asked.listed("metric"))))
    ends = _days(since, min(until, call.now))
    span = timedelta(days=_SPANS[period])
    grown = {end: _grown(call, found, end - span, end) for end in ends}
    rows = [
        {
            **_head(name, period, found.id),
            "values": [{"value": PAGE[name](grown[end]), "end_time": written(end)} for end in ends],
        }
        for name in names
    ]
    return {"data": rows, "paging": {}}


def _rows(known: Mapping[str, Metric], metric: str, counts: Numbers, id_: str) -> list[dict[str, Any]]:
    return [
        {**_head(name, "lifetime", id_), "values": [{"value": known[name](counts)}]} for name in _names(known, metric)
    ]


def _names(known: Mapping[str, Metric], metric: str) -> list[str]:
    names = [name.strip() for name in metric.split(",") if name.strip()]
    if not names or any(name not in known for name in names):
        raise bad("The value must be a valid insights metric")
    return names


def _head(name: str, period: str, id_: str) -> dict[str, Any]:
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "period": period,
        "title": title,
        "description": title,
        "id": f"{id_}/insights/{name}/{period}",
    }


def _reached(post: Post, posted_at: datetime) -> Reached:
    media = ("video",) if post.video else ("image",) * len(post.photos)
    return Reached(post.id, posted_at, has_link=post.link is not None, media=media)


def _of(call: Call, video: Video) -> Numbers:
    return counted(call, video.post or "")


def _days(since: datetime, until: datetime) -> list[datetime]:
    """The ends of the days in between; Meta's days end at midnight of California, here 08:00 UTC."""
    end = since.astimezone(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
    ends = []
    while end <= until:
        if end > since:
            ends.append(end)
        end += timedelta(days=1)
    return ends


def _grown(call: Call, page: Page, start: datetime, end: datetime) -> Numbers:
    total = dict.fromkeys(counted(call, ""), 0)
    for post in call.state.posts(page.id):
        before, after = counted(call, post.id, start), counted(call, post.id, end)
        total = {name: total[name] + after[name] - before[name] for name in total}
    return total
