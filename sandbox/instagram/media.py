"""What is public: publishing a container once, listing and reading it, its comments, and taking it away."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.graph.fields import Field, Member, picked, shown
from sandbox.graph.listing import paged
from sandbox.graph.problems import bad, no_such_object
from sandbox.instagram import containers, insights
from sandbox.instagram.call import Call, written
from sandbox.instagram.problems import problem
from sandbox.instagram.state import Account, Container, Media

_LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
DAY = timedelta(hours=24)


def publish(call: Call) -> dict[str, Any]:
    """POST /{account}/media_publish: a container that is finished, once. A second time it is not available."""
    account = containers.account_of(call)
    call.may("publish")
    call.asked.only("creation_id")
    found = call.state.container(call.asked.text("creation_id"))
    if found is None or found.account != account.id or found.child:
        raise problem(2207006)
    container = containers.looked(call, found)
    if container.state == "EXPIRED":
        raise problem(2207020)
    if container.state == "ERROR":
        raise problem(container.problem or 2207053)
    if container.state != "FINISHED":
        raise problem(2207027)
    if used(call, account, call.now - DAY) >= account.quota:
        raise problem(2207042)
    return {"id": _published(call, container)}


def limit(call: Call) -> dict[str, Any]:
    """GET /{account}/content_publishing_limit: posts in the last 24 hours, or since a time within them."""
    account = containers.account_of(call)
    call.may("publish")
    call.asked.only(paging=True)
    since = call.asked.moment("since") or call.now - DAY
    if call.now - since > DAY:
        raise bad("since must not be more than 24 hours ago")
    members: Mapping[str, Member] = {
        "id": account.id,
        "quota_usage": used(call, account, since),
        "config": {"quota_total": account.quota, "quota_duration": int(DAY.total_seconds())},
    }
    row = shown("ContentPublishingLimitResponse", members, call.asked.params.get("fields"), ("quota_usage",))
    return {"data": [{name: value for name, value in row.items() if name != "id"}]}


def used(call: Call, account: Account, since: datetime) -> int:
    """Posts made since; those that were deleted count as well."""
    query = "SELECT count(*) FROM media WHERE account = ? AND created > ?"
    return int(call.state.rows(query, account.id, since.timestamp())[0][0])


def listing(call: Call) -> dict[str, Any]:
    """GET /{account}/media, newest first."""
    account = containers.account_of(call)
    call.may("basic")
    call.asked.only(paging=True)
    since, until = call.asked.moment("since"), call.asked.moment("until")
    rows = [
        media
        for media in call.state.published(account.id)
        if (since is None or media.created >= since) and (until is None or media.created <= until)
    ]
    wanted = call.asked.params.get("fields")
    return paged(
        call.asked, rows, lambda media: media.id, lambda media: shown("Media", members(call, media), wanted, ("id",))
    )


def read(call: Call) -> dict[str, Any]:
    """GET /{media}."""
    call.asked.only()
    call.may("basic")
    return shown("Media", members(call, _own(call)), call.asked.params.get("fields"), ("id",))


def delete(call: Call) -> dict[str, Any]:
    """DELETE /{media}: only there with Facebook Login."""
    call.asked.only()
    media = _own(call)
    call.may("delete")
    with call.state.change() as db:
        db.execute("UPDATE media SET gone = 1 WHERE id = ?", (media.id,))
    return {"success": True, "deleted_id": media.id}


def comment(call: Call) -> dict[str, Any]:
    """POST /{media}/comments, and POST /{comment}/replies."""
    call.may("comments")
    call.asked.only("message")
    text = call.asked.text("message")
    if not text.strip() or len(text) > containers.CAPTION:
        raise bad(f"message must have 1 to {containers.CAPTION} characters")
    media, parent = call.media(call.node), None
    if media is None:
        row = _comment_row(call)
        media, parent = call.media(row["media"]), row["id"]
    if media is None:
        raise no_such_object(call.node, "POST")
    id_ = call.state.new_id(18_000_000_000_000_000)
    with call.state.change() as db:
        values = (id_, media.id, parent, media.account, text, call.now.timestamp())
        db.execute("INSERT INTO comments VALUES (?, ?, ?, ?, ?, ?, 0)", values)
    return {"id": id_}


def comments(call: Call) -> dict[str, Any]:
    """GET /{media}/comments, newest first, 50 to a page."""
    call.may("comments")
    call.asked.only(paging=True)
    wanted = call.asked.params.get("fields")
    rows = call.state.comments(_own(call).id)
    usual = ("timestamp", "text")
    return paged(
        call.asked, rows, lambda row: str(row["id"]), lambda row: shown("Comment", _comment(call, row), wanted, usual),
        limit=50,
    )  # fmt: skip


def read_comment(call: Call) -> dict[str, Any]:
    """GET /{comment}."""
    call.asked.only()
    call.may("comments")
    row = _comment_row(call)
    return shown("Comment", _comment(call, row), call.asked.params.get("fields"), ("timestamp", "text"))


def delete_comment(call: Call) -> dict[str, Any]:
    """DELETE /{comment}."""
    call.asked.only()
    call.may("comments")
    row = _comment_row(call)
    with call.state.change() as db:
        db.execute("UPDATE comments SET gone = 1 WHERE id = ?", (row["id"],))
    return {"success": True}


def members(call: Call, media: Media) -> Mapping[str, Member]:
    account = call.state.account(media.account)
    container = call.state.container(media.container)
    counts = insights.counted(call, media)
    reel = media.kind == "REELS"
    parts = [part for id_ in container.children if (part := call.state.container(id_))] if container else []
    url = f"{call.asked.base}/files/{media.container}"
    return {
        "id": media.id,
        "caption": media.caption or None,
        "alt_text": (container.alt if container else "") or None,
        "media_type": {"REELS": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}.get(media.kind, "IMAGE"),
        "media_product_type": "REELS" if reel else "FEED",
        "media_url": url,
        "thumbnail_url": f"{url}.jpg" if reel else None,
        "permalink": permalink(media),
        "shortcode": media.code,
        "timestamp": written(media.created),
        "username": account.handle if account else "",
        "owner": {"id": media.account},
        "like_count": counts["likes"],
        "comments_count": counts["comments"] + len(call.state.comments(media.id)),
        "is_comment_enabled": True,
        "is_shared_to_feed": True if reel else None,
        "children": lambda one: _children(one, media, parts) if parts else None,
        "comments": lambda one: {"data": _inner_comments(call, one, media.id, None)},
    }


def permalink(media: Media) -> str:
    return f"https://www.instagram.com/{'reel' if media.kind == 'REELS' else 'p'}/{media.code}/"


def _published(call: Call, container: Container) -> str:
    """Make a container's post: of two calls that do it at the same time only one can."""
    id_ = call.state.new_id(17_900_000_000_000_000)
    gone = call.state.orders.take("post") is not None
    with call.state.change() as db:
        query = "UPDATE containers SET state = 'PUBLISHED', media = ? WHERE id = ? AND state = 'FINISHED'"
        if db.execute(query, (id_, container.id)).rowcount != 1:
            raise problem(2207027)
        row = (id_, container.account, container.id, _code(int(id_)), container.kind, container.caption)
        db.execute("INSERT INTO media VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, call.now.timestamp(), gone))
    return id_


def _code(number: int) -> str:
    """A shortcode: the id, written with 64 letters."""
    text = ""
    while number:
        number, rest = divmod(number, 64)
        text = _LETTERS[rest] + text
    return text


def _own(call: Call) -> Media:
    media = call.media(call.node)
    if media is None:
        raise no_such_object(call.node, call.asked.method)
    return media


def _comment_row(call: Call) -> Any:
    row = call.state.row("SELECT * FROM comments WHERE id = ? AND NOT gone", call.node)
    if row is None or call.account(row["account"]) is None:
        raise no_such_object(call.node, call.asked.method)
    return row


def _comment(call: Call, row: Any) -> Mapping[str, Member]:
    account = call.state.account(row["account"])
    return {
        "id": row["id"],
        "text": row["text"],
        "timestamp": written(datetime.fromtimestamp(row["created"], UTC)),
        "username": account.handle if account else "",
        "from": {"id": row["account"], "username": account.handle if account else ""},
        "media": {"id": row["media"]},
        "like_count": 0,
        "hidden": False,
        "parent_id": row["parent"],
        "replies": lambda one: {"data": _inner_comments(call, one, row["media"], row["id"])},
    }


def _inner_comments(call: Call, one: Field, media: str, parent: str | None) -> list[dict[str, Any]]:
    fields = list(one.inner) or [Field("timestamp"), Field("text")]
    return [picked("Comment", _comment(call, row), fields) for row in call.state.comments(media, parent)]


def _children(one: Field, media: Media, parts: list[Container]) -> dict[str, Any]:
    rows = []
    for number, part in enumerate(parts):
        kinds = {"IMAGE": "IMAGE"}
        row: dict[str, Member] = {
            "id": f"{int(media.id) + 10_000_000_000 + number}",
            "media_type": kinds.get(part.kind, "VIDEO"),
            "alt_text": part.alt or None,
            "timestamp": written(media.created),
        }
        rows.append(picked("Media", row, list(one.inner) or [Field("id")]))
    return {"data": rows}
