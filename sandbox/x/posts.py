"""The sandbox's posts: made under X's rules, looked up with the counts of their audience."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.audience import Audience, Reached
from sandbox.x.counting import LIMIT, links, weighted_length
from sandbox.x.limits import film_limits, too_long
from sandbox.x.problems import DUPLICATE, forbidden, id_of, invalid, not_found, numeric, only, text_of
from sandbox.x.state import Account, State, StoredPost, Upload

if TYPE_CHECKING:
    from sandbox.x.api import Call

_FIELDS = (
    "card_uri", "community_id", "direct_message_deep_link", "edit_options", "for_super_followers_only", "geo",
    "made_with_ai", "media", "nullcast", "paid_partnership", "poll", "quote_tweet_id", "reply", "reply_settings",
    "share_with_followers", "text",
)  # fmt: skip
_MEDIA_FIELDS = (
    "call_to_actions", "description", "embeddable", "media_ids", "preview_media_id", "tagged_user_ids", "title",
)  # fmt: skip
_REPLY_FIELDS = ("auto_populate_reply_metadata", "exclude_reply_user_ids", "in_reply_to_tweet_id")
_SERVED = ("text", "media", "reply", "made_with_ai", "paid_partnership", "reply_settings")
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
_PUBLIC = ("repost_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
_OWN = ("impression_count", "url_link_clicks", "user_profile_clicks")
DUPLICATES = timedelta(days=2)  # X does not say how long it remembers a text
OWN_METRICS = timedelta(days=30)


def create(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/tweets."""
    body = call.body
    only(body, _FIELDS)
    for name in body:
        if name not in _SERVED:
            raise forbidden(f"The sandbox's accounts may not use {name}.")
    text = text_of(body, "text", default="").strip()
    media = _attached(call, body["media"]) if "media" in body else []
    if not text and not media:
        raise invalid("$.text: a text or media are required.", parameter="text")
    _check_text(text)
    reply_to, conversation = _target(call, body["reply"]) if "reply" in body else (None, None)
    _refuse_duplicate(call, text, reply_to)
    post_id = call.state.new_id(call.now)
    with call.state.change() as db:
        db.execute(
            "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                post_id, call.account.id, text, call.now.timestamp(), reply_to, conversation or post_id,
                json.dumps([upload.id for upload in media]),
            ),
        )  # fmt: skip
    if call.state.ordered("post: removed"):
        _remove(call, post_id)
    return 201, {"data": {"id": post_id, "text": text, "edit_history_post_ids": [post_id]}}


