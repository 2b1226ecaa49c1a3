"""Posts as the application's servers (the AppView) show them, with the counts of their audience."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.bluesky.calls import Call
from sandbox.bluesky.names import timestamp
from sandbox.bluesky.problems import XrpcProblem, invalid
from sandbox.bluesky.schemas import POST
from sandbox.bluesky.state import Account, Record, State

_COUNTS = {
    "likeCount": "like_count",
    "repostCount": "repost_count",
    "replyCount": "reply_count",
    "quoteCount": "quote_count",
    "bookmarkCount": "bookmark_count",
}
_FILTERS = (
    "posts_with_replies", "posts_no_replies", "posts_with_media", "posts_and_author_threads", "posts_with_video",
)  # fmt: skip
Embed = dict[str, Any]


def get_posts(call: Call) -> dict[str, Any]:
    """getPosts: those that are there; whatever is gone or was never there is left out."""
    found = (call.state.record_at(uri) for uri in dict.fromkeys(call.params["uris"]))
    return {"posts": [_shown(call, post) for post in found if post and _public(post)]}


def author_feed(call: Call) -> dict[str, Any]:
    """getAuthorFeed: newest first; the cursor is the moment of the page's last post."""
    query = call.params
    account = call.state.account(query["actor"])
    if account is None:
        raise invalid("Profile not found")
    wanted = query.get("filter", _FILTERS[0])
    if wanted not in _FILTERS:
        raise invalid(f'Expected one of {", ".join(_FILTERS)} (got "{wanted}") at $.filter')
    posts = [post for post in call.state.records(account.did, POST) if _public(post) and _passes(post, wanted)]
    if cursor := query.get("cursor"):
        posts = [post for post in posts if _cursor(post) < cursor]
    page = posts[: query.get("limit", 50)]
    feed = [{"post": _shown(call, post), **_context(call, post)} for post in page]
    return {"feed": feed} | ({"cursor": _cursor(page[-1])} if page else {})


def get_blob(call: Call) -> tuple[Any, str]:
    """com.atproto.sync.getBlob: (file, content type)."""
    did, cid = call.params["did"], call.params["cid"]
    row = call.state.blob(did, cid)
    if row is None:
        raise XrpcProblem(400, "BlobNotFound", "Blob not found")
    return call.state.blob_file(did, cid), row["mime"]


def kinds(post: Record) -> list[str]:
    """The files of a post, as the desk calls them."""
    embed = _media(post.value.get("embed", {}))
    if embed.get("$type") == "app.bsky.embed.video":
        return ["video"]
    return ["image"] * len(_pictures(embed))


def alts(post: Record) -> list[str]:
    embed = _media(post.value.get("embed", {}))
    if embed.get("$type") == "app.bsky.embed.video":
        return [embed.get("alt", "")]
    return [picture["alt"] for picture in _pictures(embed)]


def links(post: Record) -> list[str]:
    """Addresses that a reader can follow: the card's, then those of facets that lie on the text."""
    embed = _media(post.value.get("embed", {}))
    found = [embed["external"]["uri"]] if embed.get("$type") == "app.bsky.embed.external" else []
    text = post.value.get("text", "").encode()
    for facet in post.value.get("facets", ()):
        if marked(text, facet["index"]) is not None:
            found += [feature["uri"] for feature in facet["features"] if feature["$type"].endswith("#link")]
    return found


def marked(text: bytes, index: dict[str, int]) -> str | None:
    """The words a facet marks; None where its bytes are not whole characters of the text, so that nobody sees it."""
    start, end = index["byteStart"], index["byteEnd"]
    try:
        return text[start:end].decode() if start < end <= len(text) else None
    except UnicodeDecodeError:
        return None


def counts(state: State, seed: int, owner: Account, post: Record, now: datetime) -> dict[str, int]:
    """What is counted for a post by now."""
    reached = Reached(post.uri, post.indexed_at, "reply" in post.value, bool(links(post)), kinds(post)[:1])
    counted = Audience(seed, owner.did, owner.zone).counts(reached, now)
    shown = {name: counted[inner] for name, inner in _COUNTS.items()}
    return shown | {"replyCount": shown["replyCount"] + state.answers(post.uri)}


