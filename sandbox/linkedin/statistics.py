"""What LinkedIn counts: of an organisation's posts in one answer, of a member's posts one number at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.linkedin import content
from sandbox.linkedin.api import Answer, Call, encoded_urns, known
from sandbox.linkedin.problems import denied, forbidden, invalid
from sandbox.linkedin.state import State, StoredPost

WINDOW = timedelta(days=365)
_UNIQUE = 0.71  # of the impressions, how many are of different people
_QUERY_TYPES = ("IMPRESSION", "MEMBERS_REACHED", "RESHARE", "REACTION", "COMMENT")
_LATER = (
    "POST_SAVE", "POST_SEND", "LINK_CLICKS", "PREMIUM_CTA_CLICKS", "FOLLOWER_GAINED_FROM_CONTENT",
    "PROFILE_VIEW_FROM_CONTENT",
)  # fmt: skip
_METRIC_TYPE = "com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1"


def counts(state: State, seed: int, post: StoredPost, now: datetime) -> dict[str, int]:
    """What is counted for a post by now, by LinkedIn's names for one number at a time."""
    owner = state.account(post.author)
    assert owner is not None
    kinds = content.shown(state, post.content)[0]
    has_link = "article" in post.content or re.search(r"https?://", post.plain) is not None
    seen = ["image" if kind == "document" else kind for kind in kinds[:1]]
    counted = Audience(seed, owner.id, owner.zone).counts(
        Reached(post.urn, post.created_at, False, has_link, seen), now
    )
    return {
        "IMPRESSION": counted["impression_count"],
        "MEMBERS_REACHED": round(counted["impression_count"] * _UNIQUE),
        "RESHARE": counted["repost_count"],
        "REACTION": counted["like_count"],
        "COMMENT": counted["reply_count"] + len(state.comments(post.urn)),
        "POST_SAVE": counted["bookmark_count"],
        "POST_SEND": counted["quote_count"],
        "LINK_CLICKS": counted["url_link_clicks"],
        "PREMIUM_CTA_CLICKS": 0,
        "FOLLOWER_GAINED_FROM_CONTENT": counted["user_profile_clicks"] // 8,
        "PROFILE_VIEW_FROM_CONTENT": counted["user_profile_clicks"],
    }


def organisation(call: Call) -> Answer:
    """GET /rest/organizationalEntityShareStatistics?q=organizationalEntity: lifetime, or by day within a range."""
    call.needs(denied("organizationalEntityShareStatistics", "FINDER-organizationalEntity", call.version),
               "rw_organization_admin")  # fmt: skip
    known(call.query, "q", "organizationalEntity", "shares", "ugcPosts", "timeIntervals")
    if call.query.get("q") != "organizationalEntity":
        raise invalid("q=organizationalEntity is required", "INVALID_QUERY_PARAMETERS")
    urn = call.query.get("organizationalEntity", "")
    account = call.acts_for(urn)
    if account.kind != "organization" or account.admin != call.member.id:
        raise forbidden(f"Member {call.member.urn} is no administrator of {urn}")
    wanted: list[str] = []
    for name in ("shares", "ugcPosts"):
        if name in call.query:
            wanted += encoded_urns(call, name, "List(", ")")
    posts = [post for post in call.state.posts(urn) if post.state == "PUBLISHED"]
    posts = [post for post in posts if call.now - post.created_at <= WINDOW]
    rows: list[dict[str, Any]] = []
    for since, until in _ranges(call):
        rows += _rows(call, urn, posts, wanted, since, until)
    return Answer(200, {"elements": rows, "paging": {"start": 0, "count": 10, "links": []}})


