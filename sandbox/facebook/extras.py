"""What belongs to a film: its captions and its thumbnail."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from sandbox.facebook import photos
from sandbox.facebook.call import READ, Call
from sandbox.facebook.state import Video
from sandbox.graph.problems import bad, no_such_object
from sandbox.media_facts import Unreadable, image_facts, subtitle_facts

CAPTIONS = 1 << 20
THUMBNAIL = 10 << 20


def captions(call: Call) -> dict[str, Any]:
    """POST /{video}/captions: SubRip, in a file named `….{language}_{COUNTRY}.srt`."""
    video = own(call)
    call.writer(video.page)
    call.asked.only("default_locale", "locales_to_delete", files=("captions_file",))
    file = call.asked.files.get("captions_file")
    name = re.fullmatch(r".+\.([a-z]{2,3}_[A-Z]{2})\.srt", (file.filename or "") if file else "")
    if file is None or name is None:
        raise bad("captions_file must be a file named filename.locale.srt, such as film.en_US.srt", subcode=1363043)
    path = call.state.file(f"captions-{video.id}.{name.group(1)}.srt")
    photos.saved(file, path, CAPTIONS)
    try:
        facts = subtitle_facts(path)
    except Unreadable as problem:
        raise bad(f"captions_file: {problem}", subcode=1363043) from None
    if facts.mime != "text/srt":
        raise bad("captions_file must be SubRip", subcode=1363043)
    _extra(call, video, "captions", name.group(1), call.asked.params.get("default_locale") == name.group(1))
    return {"success": True}


def thumbnails(call: Call) -> dict[str, Any]:
    """POST /{video}/thumbnails."""
    video = own(call)
    call.writer(video.page)
    call.asked.only("is_preferred", files=("source",))
    if "source" not in call.asked.files:
        raise bad("The parameter source is required")
    check_thumbnail(call, "source")
    _extra(call, video, "thumbnail", "", call.asked.truth("is_preferred", False))
    return {"success": True}


def listing(call: Call, kind: str) -> dict[str, Any]:
    """GET /{video}/captions and /thumbnails."""
    video = own(call)
    call.asked.only(paging=True)
    rows = call.state.rows("SELECT * FROM extras WHERE video = ? AND kind = ? ORDER BY rowid", video.id, kind)
    if kind == "captions":
        return {"data": [{"locale": row["locale"], "is_default": bool(row["preferred"])} for row in rows]}
    return {"data": [{"id": row["id"], "is_preferred": bool(row["preferred"])} for row in rows]}


def check_thumbnail(call: Call, name: str) -> None:
    """Refuse a sent picture that cannot be a thumbnail; without one all is well."""
    if name not in call.asked.files:
        return
    path = call.state.file(f"thumb-{uuid4().hex}")
    try:
        size = photos.saved(call.asked.files[name], path, THUMBNAIL)
        facts = image_facts(path)
    except Unreadable as problem:
        raise photos.not_a_photo(str(problem)) from None
    finally:
        path.unlink(missing_ok=True)
    if size > THUMBNAIL or facts.mime not in photos.FORMATS:
        raise photos.not_a_photo(f"A thumbnail is JPEG, BMP, PNG, GIF or TIFF of at most {THUMBNAIL} bytes.")


def _extra(call: Call, video: Video, kind: str, locale: str, preferred: bool) -> None:
    with call.state.change() as db:
        if preferred:
            db.execute("UPDATE extras SET preferred = 0 WHERE video = ? AND kind = ?", (video.id, kind))
        if kind == "captions":
            db.execute("DELETE FROM extras WHERE video = ? AND kind = ? AND locale = ?", (video.id, kind, locale))
        row = (uuid4().hex, video.id, kind, locale, preferred)
        db.execute("INSERT INTO extras VALUES (?, ?, ?, ?, ?)", row)


def own(call: Call) -> Video:
    """The film that was named, if it is the page's whose token asks."""
    video = call.state.video(call.node)
    if video is None:
        raise no_such_object(call.node, call.asked.method)
    call.page(video.page, *READ)
    return video