def _shown(call: Call, post: Record) -> dict[str, Any]:
    owner = call.state.account(post.did)
    assert owner is not None
    view: dict[str, Any] = {
        "uri": post.uri,
        "cid": post.cid,
        "author": {"did": owner.did, "handle": owner.handle, "displayName": owner.name, "labels": []},
        "record": post.value,
        **counts(call.state, call.kit.seed, owner, post, call.now),
        "indexedAt": timestamp(post.indexed_at),
        "labels": [],
    }
    embed = _embed_view(call, post.did, post.value.get("embed", {}))
    return view | ({"embed": embed} if embed else {})


def _embed_view(call: Call, did: str, embed: Embed) -> Embed | None:
    kind = embed.get("$type")
    if kind in ("app.bsky.embed.images", "app.bsky.embed.gallery"):
        name = "images" if kind.endswith("images") else "items"
        shown = [_picture_view(call, did, picture) for picture in _pictures(embed)]
        return {"$type": f"{kind}#view", name: shown}
    if kind == "app.bsky.embed.video":
        cid = embed["video"]["ref"]["$link"]
        address = f"{call.base}/watch/{did}/{cid}"
        view = {"cid": cid, "playlist": f"{address}/playlist.m3u8", "thumbnail": f"{address}/thumbnail.jpg"}
        return {"$type": f"{kind}#view", **view, **_only(embed, "alt", "aspectRatio")}
    if kind == "app.bsky.embed.external":
        card = embed["external"]
        thumb = {"thumb": _address(call, did, card["thumb"])} if "thumb" in card else {}
        return {"$type": f"{kind}#view", "external": {**_only(card, "uri", "title", "description"), **thumb}}
    return None


def _picture_view(call: Call, did: str, picture: dict[str, Any]) -> dict[str, Any]:
    address = _address(call, did, picture["image"])
    return {"thumb": address, "fullsize": address, **_only(picture, "alt", "aspectRatio")}


def _address(call: Call, did: str, blob: dict[str, Any]) -> str:
    return f"{call.base}/xrpc/com.atproto.sync.getBlob?did={did}&cid={blob['ref']['$link']}"


def _context(call: Call, post: Record) -> dict[str, Any]:
    """Root and parent of a reply, where both are still there."""
    if "reply" not in post.value:
        return {}
    found = {name: call.state.record_at(post.value["reply"][name]["uri"]) for name in ("root", "parent")}
    if not all(found.values()):
        return {}
    return {
        "reply": {
            name: {"$type": "app.bsky.feed.defs#postView", **_shown(call, one)} for name, one in found.items() if one
        }
    }


def _public(post: Record) -> bool:
    return post.collection == POST and not post.taken_down


def _passes(post: Record, wanted: str) -> bool:
    is_reply, files = "reply" in post.value, kinds(post)
    by_filter = {
        "posts_no_replies": not is_reply,
        "posts_with_media": bool(files),
        "posts_with_video": files == ["video"],
        "posts_and_author_threads": not is_reply or str(_parent(post)).startswith(f"at://{post.did}/"),
    }
    return by_filter.get(wanted, True)


def _parent(post: Record) -> str | None:
    parent: str | None = post.value.get("reply", {}).get("parent", {}).get("uri")
    return parent


def _cursor(post: Record) -> str:
    """Posts of one moment are told apart by their key."""
    return f"{timestamp(post.indexed_at)}::{post.rkey}"


def _media(embed: Embed) -> Embed:
    inner: Embed = embed.get("media", {}) if embed.get("$type") == "app.bsky.embed.recordWithMedia" else embed
    return inner


def _pictures(embed: Embed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = embed.get("images") or embed.get("items") or []
    return found


def _only(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value[name] for name in names if name in value}
