"""Posts are made and deleted under X's rules."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.x.counting import LIMIT, weighted_length
from sandbox.x.limits import film_limits, too_long
from sandbox.x.problems import DUPLICATE, choice, forbidden, id_of, invalid, numeric, only, text_of
from sandbox.x.reading import text_with_short_links
from sandbox.x.state import Upload

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
_REPLY_SETTINGS = ("following", "mentionedUsers", "subscribers", "verified")
_SERVED = ("text", "media", "reply", "made_with_ai", "paid_partnership", "reply_settings")
DUPLICATES = timedelta(days=2)  # X does not say how long it remembers a text


def create(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/tweets."""
    body = call.body
    only(body, _FIELDS)
    for name in body:
        if name not in _SERVED:
            raise forbidden(f"The sandbox's accounts may not use {name}.")
    for name in ("made_with_ai", "paid_partnership"):
        if not isinstance(body.get(name, False), bool):
            raise invalid(f"$.{name}: a boolean is required.", parameter=name)
    if "reply_settings" in body:
        choice(body, "reply_settings", _REPLY_SETTINGS)
    text = text_of(body, "text", default="").strip()
    media = _attached(call, body["media"]) if "media" in body else []
    if not text and not media:
        raise invalid("$.text: a text or media are required.", parameter="text")
    _check_text(text)
    reply_to, conversation = _target(call, body["reply"]) if "reply" in body else (None, None)
    post_id = call.state.new_id(call.now)
    with call.state.change() as db:
        _refuse_duplicate(call, text, reply_to)
        db.execute(
            "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                post_id, call.account.id, text, call.now.timestamp(), reply_to, conversation or post_id,
                json.dumps([upload.id for upload in media]),
            ),
        )  # fmt: skip
    stored = call.state.post(post_id)
    shown = text_with_short_links(call.state, stored)[0] if stored else text
    if call.orders.take("post") == "removed":
        _remove(call, post_id)
    return 201, {"data": {"id": post_id, "text": shown, "edit_history_post_ids": [post_id]}}


def delete(call: Call) -> tuple[int, dict[str, Any]]:
    """DELETE /2/tweets/{id}."""
    post = call.state.post(numeric(call.path["id"], "id"))
    if post is None or post.owner != call.account.id:
        raise forbidden("You are not authorized to delete this Tweet.")
    _remove(call, post.id)
    return 200, {"data": {"deleted": True}}


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
