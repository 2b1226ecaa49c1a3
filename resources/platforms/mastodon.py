"""Mastodon: statuses on any instance, each sent with a key under which the server makes one only, for an hour."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from reprise.media import MediaStore
from reprise.social.counting import short_addresses
from reprise.windows.failures import PlatformError
from resources.platforms import mastodon_errors
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.mastodon_media import InstanceLimits, MastodonMedia
from resources.platforms.mastodon_text import as_written
from resources.platforms.recognise import SLACK, is_ours

CREATE = "/api/v1/statuses"
VISIBILITIES = ("public", "unlisted", "private", "direct")
KEY_HOLDS = timedelta(minutes=50)
"""How long after the first sending the key surely holds; servers keep it for an hour."""
PAGE, PAGES_BACK = 40, 5


class MastodonClient:
    """One account on one instance: a token with read:accounts, read:statuses, write:statuses and write:media.

    A status in doubt is sent again with its key while that holds; later the account's own statuses are read.
    """

    name = "mastodon"
    max_ids = 20
    settle_after = timedelta(minutes=2)  # two requests with one key at the same moment may both be carried out

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        self._base = _instance(access)
        self._api = Api(
            "Mastodon",
            access,
            edge,
            base_url=self._base,
            understand=mastodon_errors.understand,
            read_limits=mastodon_errors.limits,
            scope=f"mastodon/{urlsplit(self._base).netloc}/{access.remote_id or 'account'}",
        )
        self._account = access.remote_id
        self._limits: InstanceLimits | None = None

    def __repr__(self) -> str:
        return f"MastodonClient({self._base})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        found = self._api.get("/api/v1/accounts/verify_credentials").object()
        handle = f"{found['username']}@{urlsplit(self._base).hostname}" if found.get("username") else None
        return OwnAccount(remote_id=str(found.get("id")), handle=handle, name=found.get("display_name") or None)

    def limits(self) -> InstanceLimits:
        """What this instance takes, asked for once; the usual where it is too old to tell."""
        if self._limits is None:
            answer = self._api.get("/api/v2/instance", accept=(401, 403, 404))
            self._limits = InstanceLimits.of(answer.object()) if answer.ok else InstanceLimits()
        return self._limits

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Post the texts one after another, each a reply to the one before; media go with the first."""
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        visibility = self._checked(post, ids)
        self._api.require(f"POST {CREATE}", len(post.texts) - len(ids))
        uploads = MastodonMedia(self._api, self._edge, progress, self.limits()) if not ids else None
        for number in range(len(ids), len(post.texts)):
            body = _body(post.texts[number], visibility, post.language)
            if ids:
                body["in_reply_to_id"] = ids[-1]
            elif uploads and (files := _upload(post, media, uploads)):
                body["media_ids"] = files
            ids.append(self._create(number, body, progress, uploads))
            progress.posted(*ids)
        problems = self._comment(post, ids, visibility, progress)
        return Published(remote_ids=tuple(ids), url=self._url(ids[0]), problems=problems)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """A status may be sent again while its key holds; after that it is looked for among the account's own."""
        ids, keys = [str(id_) for id_ in known.get("posts", ())], dict(known.get("keys") or {})
        doubted = keys.get(str(len(ids)))
        if doubted is not None and self._holds(doubted):
            reason = "The server makes one status only of everything that is sent with its key."
            return Look(verdict="continue", remote_ids=tuple(ids), handles={"posts": ids}, reason=reason)
        began = min([since, *(datetime.fromisoformat(key["since"]) for key in keys.values())])
        found = list(self._own(began - SLACK))
        for number in range(len(ids), len(post.texts)):
            fits = [row for row in found if row["id"] not in ids and _is_part(post, number, row, ids)]
            if not fits:
                break
            ids.append(str(min(fits, key=lambda row: int(row["id"]))["id"]))
        if len(ids) == len(post.texts):
            return Look(verdict="published", remote_ids=tuple(ids), url=self._url(ids[0]))
        there = f"{len(ids)} of {len(post.texts)} texts are there." if ids else "It is not on the account."
        usable = {name: key for name, key in keys.items() if self._holds(key)}
        return Look(verdict="continue", remote_ids=tuple(ids), handles={"posts": ids, "keys": usable}, reason=there)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for remote_id in reversed(remote_ids):
            self._api.ask("DELETE", f"{CREATE}/{remote_id}", route=f"{CREATE}/{{id}}", accept=(404,))

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id, in pages of 20. Mastodon counts no views and no clicks."""
        readings: dict[str, Reading] = {}
        for start in range(0, len(remote_ids), self.max_ids):
            page = list(dict.fromkeys(remote_ids[start : start + self.max_ids]))
            rows = {str(row["id"]): row for row in self._several(page)}
            now = self._edge.clock.now()
            readings |= {id_: _reading(id_, now, rows.get(id_)) for id_ in page}
        return [readings[remote_id] for remote_id in remote_ids]

    def _checked(self, post: Outgoing, ids: Sequence[str]) -> str:
        """What can be known to fail before anything is sent; the visibility of the account's posts."""
        visibility = self._access.details.get("visibility") or "public"
        fault, limits = None, self.limits()
        if visibility not in VISIBILITIES:
            fault = f"The account's visibility {visibility!r} is none of {', '.join(VISIBILITIES)}."
        elif not post.texts or not all(text.strip() for text in post.texts):
            fault = "A text of the post is empty."
        elif any(short_addresses(text) > limits.characters for text in post.texts):
            fault = f"A text of the post is too long; this instance takes {limits.characters} characters."
        elif not ids:
            fault = _media_fault(post, limits)
        if fault:
            raise PlatformError("validation", fault, where=post.id)
        return visibility

    def _create(
        self,
        number: int,
        body: dict[str, Any],
        progress: Progress,
        uploads: MastodonMedia | None = None,
        *,
        beside: bool = False,
    ) -> str:
        """Make status `number` with its key; its id. A key that holds no longer is not relied on."""
        keys = dict(progress.known.get("keys") or {})
        earlier = keys.get(str(number))
        if earlier is not None and not self._holds(earlier):
            what = "The status was begun too long ago for its key to hold; it may be there."
            raise self._api.error("unknown_outcome", what, where=f"POST {CREATE}")
        key = earlier or {"key": uuid.uuid4().hex, "since": self._edge.clock.now().isoformat()}
        progress.note("keys", {**keys, str(number): key})
        if not beside:
            progress.sending(number)
        try:
            return self._send(body, key["key"])
        except PlatformError as error:
            if earlier is None and error.kind != "unknown_outcome":
                progress.note("keys", keys)  # it was refused, so the next attempt's hour begins with that
            if uploads is not None and "media_ids" in body and error.kind == "validation":
                uploads.forget()  # they may have lived too long: the next try brings them again
            raise

    def _send(self, body: dict[str, Any], key: str) -> str:
        answer = self._api.post(CREATE, body, creates=True, headers={"Idempotency-Key": key})
        id_ = answer.object().get("id")
        if not isinstance(id_, str) or not id_.isdigit():
            raise self._api.error("unknown_outcome", "Mastodon's answer names no status.", where=f"POST {CREATE}")
        return id_

    def _holds(self, key: Mapping[str, str]) -> bool:
        return self._edge.clock.now() - datetime.fromisoformat(key["since"]) < KEY_HOLDS

    def _comment(self, post: Outgoing, ids: list[str], visibility: str, progress: Progress) -> tuple[str, ...]:
        if not post.first_comment:
            return ()
        body = {**_body(post.first_comment, visibility, post.language), "in_reply_to_id": ids[-1]}
        try:
            self._create(len(post.texts), body, progress, beside=True)
        except PlatformError as error:
            return (f"The first comment is not there ({error.what}).",)
        return ()

    def _url(self, remote_id: str) -> str:
        name = (self._access.handle or "").split("@")[0]
        return f"{self._base}/@{name}/{remote_id}" if name else f"{self._base}/web/statuses/{remote_id}"

    def _several(self, ids: list[str]) -> list[dict[str, Any]]:
        answer = self._api.get(CREATE, {"id[]": ids}, accept=(404,))
        if isinstance(answer.json, list):
            return answer.json
        rows = []  # instances before 4.3 show one at a time
        for id_ in ids:
            one = self._api.get(f"{CREATE}/{id_}", route=f"{CREATE}/{{id}}", accept=(404,))
            rows += [one.object()] if one.ok else []
        return rows

    def _own(self, since: datetime) -> Iterator[dict[str, Any]]:
        """The account's own statuses since a moment, newest first."""
        if self._account is None:
            self._account = self.whoami().remote_id
        params: dict[str, Any] = {"limit": PAGE, "exclude_reblogs": "true"}
        for _ in range(PAGES_BACK):
            path, route = f"/api/v1/accounts/{self._account}/statuses", "/api/v1/accounts/{id}/statuses"
            rows = self._api.get(path, params, route=route).json
            if not isinstance(rows, list):
                raise self._api.error("server", "Mastodon's answer is no list.", where=route)
            recent = [row for row in rows if datetime.fromisoformat(row["created_at"]) >= since]
            yield from recent
            if len(recent) < PAGE:
                return
            params["max_id"] = rows[-1]["id"]


