"""X: posts, threads, pictures and films through its v2 API, and the numbers of what was posted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from typing import Any

from reprise.media import MediaStore
from reprise.model import Document
from reprise.windows.failures import PlatformError
from resources.platforms import x_errors
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.edge import Edge
from resources.platforms.recognise import SLACK, is_ours
from resources.platforms.x_media import XMedia

API, SITE = "https://api.x.com", "https://x.com"
MAX_PICTURES = 4
_OWN_MEDIA = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
PAGES_BACK = 10


class OwnPost(Document):
    """A post found on the account, with its text as it was sent (links unshortened)."""

    remote_id: str
    text: str
    created_at: datetime
    conversation: str | None = None


class XClient:
    """One X account: an OAuth 2.0 user token with tweet.read, tweet.write, users.read and media.write.

    X knows no idempotency key. What is in doubt is looked for on the account, by text and by the link's id.
    """

    name = "x"
    max_ids = 100
    settle_after = timedelta(minutes=3)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        base = access.base_urls.get("api") or access.base_urls.get("")
        self._api = Api(
            "X",
            access,
            edge,
            base_url=base or API,
            understand=partial(x_errors.understand, clock=edge.clock),
            read_limits=x_errors.limits,
            scope=f"x/{access.remote_id or access.handle or 'account'}",
            posts="POST /2/tweets",
        )
        self._site = base.rstrip("/") if base else SITE
        self._user = access.remote_id

    def __repr__(self) -> str:
        return f"XClient({self._site})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        data = self._api.get("/2/users/me").object().get("data") or {}
        return OwnAccount(remote_id=str(data.get("id")), handle=data.get("username"), name=data.get("name"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Post the texts one after another, each an answer to the one before; media go with the first."""
        _check(post)
        ids = [str(id_) for id_ in progress.known.get("posts", ())]
        self._api.require("POST /2/tweets", len(post.texts) - len(ids))
        uploads = XMedia(self._api, self._edge, progress)
        media_ids = () if ids else _upload(post, media, uploads)
        for number in range(len(ids), len(post.texts)):
            body: dict[str, Any] = {"text": post.texts[number]}
            if number == 0 and media_ids:
                body["media"] = {"media_ids": list(media_ids)}
            if ids:
                body["reply"] = {"in_reply_to_tweet_id": ids[-1]}
            progress.sending(number)
            ids.append(self._create(body, uploads))
            progress.posted(*ids)
        return Published(remote_ids=tuple(ids), url=self._url(ids[0]), problems=self._comment(post, ids))

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Read the account's timeline: a text in doubt is there if the same text stands there, in its place."""
        ids = [str(id_) for id_ in known.get("posts", ())]
        found = list(self._own_posts(since - SLACK))
        for number in range(len(ids), len(post.texts)):
            fits = [each for each in found if _is_part(post, number, each, ids)]
            if not fits:
                break
            ids.append(min(fits, key=lambda each: int(each.remote_id)).remote_id)
        if len(ids) == len(post.texts):
            return Look(verdict="published", remote_ids=tuple(ids), url=self._url(ids[0]))
        there = f"{len(ids)} of {len(post.texts)} texts are there." if ids else "It is not on the account."
        return Look(verdict="continue", remote_ids=tuple(ids), handles={"posts": ids}, reason=there)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for remote_id in reversed(remote_ids):
            self._api.ask("DELETE", f"/2/tweets/{remote_id}", route="/2/tweets/{id}", accept=(404,))

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each id, in pages of 100. X tells clicks for the last 30 days only."""
        readings: dict[str, Reading] = {}
        for start in range(0, len(remote_ids), self.max_ids):
            page = list(dict.fromkeys(remote_ids[start : start + self.max_ids]))
            readings |= {reading.remote_id: reading for reading in self._read(page)}
        return [readings[remote_id] for remote_id in remote_ids]

    def recent(self, since: datetime) -> list[OwnPost]:
        """The account's own posts since `since`, newest first, answers included (at most 1,000)."""
        return list(self._own_posts(since))

    def _url(self, remote_id: str) -> str:
        return f"{self._site}/i/status/{remote_id}"

    def _create(self, body: dict[str, Any], uploads: XMedia | None = None) -> str:
        try:
            answer = self._api.post("/2/tweets", body, creates=True)
        except PlatformError as error:
            if uploads is not None and "media" in body and error.kind == "validation":
                raise self._without_media(error, uploads) from None
            raise
        remote_id = (answer.object().get("data") or {}).get("id")
        if not isinstance(remote_id, str) or not remote_id.isdigit():
            raise self._api.error("unknown_outcome", "X's answer names no post.", where="POST /2/tweets")
        return remote_id

    def _without_media(self, error: PlatformError, uploads: XMedia) -> PlatformError:
        """X refuses a post with media: if they are from an earlier try they may have lived too long, and are brought
        again; else it is the post's fault."""
        if not uploads.reused:
            return error
        uploads.forget()
        return self._api.error("server", f"{error.what} The media are brought again.", where=error.where)

    def _comment(self, post: Outgoing, ids: list[str]) -> tuple[str, ...]:
        """The first comment, an answer to the post; when it fails the post is there all the same."""
        if not post.first_comment:
            return ()
        try:
            self._create({"text": post.first_comment, "reply": {"in_reply_to_tweet_id": ids[-1]}})
        except PlatformError as error:
            return (f"The first comment is not there ({error.what}).",)
        return ()

    def _read(self, ids: list[str]) -> list[Reading]:
        fields = "public_metrics,non_public_metrics"
        try:
            answer = self._api.get("/2/tweets", {"ids": ",".join(ids), "post.fields": fields}).object()
        except PlatformError as error:
            if error.kind not in ("permission", "validation"):
                raise
            answer = self._api.get("/2/tweets", {"ids": ",".join(ids), "post.fields": "public_metrics"}).object()
        now = self._edge.clock.now()
        found = {row["id"]: _reading(row, now) for row in answer.get("data") or ()}
        problems = {
            str(problem.get("resource_id") or problem.get("value")): str(problem.get("detail") or problem.get("title"))
            for problem in answer.get("errors") or ()
        }
        missing = "X does not know this post any more."
        return [found.get(id_) or Reading(remote_id=id_, at=now, problem=problems.get(id_, missing)) for id_ in ids]

    def _own_posts(self, since: datetime) -> Iterator[OwnPost]:
        if self._user is None:
            self._user = self.whoami().remote_id
        params = {
            "max_results": "100",
            "start_time": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "post.fields": "created_at,entities,conversation_id",
        }
        for _ in range(PAGES_BACK):
            answer = self._api.get(f"/2/users/{self._user}/tweets", params, route="/2/users/{id}/tweets").object()
            for row in answer.get("data") or ():
                yield _own_post(row)
            following = (answer.get("meta") or {}).get("next_token")
            if not following:
                return
            params["pagination_token"] = following