def member(call: Call) -> Answer:
    """GET /rest/memberCreatorPostAnalytics?q=entity|me: one number of one post, or of all of them."""
    call.needs(denied("memberCreatorPostAnalytics", "FINDER-entity", call.version), "r_member_postAnalytics")
    known(call.query, "q", "entity", "queryType", "aggregation", "dateRange")
    kind = call.query.get("queryType", "")
    if kind not in (_QUERY_TYPES if call.version < "202604" else (*_QUERY_TYPES, *_LATER)):
        raise invalid(f"queryType {kind!r} is not known in version {call.version}", "INVALID_QUERY_PARAMETERS")
    aggregation = call.query.get("aggregation", "TOTAL")
    if aggregation not in ("TOTAL", "DAILY") or "dateRange" in call.query:
        raise invalid("The sandbox plays aggregation=TOTAL over a post's life", "INVALID_QUERY_PARAMETERS")
    if aggregation == "DAILY":
        raise invalid(f"DAILY is not available for {kind} of a post", "INVALID_QUERY_PARAMETERS")
    posts = [post for post in call.state.posts(call.member.urn) if post.state == "PUBLISHED"]
    urn = ""
    if call.query.get("q") == "entity":
        urn = _entity(call)
        posts = [post for post in posts if post.urn == urn]
        if not posts:
            raise forbidden(f"Member {call.member.urn} is not the author of {urn}")
    elif call.query.get("q") != "me":
        raise invalid("q is one of entity, me", "INVALID_QUERY_PARAMETERS")
    total = sum(counts(call.state, call.seed, post, call.now)[kind] for post in posts)
    row: dict[str, Any] = {"count": total, "metricType": kind if call.version >= "202605" else {_METRIC_TYPE: kind}}
    if urn:
        row["targetEntity"] = {"share" if ":share:" in urn else "ugc": urn}
    return Answer(200, {"elements": [row], "paging": {"start": 0, "count": 10, "links": []}})


def _entity(call: Call) -> str:
    raw = call.query.get("entity", "")
    found = re.fullmatch(r"\((share|ugc):(urn:li:(?:share|ugcPost):\d+)\)", raw)
    if not found:
        raise invalid("entity is (share:urn…) or (ugc:urn…), the URN encoded", "INVALID_QUERY_PARAMETERS")
    (urn,) = encoded_urns(call, "entity", f"({found.group(1)}:", ")")
    if (":share:" in urn) != (found.group(1) == "share"):
        raise invalid(f"{urn} is no {found.group(1)}", "INVALID_QUERY_PARAMETERS")
    return urn


def _ranges(call: Call) -> list[tuple[datetime | None, datetime]]:
    """The stretches of time that are asked for: all until now, or each day of a range."""
    given = call.query.get("timeIntervals")
    if given is None:
        return [(None, call.now)]
    found = re.fullmatch(r"\(timeRange:\(start:(\d+),end:(\d+)\),timeGranularityType:(DAY|MONTH)\)", given)
    if not found or found.group(3) == "MONTH":
        raise invalid("timeIntervals: the sandbox plays a timeRange by DAY", "INVALID_QUERY_PARAMETERS")
    start, end = (datetime.fromtimestamp(int(found.group(n)) / 1000, UTC) for n in (1, 2))
    if not start < end or call.now - start > WINDOW:
        raise invalid("timeIntervals: the last 12 months can be asked for", "INVALID_QUERY_PARAMETERS")
    days = []
    while start < min(end, call.now):
        days.append((start, min(start + timedelta(days=1), call.now)))
        start += timedelta(days=1)
    return [(since, until) for since, until in days]


def _rows(
    call: Call, urn: str, posts: list[StoredPost], wanted: list[str], since: datetime | None, until: datetime
) -> list[dict[str, Any]]:
    def total(chosen: list[StoredPost]) -> dict[str, Any]:
        return _statistics([_between(call, post, since, until) for post in chosen])

    times = {} if since is None else {"timeRange": {"start": _ms(since), "end": _ms(until)}}
    if not wanted:
        return [{"totalShareStatistics": total(posts), "organizationalEntity": urn, **times}]
    rows = []
    for post in posts:
        if post.urn in wanted and (statistics := total([post]))["impressionCount"]:
            name = "share" if ":share:" in post.urn else "ugcPost"
            rows.append({"totalShareStatistics": statistics, name: post.urn, "organizationalEntity": urn, **times})
    return rows


def _between(call: Call, post: StoredPost, since: datetime | None, until: datetime) -> dict[str, int]:
    after = counts(call.state, call.seed, post, until)
    before: Mapping[str, int] = counts(call.state, call.seed, post, since) if since else {}
    return {name: value - before.get(name, 0) for name, value in after.items()}


def _statistics(counted: list[dict[str, int]]) -> dict[str, Any]:
    def add(name: str) -> int:
        return sum(each[name] for each in counted)

    impressions = add("IMPRESSION")
    clicks = add("LINK_CLICKS") + add("PROFILE_VIEW_FROM_CONTENT")
    acted = clicks + add("REACTION") + add("COMMENT") + add("RESHARE")
    return {
        "impressionCount": impressions,
        "uniqueImpressionsCount": add("MEMBERS_REACHED"),
        "clickCount": clicks,
        "likeCount": add("REACTION"),
        "commentCount": add("COMMENT"),
        "shareCount": add("RESHARE"),
        "engagement": acted / impressions if impressions else 0.0,
    }


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
