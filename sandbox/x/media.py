"""The sandbox's media: one-shot and chunked uploads in their order, verified by decoding, processed when looked at."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from sandbox.x.limits import Refused, examine, film_limits
from sandbox.x.problems import choice, forbidden, id_of, invalid, numeric, only, text_of, too_large
from sandbox.x.reading import media_key
from sandbox.x.state import Upload

if TYPE_CHECKING:
    from sandbox.x.api import Call

_CATEGORIES = (
    "amplify_video",
    "tweet_gif",
    "tweet_image",
    "tweet_video",
    "dm_gif",
    "dm_image",
    "dm_video",
    "subtitles",
)
_ONE_SHOT = ("tweet_image", "tweet_video", "tweet_gif", "dm_image", "dm_video", "dm_gif", "subtitles")
_TYPES = (
    "video/mp4", "video/webm", "video/mp2t", "video/quicktime", "text/srt", "text/vtt", "image/jpeg", "image/gif",
    "image/bmp", "image/png", "image/webp", "image/pjpeg", "image/tiff", "model/gltf-binary",
    "model/vnd.usdz+zip",
)  # fmt: skip
_METADATA = (
    "allow_download_status", "alt_text", "audience_policy", "content_expiration", "domain_restrictions",
    "found_media_origin", "geo_restrictions", "management_info", "preview_image", "sensitive_media_warning",
    "shared_info", "sticker_info", "upload_source",
)  # fmt: skip
MAX_TOTAL = 17_179_869_184
MAX_CHUNK = 4 << 20  # bytes; X's edge answered 413 with an empty body to 5 MB (users, 2026-05)
LIFE_SECONDS = 86_400
CHECK_AFTER = 1
LOOKS = 2  # a film is done at the second look


def one_shot(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/upload: a whole file in one request."""
    only(call.body, ("media", "media_category", "additional_owners"))
    category = choice(call.body, "media_category", _ONE_SHOT)
    data = _bytes(call.body.get("media"))
    if category.endswith("video"):
        raise invalid("Videos are uploaded in chunks.", parameter="media_category")
    media_id = _open(call, category, "", len(data))
    call.state.file(media_id).write_bytes(data)
    problem = _settle(call, media_id, category, "succeeded")
    if problem:
        raise invalid(problem, parameter="media")
    return 200, {"data": _shown(call, _own(call, media_id))}


