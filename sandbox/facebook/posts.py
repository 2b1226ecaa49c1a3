"""A page's posts: made with text, link or photos; listed, read, edited, deleted; and the comments below them.

Facebook has no idempotency and finds no duplicates by itself here: two equal posts are two posts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.facebook import insights, photos, videos
from sandbox.facebook.call import READ, Call, written
from sandbox.facebook.state import Post
from sandbox.graph.fields import Field, Member, picked, shown
from sandbox.graph.listing import paged
from sandbox.graph.problems import GraphProblem, bad, no_such_object

COMMENT = 8_000


def create(call: Call) -> dict[str, Any]:
    """POST /{page}/feed."""
    page = call.writer(call.node)
    asked = call.asked
    asked.only(
        "message", "link", "attached_media", "published", "scheduled_publish_time", "unpublished_content_type",
        "backdated_time", "backdated_time_granularity", "call_to_action", "child_attachments", "feed_targeting",
        "targeting", "place", "tags", "privacy", "multi_share_end_card", "multi_share_optimized",
        "client_mutation_id",
    )  # fmt: skip
    message, link = asked.params.get("message", ""), asked.params.get("link")
    photos.check_text(message)
    attached = photos.attachable(call, page.id, asked.listed("attached_media"))
    if not message.strip() and not link and not attached:
        raise bad("A post needs a message, a link or attached media", title="Nothing to post")
    if link is not None and (urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).hostname):
        raise GraphProblem(1500, "The url you supplied is invalid")
    if link is not None and attached:
        raise bad("A post shows a link or attached media, not both")
    published, due = asked.truth("published", True), asked.due()
    if due is not None and published:
        raise bad("scheduled_publish_time needs published=false", subcode=1366071)
    public_at = due or (call.now if published else None)
    id_ = call.state.new_post(page.id, call.now, message, public_at=public_at, link=link, photos=attached)
    post = call.state.post(id_)
    if "fields" not in asked.params or post is None:
        return {"id": id_}
    return shown("PagePost", members(call, post), asked.params["fields"], ("id",))


def listing(call: Call) -> dict[str, Any]:
    """GET /{page}/feed, /posts and /published_posts: what is public, newest first.

    A film's post appears when the film is ready; listing is a look at those that are not.
    """
    page = call.page(call.node, *READ)
    asked = call.asked
    asked.only("include_hidden", "show_expired", "with", paging=True)
    for video in call.state.videos(page.id):
        videos.looked(call, video)
    since, until = asked.moment("since"), asked.moment("until")
    rows = [
        post
        for post in call.state.posts(page.id)
        if _public(call, post) and (since is None or _time(post) >= since) and (until is None or _time(post) <= until)
    ]
    wanted = asked.params.get("fields")
    usual = ("created_time", "message", "id")
    return paged(asked, rows, lambda post: post.id, lambda post: shown("PagePost", members(call, post), wanted, usual))


def read(call: Call) -> dict[str, Any]:
    """GET /{post}."""
    call.asked.only()
    post = _own(call)
    return shown("PagePost", members(call, post), call.asked.params.get("fields"), ("created_time", "message", "id"))


def edit(call: Call) -> dict[str, Any]:
    """POST /{post}: another message, or publish what was kept back."""
    post = _own(call)
    call.writer(post.page)
    call.asked.only("message", "is_published", "scheduled_publish_time")
    message = call.asked.params.get("message", post.message)
    photos.check_text(message)
    public_at = post.public_at.timestamp() if post.public_at else None
    if call.asked.truth("is_published", False) and not post.shown(call.now):
        public_at = call.now.timestamp()
    with call.state.change() as db:
        db.execute("UPDATE posts SET message = ?, public_at = ? WHERE id = ?", (message, public_at, post.id))
    return {"success": True}


def delete(call: Call) -> dict[str, Any]:
    """DELETE /{post}."""
    call.asked.only()
    post = _own(call)
    call.writer(post.page)
    with call.state.change() as db:
        db.execute("UPDATE posts SET gone = 1 WHERE id = ?", (post.id,))
        if post.video is not None:
            db.execute("UPDATE videos SET gone = 1 WHERE id = ?", (post.video,))
    return {"success": True}


def members(call: Call, post: Post) -> Mapping[str, Member]:
    number = post.id.partition("_")[2]
    page = call.state.page(post.page)
    link = f"https://www.facebook.com/{post.page}/posts/{number}"
    if post.video is not None and (video := call.state.video(post.video)) is not None:
        link = videos.permalink(video)
    counts = insights.counted(call, post.id)
    due = post.public_at if post.public_at and post.public_at > call.now else None
    return {
        "id": post.id,
        "message": post.message or None,
        "created_time": written(_time(post)),
        "updated_time": written(_time(post)),
        "permalink_url": link,
        "from": {"name": page.name if page else "", "id": post.page},
        "is_published": _public(call, post),
        "is_hidden": False,
        "is_expired": False,
        "scheduled_publish_time": int(due.timestamp()) if due else None,
        "status_type": _status_type(post),
        "full_picture": f"{call.asked.base}/files/{post.photos[0]}" if post.photos else None,
        "picture": f"{call.asked.base}/files/{post.photos[0]}" if post.photos else None,
        "attachments": lambda one: _attachments(post) if post.photos or post.video or post.link else None,
        "shares": {"count": counts["shares"]} if counts["shares"] else None,
        "reactions": lambda one: _summary(one, counts["reactions"]),
        "likes": lambda one: _summary(one, counts["reactions"]),
        "comments": lambda one: _comments(call, one, post.id, counts["comments"]),
        "insights": lambda one: insights.of_post(call, post.id, one.calls.get("metric", "")),
    }


def comment(call: Call) -> dict[str, Any]:
    """POST /{post}/comments, also below a film or a comment."""
    page = _page_of(call)
    call.page(page, "pages_read_engagement", "pages_manage_engagement")
    call.asked.only("message", "attachment_id", "attachment_url", "attachment_share_url")
    message = call.asked.params.get("message", "")
    attached = [
        name for name in ("attachment_id", "attachment_url", "attachment_share_url") if name in call.asked.params
    ]
    if not message.strip() and not attached:
        raise bad("A comment needs a message or an attachment")
    if len(message) > COMMENT:
        raise bad(f"The message has more than {COMMENT} characters")
    id_ = f"{call.node.rpartition('_')[2]}_{call.state.new_id(9000)}"
    with call.state.change() as db:
        row = (id_, call.node, page, message, call.now.timestamp())
        db.execute("INSERT INTO comments VALUES (?, ?, ?, ?, ?, 0)", row)
    return {"id": id_}


def comments(call: Call) -> dict[str, Any]:
    """GET /{post}/comments, oldest first."""
    call.page(_page_of(call), *READ)
    call.asked.only("filter", "order", paging=True)
    wanted = call.asked.params.get("fields")
    rows = call.state.comments(call.node)
    usual = ("created_time", "from", "message", "id")
    return paged(
        call.asked, rows, lambda row: str(row["id"]), lambda row: shown("Comment", _comment(call, row), wanted, usual)
    )


def read_comment(call: Call) -> dict[str, Any]:
    """GET /{comment}."""
    call.asked.only()
    row = call.state.row("SELECT * FROM comments WHERE id = ? AND NOT gone", call.node)
    if row is None:
        raise no_such_object(call.node, "GET")
    call.page(row["page"], *READ)
    usual = ("created_time", "from", "message", "id")
    return shown("Comment", _comment(call, row), call.asked.params.get("fields"), usual)


def delete_comment(call: Call) -> dict[str, Any]:
    """DELETE /{comment}."""
    call.asked.only()
    row = call.state.row("SELECT * FROM comments WHERE id = ? AND NOT gone", call.node)
    if row is None:
        raise no_such_object(call.node, "DELETE")
    call.page(row["page"], "pages_manage_engagement")
    with call.state.change() as db:
        db.execute("UPDATE comments SET gone = 1 WHERE id = ?", (call.node,))
    return {"success": True}


def _own(call: Call) -> Post:
    post = call.state.post(call.node)
    if post is None:
        raise no_such_object(call.node, call.asked.method)
    call.page(post.page, *READ)
    return post


def _page_of(call: Call) -> str:
    """Whose the post, film or comment is that a comment goes below."""
    for table in ("posts", "videos", "comments"):
        row = call.state.row(f"SELECT page FROM {table} WHERE id = ? AND NOT gone", call.node)
        if row is not None:
            return str(row["page"])
    raise no_such_object(call.node, call.asked.method)


def _public(call: Call, post: Post) -> bool:
    if not post.shown(call.now):
        return False
    video = call.state.video(post.video) if post.video else None
    return post.video is None or (video is not None and video.state == "ready")


def _time(post: Post) -> datetime:
    return post.public_at or post.created


def _status_type(post: Post) -> str:
    if post.video:
        return "added_video"
    if post.photos:
        return "added_photos"
    return "shared_story" if post.link else "mobile_status_update"


def _attachments(post: Post) -> dict[str, Any]:
    if post.video:
        return {"data": [{"type": "video_inline", "target": {"id": post.video}}]}
    if post.photos:
        inner = [{"type": "photo", "target": {"id": id_}} for id_ in post.photos]
        one: dict[str, Any] = inner[0] if len(inner) == 1 else {"type": "album", "subattachments": {"data": inner}}
        return {"data": [one]}
    return {"data": [{"type": "share", "unshimmed_url": post.link, "url": post.link}]}


def _summary(one: Field, total: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": []}
    return answer | ({"summary": {"total_count": total}} if one.calls.get("summary") in ("true", "1") else {})


def _comments(call: Call, one: Field, parent: str, others: int) -> dict[str, Any]:
    rows = call.state.comments(parent)
    fields = one.inner or [Field(name) for name in ("created_time", "from", "message")]
    limit = one.calls.get("limit", "25")
    kept = rows[: int(limit)] if limit.isdigit() else rows
    answer = _summary(one, len(rows) + others)
    return answer | {"data": [picked("Comment", _comment(call, row), fields) for row in kept]}


def _comment(call: Call, row: Any) -> Mapping[str, Member]:
    page = call.state.page(row["page"])
    return {
        "id": row["id"],
        "message": row["message"],
        "created_time": written(datetime.fromtimestamp(row["created"], UTC)),
        "from": {"name": page.name if page else "", "id": row["page"]},
        "like_count": 0,
        "comment_count": len(call.state.comments(row["id"])),
        "can_remove": True,
        "permalink_url": f"https://www.facebook.com/{row['parent']}?comment_id={row['id'].rpartition('_')[2]}",
    }