def _upload(post: Outgoing, media: MediaStore, uploads: XMedia) -> tuple[str, ...]:
    if post.video:
        return (uploads.film(post.video, media),)
    return tuple(uploads.picture(picture, media) for picture in post.pictures)


def _is_part(post: Outgoing, number: int, found: OwnPost, ids: Sequence[str]) -> bool:
    if found.remote_id in ids or not is_ours(post, number, found.text):
        return False
    return found.conversation is None or found.conversation == (ids[0] if ids else found.remote_id)


def _check(post: Outgoing) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    if not post.texts or not all(text.strip() for text in post.texts):
        fault = "A text of the post is empty."
    elif not post.video and len(post.pictures) > MAX_PICTURES:
        fault = f"The post has {len(post.pictures)} pictures; X takes {MAX_PICTURES}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _reading(row: dict[str, Any], at: datetime) -> Reading:
    public = row.get("public_metrics") or {}
    own = row.get("non_public_metrics") or {}
    return Reading(
        remote_id=row["id"],
        at=at,
        impressions=public.get("impression_count", own.get("impression_count")),
        likes=public.get("like_count"),
        replies=public.get("reply_count"),
        reposts=public.get("repost_count", public.get("retweet_count")),
        quotes=public.get("quote_count"),
        bookmarks=public.get("bookmark_count"),
        clicks=own.get("url_link_clicks"),
        profile_clicks=own.get("user_profile_clicks"),
        raw=row,
    )


def _own_post(row: dict[str, Any]) -> OwnPost:
    text = row.get("text", "")
    for link in (row.get("entities") or {}).get("urls") or ():
        # X adds a link of its own for pictures and films, which nobody has written
        meant = "" if "media_key" in link or _OWN_MEDIA.search(link.get("expanded_url", "")) else link["expanded_url"]
        text = text.replace(link.get("url", ""), meant)
    return OwnPost(
        remote_id=row["id"],
        text=unescape(text),
        created_at=datetime.fromisoformat(row["created_at"]),
        conversation=row.get("conversation_id"),
    )