def lookup(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/tweets?ids=…"""
    only(call.query, ("ids", "post.fields", "expansions", "media.fields", "user.fields"), "query")
    ids = [numeric(value, "ids") for value in call.query.get("ids", "").split(",")]
    if len(ids) > 100:
        raise invalid(f"The number of values in the `ids` query parameter list [{len(ids)}] is not between 1 and 100.")
    fields = _post_fields(call)
    found = [post for id_ in ids if (post := call.state.post(id_))]
    errors = [not_found("post", id_) for id_ in ids if id_ not in {post.id for post in found}]
    rows = []
    for post in found:
        row, problems = _shown(call, post, fields)
        rows.append(row)
        errors += problems
    answer: dict[str, Any] = {"data": rows} if rows else {}
    return 200, answer | ({"errors": errors} if errors else {})


def delete(call: Call) -> tuple[int, dict[str, Any]]:
    """DELETE /2/tweets/{id}."""
    post = call.state.post(numeric(call.path["id"], "id"))
    if post is None or post.owner != call.account.id:
        raise forbidden("You are not authorized to delete this Tweet.")
    _remove(call, post.id)
    return 200, {"data": {"deleted": True}}


def me(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/users/me."""
    account = call.account
    return 200, {"data": {"id": account.id, "name": account.name, "username": account.handle}}


def timeline(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/users/{id}/tweets, newest first; pages are found again by the id of their last post."""
    only(call.query, ("max_results", "pagination_token", "start_time", "end_time", "since_id", "until_id",
                      "exclude", "post.fields"), "query")  # fmt: skip
    size = call.query.get("max_results", "10")
    if not size.isdigit() or not 5 <= int(size) <= 100:
        raise invalid(f"The `max_results` query parameter value [{size}] is not between 5 and 100.")
    fields = _post_fields(call)
    posts = [post for post in call.state.posts(numeric(call.path["id"], "id")) if _wanted(call, post)]
    page, more = posts[: int(size)], len(posts) > int(size)
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if more:
        meta["next_token"] = format(int(page[-1].id), "x")
    answer: dict[str, Any] = {"data": [_shown(call, post, fields)[0] for post in page]} if page else {}
    return 200, answer | {"meta": meta}


def reached(state: State, post: StoredPost) -> Reached:
    """The post as its audience sees it."""
    kinds = [upload.kind for id_ in post.media if (upload := state.upload(id_))]
    return Reached(post.id, post.created_at, post.reply_to is not None, bool(links(post.text)), kinds[:1])


def counts(state: State, seed: int, owner: Account, post: StoredPost, now: datetime) -> dict[str, int]:
    """What is counted for a post by now."""
    return Audience(seed, owner.id, owner.zone).counts(reached(state, post), now)


def _remove(call: Call, post_id: str) -> None:
    with call.state.change() as db:
        db.execute("UPDATE posts SET deleted = 1 WHERE id = ?", (post_id,))


def _check_text(text: str) -> None:
    length = weighted_length(text)
    if length > LIMIT:
        raise invalid(f"Your Tweet text is too long: {length} of {LIMIT} weighted characters.", parameter="text")
    if len(re.findall(r"(?<!\w)\$[A-Za-z]{1,6}\b", text)) > 1:
        raise forbidden("A post may contain at most one cashtag.")


def _attached(call: Call, media: Any) -> list[Upload]:
    if not isinstance(media, dict):
        raise invalid("$.media: an object is required.", parameter="media")
    only(media, _MEDIA_FIELDS, "$.media")
    ids = media.get("media_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 4 or len(set(map(str, ids))) != len(ids):
        raise invalid("$.media.media_ids: 1 to 4 different ids are required.", parameter="media_ids")
    uploads = [_usable(call, numeric(id_, "media_ids")) for id_ in ids]
    kinds = [upload.kind for upload in uploads]
    if len(uploads) > 1 and set(kinds) != {"image"}:
        raise invalid("A post takes up to 4 images, or 1 animated GIF, or 1 video.", parameter="media_ids")
    return uploads


def _usable(call: Call, media_id: str) -> Upload:
    upload = call.state.upload(media_id)
    ready = upload and upload.state == "succeeded" and upload.expires_at > call.now.timestamp()
    if not upload or not ready or upload.owner != call.account.id or upload.category == "subtitles":
        raise invalid("Your media IDs are invalid.", parameter="media_ids")
    problem = too_long(upload.facts["seconds"], film_limits(call.account.premium)) if upload.kind == "video" else None
    if problem:  # the limits follow the account, and may have changed since the upload
        raise forbidden(problem)
    return upload


def _target(call: Call, reply: Any) -> tuple[str, str]:
    if not isinstance(reply, dict):
        raise invalid("$.reply: an object is required.", parameter="reply")
    only(reply, _REPLY_FIELDS, "$.reply")
    target = call.state.post(id_of(reply, "in_reply_to_tweet_id"))
    if target is None:
        raise invalid("You attempted to reply to a Tweet that is deleted or not visible to you.", parameter="reply")
    if target.owner != call.account.id:  # measured 2026-03: apps may answer only their own posts
        raise forbidden(
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged "
            "by the author of the post you are replying to."
        )
    return target.id, target.conversation


def _refuse_duplicate(call: Call, text: str, reply_to: str | None) -> None:
    """The same words again (reported by users of the real API; an answer counts within its own conversation)."""
    since = (call.now - DUPLICATES).timestamp()
    rows = call.state.rows(
        "SELECT 1 FROM posts WHERE owner = ? AND text = ? AND text <> '' AND reply_to IS ? AND created_at > ? "
        "AND NOT deleted", call.account.id, text, reply_to, since,
    )  # fmt: skip
    if rows:
        raise forbidden(DUPLICATE)


def _post_fields(call: Call) -> set[str]:
    fields = {field for field in call.query.get("post.fields", "").split(",") if field}
    unknown = sorted(fields - _POST_FIELDS)
    if unknown:
        raise invalid(f"The `post.fields` query parameter value [{unknown[0]}] is not one of the known.")
    return fields


def _shown(call: Call, post: StoredPost, fields: set[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The post with the fields asked for, and the problems of those it has not."""
    row: dict[str, Any] = {"id": post.id, "text": post.text, "edit_history_post_ids": [post.id]}
    problems: list[dict[str, Any]] = []
    if "created_at" in fields:
        row["created_at"] = post.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if "conversation_id" in fields:
        row["conversation_id"] = post.conversation
    if "entities" in fields and (found := links(post.text)):
        row["entities"] = {"urls": [_link(post.text, start, end) for start, end in found]}
    owner = call.state.account(post.owner)
    assert owner is not None
    counted = counts(call.state, call.seed, owner, post, call.now)
    if "public_metrics" in fields:
        row["public_metrics"] = {name: counted[name] for name in _PUBLIC}
    if "non_public_metrics" in fields:
        if post.owner == call.account.id and call.now - post.created_at <= OWN_METRICS:
            row["non_public_metrics"] = {name: counted[name] for name in _OWN}
        else:
            problems.append(_unauthorised_field(post.id))
    return row, problems


def _link(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "url": text[start:end], "expanded_url": text[start:end]}


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
    checks = (
        not before or int(post.id) < int(before, 16),
        "start_time" not in query or post.created_at >= _moment(query["start_time"]),
        "end_time" not in query or post.created_at < _moment(query["end_time"]),
        "since_id" not in query or int(post.id) > int(numeric(query["since_id"], "since_id")),
        "until_id" not in query or int(post.id) < int(numeric(query["until_id"], "until_id")),
        "replies" not in query.get("exclude", "").split(",") or post.reply_to is None,
    )
    return all(checks)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise invalid(f"{text!r} is not a time such as 2026-11-21T10:00:00Z.") from None
