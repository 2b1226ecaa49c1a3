"""TikTok's list of public videos: their counts, and the one that a post has become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reprise.windows.failures import PlatformError
from resources.platforms.api import Api
from resources.platforms.base import Outgoing, Reading
from resources.platforms.recognise import SLACK, same_text
from resources.platforms.tiktok_tasks import FAILED, JSON, ask

PENDING = "publish:"
"""Starts the id of a post whose public id TikTok had not named when it was posted; the rest is its publish_id."""
MAX_IDS, PAGE, PAGES_BACK = 20, 20, 5
SHOWN = 150  # UTF-16 units of a text that lists show (video object, 2026-08-24)
_COUNTS = "id,create_time,share_url,view_count,like_count,comment_count,share_count"
_UNKNOWN = "TikTok tells no numbers for it: it is a photo post, or no public video (any more)."
_NOT_YET = "TikTok has not named its public id: it is private, or still being looked at."


def readings(api: Api, now: datetime, ids: Sequence[str]) -> list[Reading]:
    """One reading for each id, in pages of 20."""
    wanted = list(dict.fromkeys(ids))
    resolved = {id_: _resolved(api, id_) for id_ in wanted}
    public = [public_id for public_id, _ in resolved.values() if public_id]
    rows: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(public), MAX_IDS):
        body = {"filters": {"video_ids": public[start : start + MAX_IDS]}}
        rows |= {str(row["id"]): row for row in _videos(api, "/v2/video/query/", _COUNTS, body).get("videos") or ()}
    found = {id_: _reading(id_, rows.get(public_id or ""), fault, now) for id_, (public_id, fault) in resolved.items()}
    return [found[id_] for id_ in ids]


def find(api: Api, post: Outgoing, since: datetime) -> Mapping[str, Any] | None:
    """The public video of this post since then, by its text, which TikTok shows cut off; None when it is not listed."""
    ours = _cut(post.texts[0])
    body: dict[str, Any] = {"max_count": PAGE}
    earliest = (since - SLACK).timestamp()
    for _ in range(PAGES_BACK):
        data = _videos(api, "/v2/video/list/", "id,title,create_time,share_url", body)
        recent = [row for row in data.get("videos") or () if row.get("create_time", 0) >= int(earliest)]
        for row in recent:
            if same_text(ours, str(row.get("title") or "")):
                return dict(row)
        if not data.get("has_more") or len(recent) < PAGE:
            return None
        body["cursor"] = data["cursor"]
    return None


def _resolved(api: Api, id_: str) -> tuple[str | None, str]:
    """The public id of a post, and why there is none."""
    if not id_.startswith(PENDING):
        return id_, _UNKNOWN
    try:
        state = ask(api, id_.removeprefix(PENDING))
    except PlatformError as error:
        if error.kind != "validation":
            raise
        return None, f"TikTok does not know its publish_id any more, and had named no public id ({error.what})."
    if state.status == FAILED:
        return None, f"TikTok did not keep it ({state.reason or 'no reason given'})."
    return (state.ids[0], _UNKNOWN) if state.ids else (None, _NOT_YET)


def _videos(api: Api, path: str, fields: str, body: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = (
        api.post(path, dict(body), params={"fields": fields}, headers=JSON).object().get("data") or {}
    )
    return data


def _reading(id_: str, row: Mapping[str, Any] | None, fault: str, now: datetime) -> Reading:
    if row is None:
        return Reading(remote_id=id_, at=now, problem=fault)
    return Reading(
        remote_id=id_,
        at=now,
        likes=row.get("like_count"),
        replies=row.get("comment_count"),
        reposts=row.get("share_count"),
        video_views=row.get("view_count"),
        raw=dict(row),
    )


def _cut(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * SHOWN].decode("utf-16-le", "ignore")
