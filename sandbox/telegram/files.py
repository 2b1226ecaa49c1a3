"""Photos and videos: uploaded with the request, fetched from an address, or known by their file_id.

Limits: Bot API 10.1 (photo 10 MB, width and height together 10,000, ratio 20; video 50 MB), and for addresses 5 and
20 MB.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from sandbox.media_facts import Facts, Unreadable, image_facts, video_facts
from sandbox.pulling import NotPulled, pull
from sandbox.telegram.calls import Call
from sandbox.telegram.problems import bad
from sandbox.telegram.state import File

MAX_PHOTO, MAX_VIDEO = 10 << 20, 50 << 20
PULLED_PHOTO, PULLED_VIDEO = 5 << 20, 20 << 20
SIDES, RATIO = 10_000, 20
_PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp")
_PREFIX = {"photo": "AgACAgI", "video": "BAACAgI"}


def take(call: Call, name: str, kind: str, value: str | None = None) -> File | None:
    """The file that a parameter means; None without one. `value`: what stands for it inside of an album.

    Raises:
        ApiProblem: it cannot be had, or is not what the method sends.
    """
    text = (call.text(name) if value is None else value).strip()
    attached = call.files.get(text.removeprefix("attach://") if text.startswith("attach://") else name)
    if text.startswith("attach://") and attached is None:
        return None
    if attached is not None and (value is None or text.startswith("attach://")):
        return _kept(call, kind, attached)
    if not text:
        return None
    if text.startswith(("http://", "https://")):
        return _pulled(call, kind, text)
    known = call.state.file(text)
    if known is None or known.bot != call.bot.id:
        raise bad("wrong remote file identifier specified: Wrong string length")
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def photo_shown(file: File) -> list[dict[str, Any]]:
    """The sizes that Telegram keeps of a photo, the largest last."""
    sizes = []
    for side in (320, 1280):
        scale = min(1.0, side / max(file.width, file.height))
        size = {"width": max(1, round(file.width * scale)), "height": max(1, round(file.height * scale))}
        known = {"file_id": file.id, "file_unique_id": f"{file.id[-12:]}{side}"}
        sizes.append({**known, **size, "file_size": max(1, int(file.size * scale * scale))})
    return sizes


def video_shown(file: File) -> dict[str, Any]:
    return {
        "file_id": file.id,
        "file_unique_id": file.id[-12:],
        "width": file.width,
        "height": file.height,
        "duration": round(file.seconds),
        "mime_type": file.mime,
        "file_size": file.size,
    }


def _kept(call: Call, kind: str, upload: UploadFile) -> File:
    path = call.state.folder / "files" / f"arriving-{secrets.token_hex(8)}"
    upload.file.seek(0)  # several items of an album may mean the same part
    with path.open("wb") as kept:
        shutil.copyfileobj(upload.file, kept)
    return _examined(call, kind, path)


def _pulled(call: Call, kind: str, url: str) -> File:
    path = call.state.folder / "files" / f"arriving-{secrets.token_hex(8)}"
    try:
        pull(url, path, limit=PULLED_PHOTO if kind == "photo" else PULLED_VIDEO)
    except NotPulled:
        path.unlink(missing_ok=True)
        raise bad("failed to get HTTP URL content") from None
    return _examined(call, kind, path)


def _examined(call: Call, kind: str, path: Path) -> File:
    try:
        facts = _photo(path) if kind == "photo" else _video(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    file_id = _PREFIX[kind] + secrets.token_urlsafe(40)
    path.replace(call.state.file_path(file_id))
    file = File(file_id, call.bot.id, kind, facts.mime, facts.width, facts.height, facts.seconds, facts.bytes)
    call.state.add_file(file)
    return file


def _photo(path: Path) -> Facts:
    size = path.stat().st_size
    if size == 0:
        raise bad("file must be non-empty")
    if size > MAX_PHOTO:
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes")
    try:
        facts = image_facts(path)
    except Unreadable:
        raise bad("IMAGE_PROCESS_FAILED") from None
    if facts.mime not in _PHOTOS:
        raise bad("PHOTO_EXT_INVALID")
    sides = (facts.width, facts.height)
    if sum(sides) > SIDES or max(sides) > RATIO * min(sides):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return facts


def _video(path: Path) -> Facts:
    size = path.stat().st_size
    if size == 0:
        raise bad("file must be non-empty")
    if size > MAX_VIDEO:
        raise bad(f"file of size {size} bytes is too big for a video; the maximum size is {MAX_VIDEO} bytes")
    try:
        facts = video_facts(path)
    except Unreadable:
        raise bad("VIDEO_CONTENT_TYPE_INVALID") from None
    if facts.mime != "video/mp4":
        raise bad("VIDEO_CONTENT_TYPE_INVALID")
    return facts
