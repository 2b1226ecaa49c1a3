"""Attachments: pictures are ready at once (200), films are processed in the background (202, then 206 until 200).

Limits: the defaults that `/api/v2/instance` shows (mastodon/documentation of 2026-07-02).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from sandbox.mastodon.calls import Call
from sandbox.mastodon.problems import invalid, not_found, unprocessable
from sandbox.mastodon.state import Media
from sandbox.media_facts import Facts, Unreadable, image_facts, video_facts

IMAGES = ("image/jpeg", "image/png", "image/gif", "image/webp")
FILMS = ("video/mp4", "video/quicktime", "video/webm")
MAX_IMAGE, MAX_FILM = 16 * 1024 * 1024, 99 * 1024 * 1024
IMAGE_PIXELS, FILM_PIXELS, FILM_RATE = 33_177_600, 8_294_400, 120
DESCRIPTION = 1500
LOOKS = 1  # a film is found in processing once


def upload(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /api/v2/media."""
    file = call.values.get("file")
    if not isinstance(file, UploadFile):
        raise invalid("File can't be blank")
    description = _description(call)
    path = call.state.arriving()
    with path.open("wb") as kept:
        shutil.copyfileobj(file.file, kept)
    try:
        media = _examined(call, path, description)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.replace(call.state.file(media.id))
    call.state.add_media(media)
    return (200 if media.looks == 0 else 202), shown(call, media)


def look(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /api/v1/media/:id; an attachment of a status is not found here any more."""
    media = _mine(call)
    if media.looks > 0:
        with call.state.database.change() as db:
            db.execute("UPDATE media SET looks = looks - 1 WHERE id = ?", (media.id,))
        return 206, shown(call, media)
    if media.problem is not None:
        raise unprocessable(media.problem)
    return 200, shown(call, media)


def update(call: Call) -> tuple[int, dict[str, Any]]:
    """PUT /api/v1/media/:id: another description or focus, before it is attached."""
    media = _mine(call)
    changed = replace(
        media,
        description=_description(call) if "description" in call.values else media.description,
        focus=_focus(call) if "focus" in call.values else media.focus,
    )
    with call.state.database.change() as db:
        db.execute(
            "UPDATE media SET description = ?, focus = ? WHERE id = ?", (changed.description, changed.focus, media.id)
        )
    return 200, shown(call, changed)


def shown(call: Call, media: Media) -> dict[str, Any]:
    """The MediaAttachment."""
    address = f"{call.base}/system/media_attachments/{media.id}"
    x, y = (float(part) for part in media.focus.split(","))
    size = {"width": media.width, "height": media.height, "size": f"{media.width}x{media.height}"}
    meta: dict[str, Any] = {"original": {**size, "aspect": media.width / media.height}}
    if media.type == "video":
        meta["original"] |= {"duration": media.seconds}
    else:
        meta["focus"] = {"x": x, "y": y}
    return {
        "id": media.id,
        "type": media.type,
        "url": address if media.ready else None,
        "preview_url": address,
        "remote_url": None,
        "meta": meta,
        "description": media.description,
        "blurhash": None,
    }


def _examined(call: Call, path: Path, description: str | None) -> Media:
    """Find out what arrived. A picture is held against the limits at once, a film when it is processed."""
    facts = _facts(path)
    film = facts.kind == "video"
    largest = MAX_FILM if film else MAX_IMAGE
    if facts.bytes > largest:
        raise invalid(f"File must be less than {largest >> 20} MB")
    problem = _problem(facts)
    if problem and not film:
        raise unprocessable(problem)
    if call.state.orders.take("processing"):
        problem = "Error processing thumbnail for uploaded media"
    background = film or problem is not None or call.state.orders.take("upload") is not None
    kind = "video" if film else "gifv" if facts.frames > 1 else "image"
    return Media(
        call.state.new_id(call.now), call.account.id, kind, facts.mime, facts.width, facts.height, facts.seconds,
        description, _focus(call), LOOKS if background else 0, problem, None,
    )  # fmt: skip


def _facts(path: Path) -> Facts:
    for examine, kinds in ((image_facts, IMAGES), (video_facts, FILMS)):
        try:
            facts = examine(path)
        except Unreadable:
            continue
        if facts.mime in kinds:
            return facts
    raise invalid("File content type is invalid, File is invalid")


def _problem(facts: Facts) -> str | None:
    film = facts.kind == "video"
    if facts.width * facts.height > (FILM_PIXELS if film else IMAGE_PIXELS):
        return f"{facts.width}x{facts.height} {'videos' if film else 'images'} are not supported"
    if film and facts.fps > FILM_RATE:
        return f"{facts.fps:.0f}fps videos are not supported"
    return None


def _description(call: Call) -> str | None:
    text = call.text("description")
    if text and len(text) > DESCRIPTION:
        raise invalid(f"Description is too long (maximum is {DESCRIPTION} characters)")
    return text or None


def _focus(call: Call) -> str:
    """Two numbers, each held between -1 and 1; what is none counts as 0."""
    parts = [*(call.text("focus") or "").split(","), "", ""][:2]
    numbers = []
    for part in parts:
        try:
            numbers.append(max(-1.0, min(1.0, float(part))))
        except ValueError:
            numbers.append(0.0)
    return f"{numbers[0]},{numbers[1]}"


def _mine(call: Call) -> Media:
    media = call.state.media(call.path["id"])
    if media is None or media.account != call.account.id or media.status is not None:
        raise not_found()
    return media
