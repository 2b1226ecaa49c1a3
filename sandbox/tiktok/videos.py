"""TikTok's Display API: the user, and their public videos with the counts of their audience."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.audience import Audience, Reached
from sandbox.tiktok.problems import Problem
from sandbox.tiktok.state import Account, Post, State

if TYPE_CHECKING:
    from sandbox.tiktok.api import Call

_USER = {
    "user.info.basic": ("open_id", "union_id", "avatar_url", "avatar_url_100", "avatar_large_url", "display_name"),
    "user.info.profile": ("bio_description", "profile_deep_link", "is_verified", "username"),
    "user.info.stats": ("follower_count", "following_count", "likes_count", "video_count"),
}
_VIDEO = (
    "id", "create_time", "cover_image_url", "share_url", "video_description", "duration", "height", "width", "title",
    "embed_html", "embed_link", "like_count", "comment_count", "share_count", "view_count", "is_aigc",
)  # fmt: skip
TEXT = 150  # title and video_description are cut to it (video object, 2026-08-24)
PAGE = 20


def user_info(call: Call) -> dict[str, Any]:
    """GET /v2/user/info/?fields=…"""
    asked = _fields(call, tuple(name for names in _USER.values() for name in names))
    for scope, names in _USER.items():
        if set(names) & set(asked):
            call.need(scope)
    account, base = call.account, call.base
    posts = _public_videos(call.state, account)
    counted = [counts(call.seed, account, post, call.now) for post in posts]
    known: dict[str, Any] = {
        "open_id": account.id,
        "union_id": f"union-{account.id}",
        **dict.fromkeys(("avatar_url", "avatar_url_100", "avatar_large_url"), f"{base}/avatar/{account.id}.jpeg"),
        "display_name": account.name,
        "bio_description": "",
        "profile_deep_link": f"https://www.tiktok.com/@{account.handle}",
        "is_verified": False,
        "username": account.handle,
        "follower_count": 1000,
        "following_count": 0,
        "likes_count": sum(count["like_count"] for count in counted),
        "video_count": len(posts),
    }
    return {"user": {name: known[name] for name in asked}}


def list_videos(call: Call) -> dict[str, Any]:
    """POST /v2/video/list/?fields=…: public videos, newest first; `cursor` is a time in milliseconds."""
    asked = _fields(call, _VIDEO)
    call.fields.only(("cursor", "max_count"))
    size = call.fields.number("max_count", 1, PAGE, default=10)
    before = call.fields.number("cursor", 0, 2**63 - 1, default=2**63 - 1)
    older = [post for post in _public_videos(call.state, call.account) if _milliseconds(post) < before]
    page = older[:size]
    cursor = _milliseconds(page[-1]) if page else min(before, int(call.now.timestamp() * 1000))
    return {
        "videos": [_shown(call, post, asked) for post in page],
        "cursor": cursor,
        "has_more": len(older) > len(page),
    }


def query_videos(call: Call) -> dict[str, Any]:
    """POST /v2/video/query/?fields=…: the user's own public videos with these ids; others are left out silently."""
    asked = _fields(call, _VIDEO)
    call.fields.only(("filters",))
    filters = call.fields.object("filters")
    filters.only(("video_ids",))
    wanted = filters.texts("video_ids", PAGE)
    found = {post.id: post for post in _public_videos(call.state, call.account)}
    return {"videos": [_shown(call, found[id_], asked) for id_ in dict.fromkeys(wanted) if id_ in found]}


def counts(seed: int, account: Account, post: Post, now: datetime) -> dict[str, int]:
    """What is counted for a post by now, under TikTok's names."""
    reached = Reached(post.id, post.created_at, media=post.media[:1])
    counted = Audience(seed, account.id, account.zone).counts(reached, now)
    return {
        "view_count": counted["impression_count"],
        "like_count": counted["like_count"],
        "comment_count": counted["reply_count"],
        "share_count": counted["repost_count"] + counted["quote_count"],
    }


def share_url(account: Account, post: Post) -> str:
    return f"https://www.tiktok.com/@{account.handle}/{'photo' if 'image' in post.media else 'video'}/{post.id}"


def _fields(call: Call, known: tuple[str, ...]) -> list[str]:
    """The `fields` of the query, of which there must be at least one."""
    for name in call.query:
        if name != "fields":
            raise Problem("invalid_params", f"query: unknown parameter {name!r}")
    asked = [name for name in call.query.get("fields", "").split(",") if name]
    unknown = sorted(set(asked) - set(known))
    if unknown or not asked:
        raise Problem("invalid_params", f"query: fields must name some of {', '.join(known)}")
    return list(dict.fromkeys(asked))


def _public_videos(state: State, account: Account) -> list[Post]:
    """Photo posts are none of them: TikTok describes both lists as of videos, and nobody says otherwise."""
    return [
        post for post in state.posts(account.id) if post.privacy == "PUBLIC_TO_EVERYONE" and post.media == ("video",)
    ]


def _milliseconds(post: Post) -> int:
    return round(post.created_at.timestamp() * 1000)


def _shown(call: Call, post: Post, asked: list[str]) -> dict[str, Any]:
    link = share_url(call.account, post)
    embed = f"https://www.tiktok.com/player/v1/{post.id}"
    text = post.title.encode("utf-16-le")[: 2 * TEXT].decode("utf-16-le", "ignore")
    row: dict[str, Any] = {
        "id": post.id,
        "create_time": int(post.created_at.timestamp()),
        "cover_image_url": f"{call.base}/cover/{post.id}.jpeg",
        "share_url": f"{link}?utm_campaign=tt4d_open_api&utm_source=sandbox",
        "video_description": text,
        "duration": max(1, round(post.facts.get("seconds", 0))),
        "height": post.facts.get("height", 0),
        "width": post.facts.get("width", 0),
        "title": text,
        "embed_html": f'<iframe src="{embed}"></iframe>',
        "embed_link": embed,
        "is_aigc": post.aigc,
        **counts(call.seed, call.account, post, call.now),
    }
    return {name: row[name] for name in asked}
