"""A page's photos: sent or fetched, decoded, published at once or kept for a post of several."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from starlette.datastructures import UploadFile

from sandbox.facebook.call import Call, written
from sandbox.graph.fields import Member, shown
from sandbox.graph.problems import GraphProblem, bad, no_such_object
from sandbox.media_facts import Facts, Unreadable, image_facts
from sandbox.pulling import NotPulled, pull

LARGEST = 4 << 20
"""Bytes of a photo: 4 MB, by Meta's reference of the edge, read 2026-11."""
FORMATS = ("image/jpeg", "image/bmp", "image/png", "image/gif", "image/tiff")
TEMPORARY = timedelta(hours=24)
TEXT = 63_206
ALT = 1_000


def create(call: Call) -> dict[str, Any]:
    """POST /{page}/photos."""
    page = call.writer(call.node)
    asked = call.asked
    asked.only(
        "url", "message", "caption", "name", "alt_text_custom", "published", "temporary", "no_story",
        "scheduled_publish_time", "unpublished_content_type", "targeting", "place", "tags", files=("source",),
    )  # fmt: skip
    published, due = asked.truth("published", True), asked.due()
    if due is not None and published:
        raise bad("scheduled_publish_time needs published=false")
    if asked.truth("temporary", False) and published:
        raise bad("A temporary photo cannot be published")
    caption = next((asked.params[name] for name in ("caption", "message", "name") if name in asked.params), "")
    check_text(caption)
    facts = _arrived(call)
    alt = asked.params.get("alt_text_custom", "")
    if len(alt) > ALT:
        raise bad(f"alt_text_custom has more than {ALT} characters")
    id_ = call.state.new_id(3_000_000)
    temporary = asked.truth("temporary", False)
    row = (id_, page.id, caption, alt, call.now.timestamp(), temporary, facts.width, facts.height)
    with call.state.change() as db:
        db.execute("INSERT INTO photos VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)", row)
    if not published and due is None:
        return {"id": id_}
    post = call.state.new_post(page.id, call.now, caption, public_at=due or call.now, photos=(id_,))
    return {"id": id_, "post_id": post}


def read(call: Call) -> dict[str, Any]:
    """GET /{photo}."""
    call.asked.only()
    row = call.state.photo(call.node)
    if row is None:
        raise no_such_object(call.node, "GET")
    call.page(row["page"], "pages_read_engagement")
    size = {"height": row["height"], "width": row["width"]}
    members: Mapping[str, Member] = {
        "id": row["id"],
        "name": row["caption"] or None,
        "alt_text": row["alt"] or "May be an image",
        "alt_text_custom": row["alt"] or None,
        "created_time": written(call.now.fromtimestamp(row["created"], call.now.tzinfo)),
        "link": f"https://www.facebook.com/photo.php?fbid={row['id']}",
        "images": [{**size, "source": f"{call.asked.base}/files/{row['id']}"}],
        **size,
        "page_story_id": row["post"],
    }
    return shown("Photo", members, call.asked.params.get("fields"), ("created_time", "name", "id"))


def delete(call: Call) -> dict[str, Any]:
    """DELETE /{photo}: the photo, and the post that shows nothing else."""
    call.asked.only()
    row = call.state.photo(call.node)
    if row is None:
        raise no_such_object(call.node, "DELETE")
    call.writer(row["page"])
    post = call.state.post(row["post"]) if row["post"] else None
    with call.state.change() as db:
        db.execute("UPDATE photos SET gone = 1 WHERE id = ?", (call.node,))
        if post is not None and post.photos == (call.node,):
            db.execute("UPDATE posts SET gone = 1 WHERE id = ?", (post.id,))
    return {"success": True}


def attachable(call: Call, page: str, given: list[Any]) -> tuple[str, ...]:
    """The photos that a post's attached_media names: unpublished, still there, and of no other post."""
    ids = [one.get("media_fbid") if isinstance(one, dict) else None for one in given]
    if len(set(ids)) != len(ids):
        raise duplicate_photo()
    for id_ in ids:
        row = call.state.photo(str(id_)) if isinstance(id_, (str, int)) else None
        if row is None or row["page"] != page:
            raise bad(f"attached_media: there is no unpublished photo {id_} on this page")
        if row["post"] is not None:
            raise duplicate_photo()
        if row["temporary"] and call.now.timestamp() - row["created"] > TEMPORARY.total_seconds():
            raise bad(f"attached_media: the temporary photo {id_} has expired")
    return tuple(str(id_) for id_ in ids)


def duplicate_photo() -> GraphProblem:
    message = "(#100) This photo was posted before"
    return GraphProblem(100, message, subcode=1366051, title="Duplicate photo", told="The photo was posted before.")


def check_text(text: str) -> None:
    if len(text) > TEXT:
        raise bad(f"The text has {len(text)} characters; {TEXT} are allowed", subcode=1346003)


def _arrived(call: Call) -> Facts:
    """The photo's facts, from the file that was sent or from the address that was named."""
    source, url = call.asked.files.get("source"), call.asked.params.get("url")
    if (source is None) == (url is None):
        raise GraphProblem(324, "(#324) Requires upload file: exactly one of source and url")
    path = call.state.file(f"photo-{uuid4().hex}")
    try:
        if source is not None:
            saved(source, path, LARGEST)
        else:
            _fetched(str(url), path)
        return _taken(path)
    finally:
        path.unlink(missing_ok=True)


def saved(source: UploadFile, path: Path, limit: int) -> int:
    """Write a sent file down, but no more than one byte over the limit; how many bytes it has."""
    size = 0
    with path.open("wb") as file:
        while size <= limit and (piece := source.file.read(min(1 << 20, limit + 1 - size))):
            size += file.write(piece)
    return size


def _fetched(url: str, path: Path) -> None:
    try:
        pulled = pull(url, path, limit=LARGEST)
    except NotPulled as problem:
        raise GraphProblem(
            324, "(#324) Missing or invalid image file", subcode=2069019, title="The photo could not be fetched",
            told=str(problem),
        ) from None  # fmt: skip
    if not pulled.content_type.startswith("image/"):
        raise not_a_photo(f"The address answers with {pulled.content_type}.")


def _taken(path: Path) -> Facts:
    try:
        facts = image_facts(path)
    except Unreadable as problem:
        raise not_a_photo(str(problem)) from None
    if facts.bytes > LARGEST or facts.mime not in FORMATS:
        raise not_a_photo(f"Photos are JPEG, BMP, PNG, GIF or TIFF of at most {LARGEST} bytes.")
    return facts


def not_a_photo(why: str) -> GraphProblem:
    message = "(#324) Missing or invalid image file"
    return GraphProblem(324, message, subcode=1366046, title="Your photo could not be uploaded", told=why)
