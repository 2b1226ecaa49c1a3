"""Statuses: made once for each Idempotency-Key, shown with the counts of their audience, deleted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sandbox.audience import Audience, Reached
from sandbox.mastodon import media as attachments
from sandbox.mastodon.calls import Call
from sandbox.mastodon.counting import LIMIT, addresses, length
from sandbox.mastodon.people import account_shown, timestamp
from sandbox.mastodon.problems import ApiProblem, invalid, not_found, unprocessable
from sandbox.mastodon.state import Account, Media, State, Status
from sandbox.mastodon.words import content, tags

REMEMBERED = timedelta(hours=1)
ATTACHED = 4
VISIBILITIES = ("public", "unlisted", "private", "direct")
_NOT_PLAYED = ("poll", "scheduled_at", "quoted_status_id", "quote_approval_policy")


def create(call: Call) -> tuple[int, dict[str, Any]]:
    """POST /api/v1/statuses. The first status of a key is the answer to every request with it, for one hour."""
    for name in _NOT_PLAYED:
        if call.values.get(name):
            raise unprocessable(f"The sandbox's accounts may not use {name}.")
    key = call.headers.get("idempotency-key")
    with call.state.publishing:  # of two requests with one key, the second one finds what the first one made
        known = _remembered(call, key) if key else None
        if known is not None:
            return 200, shown(call, _there(call, known))
        status = _checked(call)
        _keep(call, status, key)
    return 200, shown(call, status)


def get(call: Call) -> tuple[int, dict[str, Any]]:
    return 200, shown(call, _there(call, call.path["id"]))


def several(call: Call) -> tuple[int, list[dict[str, Any]]]:
    """GET /api/v1/statuses?id[]=…: those that are there."""
    found = (call.state.status(one) for one in call.list("id")[:20])
    return 200, [shown(call, status) for status in found if status and _visible(call, status)]


def delete(call: Call) -> tuple[int, dict[str, Any]]:
    """DELETE /api/v1/statuses/:id: the answer holds the source, for writing it anew."""
    status = _there(call, call.path["id"])
    if status.account != call.account.id:
        raise not_found()
    answer = shown(call, status) | {"text": status.text}
    with call.state.database.change() as db:
        db.execute("DELETE FROM statuses WHERE id = ?", (status.id,))
        db.execute("UPDATE media SET status = NULL WHERE status = ?", (status.id,))
    return 200, answer


def context(call: Call) -> tuple[int, dict[str, Any]]:
    """GET /api/v1/statuses/:id/context: what it replies to, the first of all before; and all replies, deep first."""
    status = _there(call, call.path["id"])
    before: list[Status] = []
    above = status.reply_to
    while above and (parent := call.state.status(above)):
        before.insert(0, parent)
        above = parent.reply_to
    after: list[Status] = []
    waiting = call.state.answers(status.id)
    while waiting:
        reply = waiting.pop(0)
        after.append(reply)
        waiting = [*call.state.answers(reply.id), *waiting]
    return 200, {
        "ancestors": [shown(call, one) for one in before if _visible(call, one)],
        "descendants": [shown(call, one) for one in after if _visible(call, one)],
    }


def of_account(call: Call) -> tuple[int, list[dict[str, Any]], dict[str, str]]:
    """GET /api/v1/accounts/:id/statuses: newest first; min_id turns to the page that follows it directly."""
    if call.state.account(call.path["id"]) is None:
        raise not_found()
    size = max(1, min(40, int(text))) if (text := call.text("limit") or "20").isdigit() else 20
    found = [one for one in call.state.statuses(call.path["id"]) if _visible(call, one) and _wanted(call, one)]
    page = found[-size:] if call.text("min_id") else found[:size]
    links = {}
    if page:
        here = f"{call.base}/api/v1/accounts/{call.path['id']}/statuses?limit={size}"
        older, newer = f"{here}&max_id={page[-1].id}", f"{here}&min_id={page[0].id}"
        links = {"Link": f'<{older}>; rel="next", <{newer}>; rel="prev"'}
    return 200, [shown(call, one) for one in page], links


def shown(call: Call, status: Status) -> dict[str, Any]:
    """The Status."""
    owner = call.state.account(status.account)
    assert owner is not None
    parent = call.state.status(status.reply_to) if status.reply_to else None
    counted = counts(call.state, call.kit.seed, owner, status, call.now)
    files = [found for one in status.media if (found := call.state.media(one))]
    mine = {"favourited": False, "reblogged": False, "muted": False, "bookmarked": False} if call.me else {}
    return {
        "id": status.id,
        "created_at": timestamp(status.created_at),
        "in_reply_to_id": status.reply_to,
        "in_reply_to_account_id": parent.account if parent else None,
        "sensitive": status.sensitive,
        "spoiler_text": status.warning,
        "visibility": status.visibility,
        "language": status.language,
        "uri": f"{call.base}/users/{owner.username}/statuses/{status.id}",
        "url": f"{call.base}/@{owner.username}/{status.id}",
        **{name: counted[name] for name in ("replies_count", "reblogs_count", "favourites_count", "quotes_count")},
        **mine,
        "edited_at": None,
        "content": content(status.text, call.base),
        "reblog": None,
        "application": {"name": "Reprise", "website": None},
        "account": account_shown(call, owner),
        "media_attachments": [attachments.shown(call, one) for one in files],
        "mentions": [],
        "tags": tags(status.text, call.base),
        "emojis": [],
        "card": None,
        "poll": None,
    }


def counts(state: State, seed: int, owner: Account, status: Status, now: datetime) -> dict[str, int]:
    """What is counted for a status by now."""
    kinds = ["video" if found.type == "video" else "image" for one in status.media if (found := state.media(one))]
    has_link = bool(addresses(status.text))
    reached = Reached(status.id, status.created_at, status.reply_to is not None, has_link, kinds[:1])
    counted = Audience(seed, owner.id, owner.zone).counts(reached, now)
    return {
        "replies_count": counted["reply_count"] + len(state.answers(status.id)),
        "reblogs_count": counted["repost_count"],
        "favourites_count": counted["like_count"],
        "quotes_count": counted["quote_count"],
    }


def _remembered(call: Call, key: str) -> str | None:
    rows = call.state.database.rows(
        "SELECT status FROM keys WHERE account = ? AND key = ? AND ends > ?",
        call.account.id, key, call.now.timestamp(),
    )  # fmt: skip
    return rows[0]["status"] if rows else None


def _keep(call: Call, status: Status, key: str | None) -> None:
    removed = call.state.orders.take("post") is not None
    row = (
        status.id, status.account, status.text, status.warning, status.visibility, status.language, status.sensitive,
        status.reply_to, json.dumps(status.media), status.created_at.timestamp(), removed,
    )  # fmt: skip
    with call.state.database.change() as db:
        db.execute("INSERT INTO statuses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.executemany("UPDATE media SET status = ? WHERE id = ?", [(status.id, one) for one in status.media])
        if key:
            ends = (call.now + REMEMBERED).timestamp()
            db.execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?)", (status.account, key, status.id, ends))


def _checked(call: Call) -> Status:
    """The status that a request asks for, if it may be. The order of the checks is the server's."""
    text, warning = call.text("status") or "", call.text("spoiler_text") or ""
    reply_to = call.text("in_reply_to_id") or None
    if reply_to and call.state.status(reply_to) is None:
        raise ApiProblem(404, "The post you are trying to reply to does not appear to exist.")
    files = _attached(call)
    if not text.strip() and not files:
        raise invalid("Text can't be blank")
    if length(text, warning) > LIMIT:
        raise invalid(f"Text character limit of {LIMIT} exceeded")
    visibility = call.text("visibility") or "public"
    if visibility not in VISIBILITIES:
        raise invalid("Visibility is not included in the list")
    return Status(
        id=call.state.new_id(call.now),
        account=call.account.id,
        text=text,
        warning=warning,
        visibility=visibility,
        language=call.text("language") or "en",
        sensitive=call.flag("sensitive") or bool(warning),
        reply_to=reply_to,
        media=tuple(one.id for one in files),
        created_at=call.now,
    )


