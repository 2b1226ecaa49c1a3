"""What X tells about posts and people: lookups, timelines, and how a post is shown with its counts and short links."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.audience import Audience, Reached
from sandbox.x.counting import links
from sandbox.x.problems import invalid, not_found, numeric, only
from sandbox.x.state import Account, State, StoredPost, Upload

if TYPE_CHECKING:
    from sandbox.x.api import Call

_POST_FIELDS = frozenset(
    (
        "article", "article_title", "attachments", "card_uri", "community_id", "context_annotations",
        "conversation_id", "created_at", "display_text_range", "edit_controls", "entities", "geo", "id", "lang",
        "matched_media_notes", "media_metadata", "non_public_metrics", "note_post", "note_request_suggestions",
        "organic_metrics", "paid_partnership", "possibly_sensitive", "promoted_metrics", "public_metrics",
        "reply_settings", "scopes", "source", "suggested_source_links", "suggested_source_links_with_counts", "text",
        "withheld",
    )
)  # fmt: skip
_USER_FIELDS = frozenset(
    (
        "confirmed_email", "connection_status", "created_at", "description", "entities", "id",
        "is_identity_verified", "location", "name", "parody", "profile_banner_url", "profile_image_url", "protected",
        "public_metrics", "receives_your_dm", "subscribes_to_you", "subscription", "subscription_type", "url",
        "username", "verified", "verified_followers_count", "verified_type", "withheld",
    )
)  # fmt: skip
_MEDIA_FIELDS = frozenset(
    (
        "alt_text", "duration_ms", "height", "media_key", "non_public_metrics", "organic_metrics",
        "preview_image_url", "promoted_metrics", "public_metrics", "type", "url", "variants", "width",
    )
)  # fmt: skip
_EXPANSIONS = frozenset(
    (
        "article.cover_media", "article.media_entities", "attachments.media_keys", "attachments.media_source_tweet",
        "attachments.poll_ids", "author_id", "edit_history_post_ids", "entities.mentions.username", "geo.place_id",
        "in_reply_to_user_id", "referenced_posts", "username",
    )
)  # fmt: skip
_KNOWN: Mapping[str, frozenset[str]] = {
    "post.fields": _POST_FIELDS,
    "user.fields": _USER_FIELDS,
    "media.fields": _MEDIA_FIELDS,
    "expansions": _EXPANSIONS,
}
_PUBLIC = ("repost_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
_OWN = ("impression_count", "url_link_clicks", "user_profile_clicks")
OWN_METRICS = timedelta(days=30)
_KEYS = {"image": 3, "gif": 16, "video": 13}
_TYPES = {"image": "photo", "gif": "animated_gif", "video": "video"}


def lookup(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/tweets?ids=…"""
    only(call.query, ("ids", *_KNOWN), "query")
    ids = [numeric(value, "ids") for value in call.query.get("ids", "").split(",")]
    if len(ids) > 100:
        raise invalid(f"The number of values in the `ids` query parameter list [{len(ids)}] is not between 1 and 100.")
    found = [post for id_ in ids if (post := call.state.post(id_))]
    there = {post.id for post in found}
    return 200, _listed(call, found, [not_found("post", id_) for id_ in ids if id_ not in there])