def _instance(access: Access) -> str:
    base = access.base_urls.get("api") or access.base_urls.get("")
    if not base:
        raise PlatformError(
            "validation",
            "Which instance the account is on is not said.",
            remedy="Connect it (reprise connect mastodon), or set REPRISE_MASTODON_URL.",
            reach="account",
        )
    return base.rstrip("/")


def _body(text: str, visibility: str, language: str) -> dict[str, Any]:
    return {"status": text, "visibility": visibility, "language": language.split("-", maxsplit=1)[0]}


def _upload(post: Outgoing, media: MediaStore, uploads: MastodonMedia) -> list[str]:
    if post.video:
        return [uploads.film(post.video, media)]
    return [uploads.picture(picture, media) for picture in post.pictures]


def _media_fault(post: Outgoing, limits: InstanceLimits) -> str | None:
    """Why this instance would not take the post's files."""
    pieces = [post.video.media] if post.video else [picture.media for picture in post.pictures]
    most = limits.video_bytes if post.video else limits.image_bytes
    if len(pieces) > limits.attachments:
        return f"The post has {len(pieces)} pictures; this instance takes {limits.attachments}."
    for piece in pieces:
        if piece.bytes > most:
            return f"A file has {piece.bytes:,} bytes; this instance takes {most:,}."
        if limits.mime_types and piece.mime not in limits.mime_types:
            return f"This instance does not take files of the type {piece.mime}."
    return None


def _is_part(post: Outgoing, number: int, row: dict[str, Any], ids: Sequence[str]) -> bool:
    """Whether a status of the account is text `number`: its words, and its place in the thread."""
    text, links = as_written(row.get("content") or "")
    return row.get("in_reply_to_id") == (ids[-1] if ids else None) and is_ours(post, number, text, links)


def _reading(remote_id: str, at: datetime, row: dict[str, Any] | None) -> Reading:
    if row is None:
        return Reading(remote_id=remote_id, at=at, problem="Mastodon does not know this status (any more).")
    return Reading(
        remote_id=remote_id,
        at=at,
        likes=row.get("favourites_count"),
        replies=row.get("replies_count"),
        reposts=row.get("reblogs_count"),
        quotes=row.get("quotes_count"),
        raw=row,
    )
