"""An account's numbers under the metric names that are valid now; which ones there are depends on the kind of post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.graph.problems import bad, no_such_object
from sandbox.instagram.call import Call
from sandbox.instagram.containers import account_of
from sandbox.instagram.state import Media

Numbers = Mapping[str, int]
Metric = Callable[[Numbers], int]
WATCHED_MS = 7_100


def _plain(name: str) -> Metric:
    return lambda counts: counts[name]


ALL: dict[str, Metric] = {
    name: _plain(name) for name in ("views", "reach", "likes", "comments", "saved", "shares", "total_interactions")
}
FEED: Mapping[str, Metric] = ALL | {
    "profile_visits": _plain("visits"),
    "follows": lambda counts: counts["visits"] // 20,
    "profile_activity": lambda counts: counts["visits"] // 10,
}
REEL: Mapping[str, Metric] = ALL | {
    "ig_reels_avg_watch_time": lambda counts: WATCHED_MS if counts["views"] else 0,
    "ig_reels_video_view_total_time": lambda counts: counts["views"] * WATCHED_MS,
    "reels_skip_rate": lambda counts: 31 if counts["views"] else 0,
    "reposts": lambda counts: counts["shares"] // 3,
    "crossposted_views": lambda counts: counts["views"],
    "facebook_views": lambda counts: 0,
}
DEAD = frozenset(
    {"impressions", "plays", "clips_replays_count", "ig_reels_aggregated_all_plays_count", "video_views", "engagement"}
)
ACCOUNT: Mapping[str, Metric] = {
    "views": _plain("views"),
    "reach": _plain("reach"),
    "likes": _plain("likes"),
    "comments": _plain("comments"),
    "saves": _plain("saved"),
    "shares": _plain("shares"),
    "total_interactions": _plain("total_interactions"),
    "accounts_engaged": lambda counts: counts["total_interactions"] * 9 // 10,
    "profile_links_taps": lambda counts: counts["visits"] // 8,
}
LONGEST = timedelta(days=30)


def counted(call: Call, media: Media, at: datetime | None = None) -> Numbers:
    """What a post has come to by now, or by another moment."""
    moment = at or call.now
    account = call.state.account(media.account)
    names = ("views", "reach", "likes", "comments", "saved", "shares", "total_interactions", "visits")
    if account is None or media.created > moment:
        return dict.fromkeys(names, 0)
    seen = Reached(media.id, media.created, media=("video",) if media.kind == "REELS" else ("image",))
    raw = Audience(call.kit.seed, account.id, account.zone).counts(seen, moment)
    counts = {
        "views": raw["impression_count"],
        "reach": raw["impression_count"] * 5 // 6,
        "likes": raw["like_count"],
        "comments": raw["reply_count"],
        "saved": raw["bookmark_count"],
        "shares": raw["repost_count"],
        "visits": raw["user_profile_clicks"],
    }
    return counts | {"total_interactions": sum(counts[name] for name in ("likes", "comments", "saved", "shares"))}


def media(call: Call) -> dict[str, Any]:
    """GET /{media}/insights: one name that is dead, unknown or of another kind of post fails the whole call."""
    found = call.media(call.node)
    if found is None:
        raise no_such_object(call.node, "GET")
    call.may("insights")
    call.asked.only("metric", "period", "breakdown")
    if call.asked.params.get("period", "lifetime") != "lifetime":
        raise bad("A post's metrics have the period lifetime")
    known = REEL if found.kind == "REELS" else FEED
    counts = counted(call, found)
    rows = []
    for name in _names(call):
        if name not in known and (name in REEL or name in FEED):
            raise bad(f"The metric {name} is not supported for this media type")
        if name not in known:
            raise _unknown(name, sorted(known))
        rows.append({**_head(name, "lifetime", found.id), "values": [{"value": known[name](counts)}]})
    return {"data": rows}


def account(call: Call) -> dict[str, Any]:
    """GET /{account}/insights: totals of a time of at most 30 days."""
    owner = account_of(call)
    call.may("insights")
    asked = call.asked
    asked.only("metric", "period", "metric_type", "breakdown", "timeframe", paging=True)
    if asked.text("period") != "day":
        raise bad("period must be day")
    if asked.params.get("metric_type") != "total_value":
        raise bad("These metrics should be specified with parameter metric_type=total_value")
    until = asked.moment("until") or call.now
    since = asked.moment("since") or until - timedelta(days=1)
    if not timedelta(0) <= until - since <= LONGEST:
        raise bad("There cannot be more than 30 days between since and until")
    posts = call.state.published(owner.id)
    rows = []
    for name in _names(call):
        if name not in ACCOUNT:
            raise _unknown(name, sorted(ACCOUNT))
        measure = ACCOUNT[name]
        total = sum(measure(counted(call, post, until)) - measure(counted(call, post, since)) for post in posts)
        rows.append({**_head(name, "day", owner.id), "total_value": {"value": total}})
    return {"data": rows}


def _names(call: Call) -> list[str]:
    names = [str(name) for name in call.asked.listed("metric")]
    if not names:
        raise bad("The parameter metric is required")
    return names


def _unknown(name: str, known: list[str]) -> Exception:
    if name in DEAD:
        return bad(f"Starting from version v22.0 and above, the {name} metric is no longer supported")
    return bad(f"metric[0] must be one of the following values: {', '.join(known)}")


def _head(name: str, period: str, id_: str) -> dict[str, Any]:
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "period": period,
        "title": title,
        "description": title,
        "id": f"{id_}/insights/{name}/{period}",
    }
