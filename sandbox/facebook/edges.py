"""Which object an id names, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.facebook import extras, insights, people, photos, posts, reels, uploads, videos
from sandbox.facebook.call import Call
from sandbox.facebook.state import State
from sandbox.graph.problems import GraphProblem, bad, no_such_field, no_such_object

Edge = Callable[[Call], Any]

EDGES: Mapping[str, Mapping[tuple[str, str], Edge]] = {
    "User": {
        ("GET", ""): people.user,
        ("GET", "accounts"): people.accounts,
        ("GET", "permissions"): people.permissions,
        ("GET", "businesses"): people.businesses,
    },
    "Page": {
        ("GET", ""): people.page,
        ("POST", "feed"): posts.create,
        ("GET", "feed"): posts.listing,
        ("GET", "posts"): posts.listing,
        ("GET", "published_posts"): posts.listing,
        ("POST", "photos"): photos.create,
        ("POST", "videos"): videos.create,
        ("GET", "videos"): videos.listing,
        ("POST", "video_reels"): reels.create,
        ("GET", "video_reels"): videos.listed_reels,
        ("GET", "insights"): insights.page,
    },
    "PagePost": {
        ("GET", ""): posts.read,
        ("POST", ""): posts.edit,
        ("DELETE", ""): posts.delete,
        ("GET", "comments"): posts.comments,
        ("POST", "comments"): posts.comment,
        ("GET", "insights"): insights.post,
    },
    "Photo": {("GET", ""): photos.read, ("DELETE", ""): photos.delete},
    "Video": {
        ("GET", ""): videos.read,
        ("DELETE", ""): videos.delete,
        ("GET", "comments"): posts.comments,
        ("POST", "comments"): posts.comment,
        ("POST", "captions"): extras.captions,
        ("GET", "captions"): lambda call: extras.listing(call, "captions"),
        ("POST", "thumbnails"): extras.thumbnails,
        ("GET", "thumbnails"): lambda call: extras.listing(call, "thumbnail"),
        ("GET", "video_insights"): insights.video,
    },
    "Comment": {
        ("GET", ""): posts.read_comment,
        ("DELETE", ""): posts.delete_comment,
        ("POST", "comments"): posts.comment,
        ("GET", "comments"): posts.comments,
    },
    "Application": {("POST", "uploads"): uploads.create},
}
_TABLES = {"User": "users", "Page": "pages", "PagePost": "posts", "Photo": "photos", "Video": "videos"}
_TABLES |= {"Comment": "comments"}


def answer(call: Call) -> Any:
    """What a call gives. Raises `GraphProblem`."""
    path = call.asked.path
    if not path or len(path) > 2:
        raise GraphProblem(2500, f"Unknown path components: /{'/'.join(path)}")
    if path == ("debug_token",) and call.asked.method == "GET":
        return people.debug_token(call)
    node, edge = call.node, path[1] if len(path) == 2 else ""
    if node == "me":
        node = call.asked.grant.account
    kind = kind_of(call.state, node)
    if kind is None:
        raise no_such_object(node, call.asked.method)
    found = EDGES[kind].get((call.asked.method, edge))
    if found is not None:
        return found(replace(call, node=node))
    if call.asked.method == "GET" and edge:
        raise no_such_field(edge, kind)
    if edge and any(name == edge for _, name in EDGES[kind]):
        raise bad(f"The edge {edge} of {kind} does not take {call.asked.method}")
    raise no_such_object(node, call.asked.method)


def kind_of(state: State, id_: str) -> str | None:
    for kind, table in _TABLES.items():
        if state.row(f"SELECT 1 FROM {table} WHERE id = ?", id_) is not None:
            return kind
    return "Application" if people.is_app(id_) else None