def single(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/tweets/{id}: one that is not there is an error beside no data."""
    only(call.query, tuple(_KNOWN), "query")
    id_ = numeric(call.path["id"], "id")
    post = call.state.post(id_)
    if post is None:
        return 200, {"errors": [not_found("post", id_) | {"parameter": "id"}]}
    answer = _listed(call, [post], [])
    return 200, answer | {"data": answer["data"][0]}


def me(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/users/me."""
    only(call.query, ("user.fields", "expansions", "post.fields"), "query")
    return 200, {"data": _person(call.account, _asked(call, "user.fields"))}


def timeline(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/users/{id}/tweets, newest first; pages are found again by the id of their last post."""
    pages = ("max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id", "exclude")
    only(call.query, (*pages, *_KNOWN), "query")
    size = call.query.get("max_results", "10")
    if not size.isdigit() or not 5 <= int(size) <= 100:
        raise invalid(f"The `max_results` query parameter value [{size}] is not between 5 and 100.")
    owner = numeric(call.path["id"], "id")
    if call.state.account(owner) is None:
        return 200, {"errors": [not_found("user", owner) | {"parameter": "id"}]}
    posts = [post for post in call.state.posts(owner) if _wanted(call, post)]
    page, more = posts[: int(size)], len(posts) > int(size)
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if more:
        meta["next_token"] = format(int(page[-1].id), "x")
    return 200, _listed(call, page, []) | {"meta": meta}


def counts(state: State, seed: int, owner: Account, post: StoredPost, now: datetime) -> dict[str, int]:
    """What is counted for a post by now."""
    kinds = [upload.kind for id_ in post.media if (upload := state.upload(id_))]
    reached = Reached(post.id, post.created_at, post.reply_to is not None, bool(links(post.text)), kinds[:1])
    return Audience(seed, owner.id, owner.zone).counts(reached, now)


def text_with_short_links(state: State, post: StoredPost) -> tuple[str, list[dict[str, Any]]]:
    """The text as X gives it back, every link as t.co and one more for the media; and those links (in code points)."""
    text, entities, position = "", [], 0
    for start, end in links(post.text):
        text += post.text[position:start]
        entities.append(_link(len(text), post.text[start:end]))
        text, position = text + entities[-1]["url"], end
    text += post.text[position:]
    if post.media:
        owner = state.account(post.owner)
        upload = state.upload(post.media[0])
        kind = "video" if upload and upload.kind == "video" else "photo"
        address = f"https://x.com/{owner.handle if owner else 'i'}/status/{post.id}/{kind}/1"
        entities.append(_link(len(text) + bool(text), address))
        text = f"{text} {entities[-1]['url']}".strip()
    return text, entities


def media_key(upload: Upload) -> str:
    """The key of an upload, from what it was announced as."""
    return f"{_KEYS.get(upload.category.rpartition('_')[2], 7)}_{upload.id}"


def _link(start: int, address: str) -> dict[str, Any]:
    short = "https://t.co/" + hashlib.sha256(address.encode()).hexdigest()[:10]
    return {"start": start, "end": start + len(short), "url": short, "expanded_url": address}


def _asked(call: Call, name: str) -> set[str]:
    fields = {field for field in call.query.get(name, "").split(",") if field}
    unknown = sorted(fields - _KNOWN[name])
    if unknown:
        raise invalid(f"The `{name}` query parameter value [{unknown[0]}] is not one of the known.")
    return fields


def _listed(call: Call, posts: list[StoredPost], errors: list[dict[str, Any]]) -> dict[str, Any]:
    fields, expansions = _asked(call, "post.fields"), _asked(call, "expansions")
    user_fields, media_fields = _asked(call, "user.fields"), _asked(call, "media.fields")
    rows, includes = [], {}
    for post in posts:
        row, problems = _shown(call, post, fields, expansions)
        rows.append(row)
        errors = errors + problems
    owners = {post.owner: owner for post in posts if (owner := call.state.account(post.owner))}
    uploads = [upload for post in posts for id_ in post.media if (upload := call.state.upload(id_))]
    if "author_id" in expansions and owners:
        includes["users"] = [_person(owner, user_fields) for owner in owners.values()]
    if "attachments.media_keys" in expansions and uploads:
        includes["media"] = [_medium(upload, media_fields) for upload in uploads]
    answer = {"data": rows, "includes": includes, "errors": errors}
    return {name: value for name, value in answer.items() if value}


def _shown(
    call: Call, post: StoredPost, fields: set[str], expansions: set[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The post with what was asked for, and the problems of what it has not."""
    text, entities = text_with_short_links(call.state, post)
    row: dict[str, Any] = {"id": post.id, "text": text, "edit_history_post_ids": [post.id]}
    uploads = [upload for id_ in post.media if (upload := call.state.upload(id_))]
    if "created_at" in fields:
        row["created_at"] = post.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if "conversation_id" in fields:
        row["conversation_id"] = post.conversation
    if "entities" in fields and entities:
        row["entities"] = {"urls": entities}
    if ("attachments" in fields or "attachments.media_keys" in expansions) and uploads:
        row["attachments"] = {"media_keys": [media_key(upload) for upload in uploads]}
    if "author_id" in expansions:
        row["author_id"] = post.owner
    if "referenced_posts" in expansions and post.reply_to:
        row["referenced_posts"] = [{"type": "replied_to", "id": post.reply_to}]
    if "in_reply_to_user_id" in expansions and post.reply_to:
        row["in_reply_to_user_id"] = post.owner
    return row, _count(call, post, fields, row)


def _count(call: Call, post: StoredPost, fields: set[str], row: dict[str, Any]) -> list[dict[str, Any]]:
    owner = call.state.account(post.owner)
    assert owner is not None
    counted = counts(call.state, call.seed, owner, post, call.now)
    if "public_metrics" in fields:
        row["public_metrics"] = {name: counted[name] for name in _PUBLIC}
    if "non_public_metrics" in fields:
        if post.owner != call.account.id or call.now - post.created_at > OWN_METRICS:
            return [_unauthorised_field(post.id)]
        row["non_public_metrics"] = {name: counted[name] for name in _OWN}
    return []


def _person(account: Account, fields: set[str]) -> dict[str, Any]:
    extra = {
        "protected": False,
        "verified": account.premium,
        "verified_type": "blue" if account.premium else "none",
        "subscription_type": "Premium" if account.premium else "None",
    }
    chosen = {name: value for name, value in extra.items() if name in fields}
    return {"id": account.id, "name": account.name, "username": account.handle, **chosen}


def _medium(upload: Upload, fields: set[str]) -> dict[str, Any]:
    facts = upload.facts
    extra = {"alt_text": upload.alt, "width": facts.get("width"), "height": facts.get("height")}
    if upload.kind == "video":
        extra["duration_ms"] = round(facts["seconds"] * 1000)
    chosen = {name: value for name, value in extra.items() if name in fields and value is not None}
    return {"media_key": media_key(upload), "type": _TYPES[upload.kind], **chosen}


def _unauthorised_field(post_id: str) -> dict[str, Any]:
    return {
        "title": "Field Authorization Error",
        "detail": "Sorry, you are not authorized to access 'non_public_metrics' on the Post.",
        "type": "https://api.x.com/2/problems/not-authorized-for-field",
        "resource_type": "post",
        "resource_id": post_id,
        "field": "non_public_metrics",
        "section": "data",
        "parameter": "ids",
        "value": post_id,
    }


def _wanted(call: Call, post: StoredPost) -> bool:
    query = call.query
    before = query.get("pagination_token")
    if before and not all(digit in "0123456789abcdef" for digit in before):
        raise invalid("The `pagination_token` query parameter is no token of a page.", parameter="pagination_token")
    left_out = set(query["exclude"].split(",")) if "exclude" in query else set()
    if left_out - {"replies", "retweets"}:
        raise invalid("The `exclude` query parameter is not one of [replies, retweets].", parameter="exclude")
    checks = (
        not before or int(post.id) < int(before, 16),
        "start_time" not in query or post.created_at >= _moment(query["start_time"]),
        "end_time" not in query or post.created_at < _moment(query["end_time"]),
        "since_id" not in query or int(post.id) > int(numeric(query["since_id"], "since_id")),
        "until_id" not in query or int(post.id) < int(numeric(query["until_id"], "until_id")),
        "replies" not in left_out or post.reply_to is None,
    )
    return all(checks)


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise invalid(f"{text!r} is not a time such as 2026-11-21T10:00:00Z.") from None