def initialize(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/upload/initialize."""
    body = call.body
    only(body, ("media_type", "total_bytes", "media_category", "shared", "additional_owners"))
    category, mime = choice(body, "media_category", _CATEGORIES), choice(body, "media_type", _TYPES)
    total = body.get("total_bytes")
    if not isinstance(total, int) or isinstance(total, bool) or not 0 < total <= MAX_TOTAL:
        raise invalid(f"$.total_bytes: 1 to {MAX_TOTAL} is required.", parameter="total_bytes")
    if category.endswith("video") and total > film_limits(call.account.premium).bytes:
        most = film_limits(call.account.premium).bytes
        raise invalid(f"File size exceeds {most} bytes, which is the most this account may post.")
    media_id = _open(call, category, mime, total)
    call.state.file(media_id).write_bytes(b"")
    return 200, {
        "data": {"id": media_id, "media_key": media_key(_own(call, media_id)), "expires_after_secs": LIFE_SECONDS}
    }


def append(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/upload/{id}/append: pieces in any order, each once or again the same."""
    only(call.body, ("media", "segment_index"))
    upload = _own(call, call.path["id"])
    if upload.state != "uploading":
        raise invalid("The upload is finalized already.")
    index = call.body.get("segment_index")
    number = int(index) if isinstance(index, (int, str)) and str(index).isdigit() else -1
    if not 0 <= number <= 999:
        raise invalid("$.segment_index: 0 to 999 is required.", parameter="segment_index")
    data = _bytes(call.body.get("media"))
    if len(data) > MAX_CHUNK:
        raise too_large()
    call.state.file(f"{upload.id}.{number}").write_bytes(data)
    with call.state.change() as db:
        db.execute("INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", (upload.id, number, len(data)))
    return 200, {"data": {"expires_at": int(upload.expires_at)}}


def finalize(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/upload/{id}/finalize: all pieces must be there and add up."""
    upload = _own(call, call.path["id"])
    if upload.state != "uploading":
        raise invalid("The upload is finalized already.")
    if call.orders.take("upload") == "lost":
        _forget(call, upload)
        upload = _own(call, upload.id)
    rows = call.state.rows("SELECT number, bytes FROM segments WHERE media = ? ORDER BY number", upload.id)
    numbers, total = [row["number"] for row in rows], sum(row["bytes"] for row in rows)
    if numbers != list(range(len(numbers))) or total != upload.total:
        raise invalid(f"The segments {numbers[:20]} hold {total} of the {upload.total} bytes announced.")
    with call.state.file(upload.id).open("wb") as whole:
        for number in numbers:
            piece = call.state.file(f"{upload.id}.{number}")
            whole.write(piece.read_bytes())
            piece.unlink()
    later = upload.category.endswith("video")
    problem = _settle(call, upload.id, upload.category, "pending" if later else "succeeded")
    if problem and not later:
        raise invalid(problem, parameter="media")
    return 200, {"data": _shown(call, _own(call, upload.id))}


def status(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /2/media/upload?command=STATUS: each look brings the processing on, as time does at the real one."""
    only(call.query, ("media_id", "command"), "query")
    if call.query.get("command", "STATUS") != "STATUS":
        raise invalid("The `command` query parameter is not one of [STATUS].", parameter="command")
    upload = _own(call, call.query.get("media_id"))
    if upload.state == "uploading":
        raise invalid("The upload is not finalized.")
    if upload.state in ("pending", "in_progress"):
        looks = upload.looks + 1
        state = "in_progress" if looks < LOOKS else ("failed" if upload.problem else "succeeded")
        with call.state.change() as db:
            db.execute("UPDATE media SET looks = ?, state = ? WHERE id = ?", (looks, state, upload.id))
        upload = _own(call, upload.id)
    if upload.problem and "duration" in upload.problem and upload.state == "failed":
        raise forbidden(upload.problem)
    return 200, {"data": _shown(call, upload)}


def metadata(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/metadata: only the description matters here."""
    only(call.body, ("id", "metadata"))
    upload = _finished(call, id_of(call.body, "id"))
    given = call.body.get("metadata", {})
    if not isinstance(given, dict):
        raise invalid("$.metadata: an object is required.", parameter="metadata")
    only(given, _METADATA, "$.metadata")
    alt = given.get("alt_text")
    if alt is not None:
        text = text_of(alt if isinstance(alt, dict) else {}, "text")
        if len(text) > 1000:
            raise invalid("$.metadata.alt_text.text: at most 1000 characters.", parameter="alt_text")
        with call.state.change() as db:
            db.execute("UPDATE media SET alt = ? WHERE id = ?", (text, upload.id))
    return 200, {"data": {"id": upload.id, "associated_metadata": given}}


def subtitles(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /2/media/subtitles: a finished track for an own film."""
    only(call.body, ("id", "media_category", "subtitles"))
    category = choice(call.body, "media_category", ("AmplifyVideo", "TweetVideo"))
    film = _finished(call, id_of(call.body, "id"))
    given = call.body.get("subtitles")
    if not isinstance(given, dict):
        raise invalid("$.subtitles: an object is required.", parameter="subtitles")
    only(given, ("id", "language_code", "display_name"), "$.subtitles")
    track = _finished(call, id_of(given, "id"))
    code = text_of(given, "language_code")
    if len(code) != 2 or not code.isascii() or not code.isupper():
        raise invalid("$.subtitles.language_code: two capital letters are required.", parameter="language_code")
    if film.kind != "video" or track.kind != "subtitles":
        raise invalid("Subtitles belong to a video.")
    with call.state.change() as db:
        db.execute("UPDATE media SET subtitles = ? WHERE id = ?", (track.id, film.id))
    return 200, {"data": {"id": film.id, "media_category": category, "associated_subtitles": given}}


def _open(call: Call, category: str, mime: str, total: int) -> str:
    media_id = call.state.new_id(call.now)
    now = call.now.timestamp()
    with call.state.change() as db:
        db.execute(
            "INSERT INTO media (id, owner, category, mime, state, total, created_at, expires_at) "
            "VALUES (?, ?, ?, ?, 'uploading', ?, ?, ?)",
            (media_id, call.account.id, category, mime, total, now, now + LIFE_SECONDS),
        )
    return media_id


def _settle(call: Call, media_id: str, category: str, state: str) -> str | None:
    """Examine the whole file and note what it is; the reason if it is refused."""
    problem, facts = None, {}
    try:
        facts = examine(call.state.file(media_id), category, film_limits(call.account.premium)).as_dict()
        if category.endswith("video") and call.orders.take("processing") == "fail":
            raise Refused("The file could not be processed.")
    except Refused as refused:
        problem = str(refused)
    if problem and state == "succeeded":
        state = "failed"
    with call.state.change() as db:
        db.execute(
            "UPDATE media SET state = ?, problem = ?, facts = ? WHERE id = ?",
            (state, problem, json.dumps(facts), media_id),
        )
    return problem


def _forget(call: Call, upload: Upload) -> None:
    with call.state.change() as db:
        db.execute("DELETE FROM media WHERE id = ?", (upload.id,))
        db.execute("DELETE FROM segments WHERE media = ?", (upload.id,))
    for path in (call.state.folder / "media").glob(f"{upload.id}*"):
        path.unlink()


def _own(call: Call, media_id: Any) -> Upload:
    upload = call.state.upload(numeric(media_id, "media_id"))
    if upload is None or upload.owner != call.account.id:
        raise invalid("The media id is unknown or belongs to somebody else.", parameter="media_id")
    if upload.expires_at <= call.now.timestamp():
        raise invalid("The media id has expired.", parameter="media_id")
    return upload


def _finished(call: Call, media_id: str) -> Upload:
    upload = _own(call, media_id)
    if upload.state != "succeeded":
        raise invalid(f"The media {media_id} is not ready ({upload.state}).", parameter="id")
    return upload


def _shown(call: Call, upload: Upload) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": upload.id,
        "media_key": media_key(upload),
        "size": upload.total,
        "expires_after_secs": int(upload.expires_at - call.now.timestamp()),
    }
    if upload.facts.get("kind") == "image":
        data["image"] = {"image_type": upload.facts["mime"], "w": upload.facts["width"], "h": upload.facts["height"]}
    if upload.category.endswith("video"):
        data["video"] = {"video_type": upload.mime}
        data["processing_info"] = _progress(upload)
    return data


def _progress(upload: Upload) -> dict[str, Any]:
    info: dict[str, Any] = {"state": upload.state}
    if upload.state in ("pending", "in_progress"):
        info |= {"check_after_secs": CHECK_AFTER, "progress_percent": 100 * upload.looks // LOOKS}
    elif upload.state == "succeeded":
        info["progress_percent"] = 100
    return info


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        try:
            value = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise invalid("$.media: the text is not base64.", parameter="media") from None
    if not isinstance(value, bytes) or not value:
        raise invalid("$.media: a file is required.", parameter="media")
    return value