def _attached(call: Call) -> list[Media]:
    wanted = call.list("media_ids")
    if len(wanted) > ATTACHED:
        raise unprocessable(f"Cannot attach more than {ATTACHED} files")
    found = {one: call.state.media(one) for one in wanted}
    free = [one for one in found.values() if one and one.account == call.account.id and one.status is None]
    missing = [one for one in wanted if one not in {media.id for media in free}]
    if missing:
        raise unprocessable(f"Media {', '.join(missing)} not found or already attached to another post")
    if len(free) > 1 and any(one.type == "video" for one in free):
        raise unprocessable("Cannot attach a video to a post that already contains images")
    if not all(one.ready for one in free):
        raise unprocessable("Cannot attach files that have not finished processing. Try again in a moment!")
    return free


def _there(call: Call, status_id: str) -> Status:
    status = call.state.status(status_id)
    if status is None or not _visible(call, status):
        raise not_found()
    return status


def _visible(call: Call, status: Status) -> bool:
    return status.visibility in ("public", "unlisted") or (call.me is not None and call.me.id == status.account)


def _wanted(call: Call, status: Status) -> bool:
    before, after = call.text("max_id"), call.text("min_id") or call.text("since_id")
    checks = (
        not before or int(status.id) < int(before),
        not after or int(status.id) > int(after),
        not call.flag("exclude_replies") or status.reply_to is None,
        not call.flag("only_media") or bool(status.media),
        not call.flag("pinned"),
    )
    return all(checks)
