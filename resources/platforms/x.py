"""X: posts, threads, pictures and films through its v2 API, and the numbers of what was posted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import unescape
from typing import Any

import httpx

from reprise.clock import Clock, SystemClock
from reprise.media import MediaStore
from reprise.model import Document
from reprise.windows.failures import PlatformError
from resources.platforms.base import OnHandle, Outgoing, Published, Reading
from resources.platforms.x_api import TIMEOUT, XApi
from resources.platforms.x_media import XMedia

MAX_PICTURES = 4
PAGES_BACK = 10
SITE = "https://x.com"


class OwnPost(Document):
    """A post found on the account, with its text as it was sent (links unshortened)."""

    remote_id: str
    text: str
    created_at: datetime


class XClient:
    """One X account.

    Args:
        token: an OAuth 2.0 user token with tweet.read, tweet.write, users.read and media.write.
        base_url: where the API is, if not at X itself.
        wait: pauses for so many seconds between looks at a film being processed.
    """

    name = "x"
    max_ids = 100

    def __init__(
        self,
        token: str,
        *,
        base_url: str | None = None,
        clock: Clock | None = None,
        wait: Callable[[float], None] = time.sleep,
        timeout: httpx.Timeout | float = TIMEOUT,
    ) -> None:
        self._clock = clock or SystemClock()
        self._api = XApi(token, self._clock, base_url=base_url, timeout=timeout)
        self._media = XMedia(self._api, wait)
        self._site = base_url.rstrip("/") if base_url else SITE
        self._user: str | None = None

    def __repr__(self) -> str:
        return f"XClient({self._site})"

    def close(self) -> None:
        self._api.close()

    def publish(
        self,
        post: Outgoing,
        media: MediaStore,
        on_handle: OnHandle,
        *,
        done: tuple[str, ...] = (),
    ) -> Published:
        """Post the texts one after another, each an answer to the one before; media go with the first."""
        _check(post, done)
        self._check_allowance(len(post.texts) - len(done))
        media_ids = () if done else self._upload(post, media, on_handle)
        ids = list(done)
        for number in range(len(ids), len(post.texts)):
            body: dict[str, Any] = {"text": post.texts[number]}
            if number == 0 and media_ids:
                body["media"] = {"media_ids": list(media_ids)}
            if ids:
                body["reply"] = {"in_reply_to_tweet_id": ids[-1]}
            on_handle("sending", number)
            ids.append(self._create(body))
            on_handle("posts", list(ids))
        return Published(remote_ids=tuple(ids), url=f"{self._site}/i/status/{ids[0]}")

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

    def _create(self, body: dict[str, Any]) -> str:
        answer = self._api.post("/2/tweets", body=body, creates=True)
        remote_id = (answer.get("data") or {}).get("id")
        if not isinstance(remote_id, str) or not remote_id.isdigit():
            raise PlatformError("unknown_outcome", "X's answer names no post.", where="POST /2/tweets")
        return remote_id

    def _upload(self, post: Outgoing, media: MediaStore, on_handle: OnHandle) -> tuple[str, ...]:
        ids: list[str] = []
        if post.video:
            ids.append(self._media.film(post.video, media))
        for picture in post.pictures if not post.video else ():
            ids.append(self._media.picture(picture, media))
        if ids:
            on_handle("media", list(ids))
        return tuple(ids)

    def _check_allowance(self, posts: int) -> None:
        """A thread is not begun when the account's limit would break it off."""
        limit = self._api.limits.get("POST /2/tweets")
        if limit and limit.remaining < posts and limit.reset > self._clock.now():
            raise PlatformError(
                "rate_limit",
                f"The account may send {limit.remaining} more posts before {limit.reset:%H:%M} UTC, not {posts}.",
                retry_at=limit.reset,
            )

    def _read(self, ids: list[str]) -> list[Reading]:
        fields = "public_metrics,non_public_metrics"
        try:
            answer = self._api.get("/2/tweets", {"ids": ",".join(ids), "post.fields": fields})
        except PlatformError as error:
            if error.kind not in ("permission", "validation"):
                raise
            answer = self._api.get("/2/tweets", {"ids": ",".join(ids), "post.fields": "public_metrics"})
        now = self._clock.now()
        found = {row["id"]: _reading(row, now) for row in answer.get("data") or ()}
        problems = {
            str(problem.get("resource_id") or problem.get("value")): str(problem.get("detail") or problem.get("title"))
            for problem in answer.get("errors") or ()
        }
        missing = "X does not know this post any more."
        return [found.get(id_) or Reading(remote_id=id_, at=now, problem=problems.get(id_, missing)) for id_ in ids]

    def _own_posts(self, since: datetime) -> Iterator[OwnPost]:
        if self._user is None:
            self._user = str(self._api.get("/2/users/me", {})["data"]["id"])
        params = {
            "max_results": "100",
            "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "post.fields": "created_at,entities",
        }
        for _ in range(PAGES_BACK):
            answer = self._api.get(f"/2/users/{self._user}/tweets", params, route="/2/users/{id}/tweets")
            for row in answer.get("data") or ():
                yield _own_post(row)
            following = (answer.get("meta") or {}).get("next_token")
            if not following:
                return
            params["pagination_token"] = following


def _check(post: Outgoing, done: tuple[str, ...]) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    if not post.texts or not all(text.strip() for text in post.texts):
        fault = "A text of the post is empty."
    elif len(done) > len(post.texts):
        fault = "More texts are there than the thread has."
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
    )


def _own_post(row: dict[str, Any]) -> OwnPost:
    text = row.get("text", "")
    for link in (row.get("entities") or {}).get("urls") or ():
        text = text.replace(link.get("url", ""), link.get("expanded_url", ""))
    return OwnPost(remote_id=row["id"], text=unescape(text), created_at=datetime.fromisoformat(row["created_at"]))
