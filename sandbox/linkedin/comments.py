"""Answers to posts: only applications with approved Community Management may write or read them."""

from __future__ import annotations

import re
from typing import Any

from sandbox.linkedin.api import Answer, Call, known, page
from sandbox.linkedin.problems import Fields, denied, invalid, not_found
from sandbox.linkedin.state import Comment, StoredPost

RESOURCE = "partnerApiSocialActions"
MAX_TEXT = 1250


def create(call: Call) -> Answer:
    """POST /rest/socialActions/{urn}/comments."""
    known(call.query)
    if not call.community:
        raise denied(RESOURCE, "CREATE", call.version)
    fields = Fields(call.body)
    fields.only(("actor", "object", "message", "parentComment", "content"))
    actor, target = fields.text("actor"), fields.text("object", call.path["urn"])
    message = fields.part("message")
    message.only(("text", "attributes"))
    text = message.text("text")
    message.items("attributes", [])
    parent = fields.text("parentComment", "")
    fields.done()
    account = call.acts_for(actor)
    scope = "w_member_social" if account.kind == "person" else "w_organization_social"
    call.needs(denied(RESOURCE, "CREATE", call.version), scope, f"{scope}_feed")
    post = _post(call)
    if target not in (post.urn, _activity(post)):
        raise invalid(f"object {target!r} is not the post {post.urn}", "INVALID_VALUE_FOR_FIELD")
    if not text.strip() or len(text) > MAX_TEXT:
        raise invalid(f"message has {len(text)} characters; 1 to {MAX_TEXT} are taken", "FIELD_LENGTH_TOO_LONG")
    if parent and parent not in {comment.urn for comment in call.state.comments(post.urn)}:
        raise not_found(parent)
    number = call.state.number(call.now)
    urn = f"urn:li:comment:({_activity(post)},{number})"
    with call.state.change() as db:
        db.execute(
            "INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (urn, number, post.urn, parent or None, actor, text, call.now.timestamp()),
        )
    made = next(comment for comment in call.state.comments(post.urn) if comment.urn == urn)
    return Answer(201, _shown(made), {"x-restli-id": str(number)})


def find(call: Call) -> Answer:
    """GET /rest/socialActions/{urn}/comments, oldest first."""
    known(call.query, "start", "count")
    post = _readable(call, "GET_ALL")
    start, size = page(call.query)
    found = call.state.comments(post.urn)
    rows = [_shown(comment) for comment in found[start : start + size]]
    return Answer(200, {"elements": rows, "paging": {"start": start, "count": size, "links": [], "total": len(found)}})


def delete(call: Call) -> Answer:
    """DELETE /rest/socialActions/{urn}/comments/{id}?actor=…"""
    known(call.query, "actor")
    if not call.community:
        raise denied(RESOURCE, "DELETE", call.version)
    post = _post(call)
    found = [comment for comment in call.state.comments(post.urn) if comment.urn.endswith(f",{call.path['id']})")]
    if not found:
        raise not_found(call.path["id"])
    call.acts_for(found[0].actor)
    with call.state.change() as db:
        db.execute("UPDATE comments SET deleted = 1 WHERE urn = ?", (found[0].urn,))
    return Answer(204)


def _readable(call: Call, method: str) -> StoredPost:
    problem = denied(RESOURCE, method, call.version)
    call.needs(problem, "r_organization_social", "r_organization_social_feed")
    post = _post(call)
    if call.acts_for(post.author).kind != "organization":
        raise problem
    return post


def _post(call: Call) -> StoredPost:
    urn = call.path["urn"]
    if not re.fullmatch(r"urn:li:(share|ugcPost|activity):\d+", urn):
        raise invalid(f"{urn!r} is no URN of a share, ugcPost or activity", "INVALID_URN_TYPE")
    number = urn.rpartition(":")[2]
    kinds = ("share", "ugcPost") if ":activity:" in urn else (urn.split(":")[2],)
    for kind in kinds:
        post = call.state.post(f"urn:li:{kind}:{number}")
        if post is not None and post.state == "PUBLISHED":
            return post
    raise not_found(urn)


def _activity(post: StoredPost) -> str:
    return f"urn:li:activity:{post.urn.rpartition(':')[2]}"


def _shown(comment: Comment) -> dict[str, Any]:
    moment = int(comment.created_at.timestamp() * 1000)
    stamp = {"actor": comment.actor, "time": moment}
    body: dict[str, Any] = {
        "id": comment.urn.rpartition(",")[2].rstrip(")"),
        "commentUrn": comment.urn,
        "$URN": comment.urn,
        "actor": comment.actor,
        "object": comment.urn.partition("(")[2].partition(",")[0],
        "message": {"attributes": [], "text": comment.text},
        "created": stamp,
        "lastModified": stamp,
    }
    return body | ({"parentComment": comment.parent} if comment.parent else {})
