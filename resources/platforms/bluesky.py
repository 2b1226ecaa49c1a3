"""Bluesky: posts and threads as records under keys of our own choice, so that sending one again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from reprise.media import MediaStore
from reprise.social.counting import graphemes, utf8_bytes
from reprise.windows.failures import PlatformError
from resources.platforms import bluesky_errors
from resources.platforms.access import Access
from resources.platforms.api import Api
from resources.platforms.base import Look, Outgoing, OwnAccount, Progress, Published, Reading
from resources.platforms.bluesky_media import MAX_FILM, MAX_PICTURE, VIDEO_HOST, XRPC, BlueskyMedia
from resources.platforms.bluesky_text import facets, record_key, written
from resources.platforms.edge import Edge

PDS, SITE = "https://bsky.social", "https://bsky.app"
COLLECTION = "app.bsky.feed.post"
GRAPHEMES, BYTES, PICTURES = 300, 3000, 4
PUT = "/xrpc/com.atproto.repo.putRecord"
POINTS = 2
"""What a put costs of the account's allowance (5,000 an hour, 35,000 a day)."""
TITLE = 300


class BlueskyClient:
    """One account on its own server (PDS).

    Each text is one record under a key that is made and noted, with the whole record, before the first request. Putting
    it again is nothing, and reading it tells for sure whether it is there.
    """

    name = "bluesky"
    max_ids = 25
    settle_after = timedelta(0)

    def __init__(self, access: Access, edge: Edge) -> None:
        self._edge = edge
        self._access = access
        base = access.base_urls.get("api") or access.base_urls.get("")
        self._video = access.base_urls.get("video") or (base if base and _is_local(base) else VIDEO_HOST)
        self._api = Api(
            "Bluesky",
            access,
            edge,
            base_url=base or PDS,
            understand=bluesky_errors.understand,
            read_limits=bluesky_errors.limits,
            scope=f"bluesky/{access.remote_id or 'account'}",
        )
        self._did = access.remote_id
        self._cids: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"BlueskyClient({self._did})"

    def close(self) -> None:
        self._api.close()

    def whoami(self) -> OwnAccount:
        found = self._api.get(f"{XRPC}com.atproto.server.getSession").object()
        return OwnAccount(remote_id=str(found.get("did")), handle=found.get("handle"))

    def publish(self, post: Outgoing, media: MediaStore, progress: Progress) -> Published:
        """Put the texts one after another, each a reply to the one before; pictures or the film go with the first, a
        card for the link with the text that holds it."""
        _check(post)
        uris = [str(uri) for uri in progress.known.get("posts", ())]
        self._api.require(f"POST {PUT}", POINTS * (len(post.texts) - len(uris)))
        uploads = BlueskyMedia(self._api, self._edge, progress, self._video, self._who())
        for number in range(len(uris), len(post.texts)):
            uris.append(self._put(post, number, uris, media, progress, uploads))
            progress.posted(*uris)
        problems = (*uploads.problems, *self._comment(post, uris, media, progress, uploads))
        return Published(remote_ids=tuple(uris), url=self._url(uris[0]), problems=problems)

    def look(self, post: Outgoing, known: Mapping[str, Any], since: datetime) -> Look:
        """Read the records under the keys that were noted. What is not there may be put: the key is the same."""
        del since
        uris = [str(uri) for uri in known.get("posts", ())]
        records = known.get("records") or {}
        for number in range(len(uris), len(post.texts)):
            entry = records.get(str(number))
            uri = self._uri(entry["rkey"]) if entry else ""
            if not uri or self._read(uri) is None:
                break
            uris.append(uri)
        if len(uris) == len(post.texts):
            return Look(verdict="published", remote_ids=tuple(uris), url=self._url(uris[0]))
        there = f"{len(uris)} of {len(post.texts)} texts are there." if uris else "Its record is not there."
        return Look(verdict="continue", remote_ids=tuple(uris), handles={"posts": uris}, reason=there)

    def delete(self, remote_ids: Sequence[str]) -> None:
        for uri in reversed(remote_ids):
            body = {"repo": self._who(), "collection": COLLECTION, "rkey": _key(uri)}
            self._api.post(f"{XRPC}com.atproto.repo.deleteRecord", body)

    def metrics(self, remote_ids: Sequence[str]) -> list[Reading]:
        """One reading for each URI, in pages of 25. Bluesky counts no views."""
        readings: dict[str, Reading] = {}
        for start in range(0, len(remote_ids), self.max_ids):
            page = list(dict.fromkeys(remote_ids[start : start + self.max_ids]))
            answer = self._api.get(f"{XRPC}app.bsky.feed.getPosts", {"uris": page}).object()
            now = self._edge.clock.now()
            readings |= {row["uri"]: _reading(row, now) for row in answer.get("posts") or ()}
            missing = "Bluesky does not show this post (any more)."
            readings |= {uri: Reading(remote_id=uri, at=now, problem=missing) for uri in page if uri not in readings}
        return [readings[uri] for uri in remote_ids]

    def _who(self) -> str:
        if self._did is None:
            self._did = self.whoami().remote_id
        return self._did

    def _uri(self, rkey: str) -> str:
        return f"at://{self._who()}/{COLLECTION}/{rkey}"

    def _url(self, uri: str) -> str:
        return f"{SITE}/profile/{self._access.handle or self._who()}/post/{_key(uri)}"

    def _put(
        self,
        post: Outgoing,
        number: int,
        uris: list[str],
        media: MediaStore,
        progress: Progress,
        uploads: BlueskyMedia,
    ) -> str:
        """Text `number` (the first comment comes after the last) put under its key; its URI."""
        entries = dict(progress.known.get("records") or {})
        earlier = entries.get(str(number))
        entry = dict(earlier or {"rkey": record_key(self._edge.clock.now(), number)})
        if not entry.get("record"):
            entry["record"] = self._record(post, number, uris, media, uploads)
            progress.note("records", {**entries, str(number): entry})
        if number < len(post.texts):
            progress.sending(number)
        try:
            return self._send(entry)
        except PlatformError as error:
            # Refused, so not there: the next attempt writes it anew, with its own time and files. The key of an earlier
            # attempt stays: whatever became of that one, it can be found.
            if earlier is None and error.kind != "unknown_outcome":
                progress.note("records", entries)
            elif error.kind == "validation":
                progress.note("records", {**entries, str(number): {"rkey": entry["rkey"]}})
            if error.kind == "validation":
                uploads.forget()
            raise

    def _send(self, entry: Mapping[str, Any]) -> str:
        """Put one record. A lost answer is asked for again: the same record under its key is no second one."""
        try:
            return self._send_once(entry)
        except PlatformError as lost:
            if lost.kind != "unknown_outcome":
                raise
            try:
                return self._send_once(entry)
            except PlatformError:  # it says nothing of what became of the first request
                raise lost from None

    def _send_once(self, entry: Mapping[str, Any]) -> str:
        body = {
            "repo": self._who(),
            "collection": COLLECTION,
            "rkey": entry["rkey"],
            "validate": True,
            "record": entry["record"],
            "swapRecord": None,  # never in the place of another record
        }
        answer = self._api.post(PUT, body, creates=True).object()
        if not answer.get("uri") or not answer.get("cid"):
            raise self._api.error("unknown_outcome", "Bluesky's answer names no record.", where=PUT)
        self._cids[answer["uri"]] = answer["cid"]
        return str(answer["uri"])

    def _record(
        self, post: Outgoing, number: int, uris: list[str], media: MediaStore, uploads: BlueskyMedia
    ) -> dict[str, Any]:
        text = post.texts[number] if number < len(post.texts) else str(post.first_comment)
        record: dict[str, Any] = {
            "$type": COLLECTION,
            "text": text,
            "createdAt": written(self._edge.clock.now()),
            "langs": [post.language],
        }
        if found := facets(text):
            record["facets"] = found
        if uris:
            record["reply"] = {"root": self._ref(uris[0]), "parent": self._ref(uris[-1])}
        if number < len(post.texts) and (embed := _embed(post, number, media, uploads)):
            record["embed"] = embed
        return record

    def _ref(self, uri: str) -> dict[str, str]:
        """The strong reference to a record of ours."""
        if uri not in self._cids and self._read(uri) is None:
            raise self._api.error(
                "validation",
                "A text that the thread goes on from is not there any more.",
                where=uri,
                remedy="Delete the rest of the thread on Bluesky and post it anew.",
            )
        return {"uri": uri, "cid": self._cids[uri]}

    def _read(self, uri: str) -> dict[str, Any] | None:
        """The record of this URI; None where there is none."""
        where = {"repo": self._who(), "collection": COLLECTION, "rkey": _key(uri)}
        answer = self._api.get(f"{XRPC}com.atproto.repo.getRecord", where, signed=False, accept=(400, 404))
        found = answer.object()
        if answer.ok and found.get("cid"):
            self._cids[uri] = found["cid"]
            return found
        name, said = bluesky_errors.named(answer)
        if name == bluesky_errors.NOT_FOUND:
            return None
        raise self._api.error("server", f'Bluesky says: "{said}"', where="getRecord", status=answer.status)

    def _comment(
        self, post: Outgoing, uris: list[str], media: MediaStore, progress: Progress, uploads: BlueskyMedia
    ) -> tuple[str, ...]:
        if not post.first_comment:
            return ()
        try:
            self._put(post, len(post.texts), uris, media, progress, uploads)
        except PlatformError as error:
            return (f"The first comment is not there ({error.what}).",)
        return ()


def _embed(post: Outgoing, number: int, media: MediaStore, uploads: BlueskyMedia) -> dict[str, Any] | None:
    """Pictures or film of the first text; else the card of the link, with the text that holds it."""
    if number == 0 and post.video:
        return uploads.film(post.video, media)
    if number == 0 and post.pictures:
        return uploads.pictures(post.pictures, media)
    if not post.link or number != _with_link(post):
        return None
    title = (post.title or post.texts[0].strip().split("\n", maxsplit=1)[0])[:TITLE]
    return uploads.card(post.link, title, next(iter(post.pictures), None), media)


def _with_link(post: Outgoing) -> int:
    return next((number for number, text in enumerate(post.texts) if str(post.link) in text), 0)


def _check(post: Outgoing) -> None:
    """What can be known to fail before anything is sent."""
    fault = None
    if not post.texts or not all(text.strip() for text in post.texts):
        fault = "A text of the post is empty."
    elif any(graphemes(text) > GRAPHEMES or utf8_bytes(text) > BYTES for text in post.texts):
        fault = f"A text of the post is too long; Bluesky takes {GRAPHEMES} characters and {BYTES:,} bytes."
    elif not post.video and len(post.pictures) > PICTURES:
        fault = f"The post has {len(post.pictures)} pictures; Bluesky takes {PICTURES}."
    elif any(picture.media.bytes > MAX_PICTURE for picture in post.pictures):
        fault = f"A picture has more than {MAX_PICTURE:,} bytes, which Bluesky does not take."
    elif post.video and post.video.media.bytes > MAX_FILM:
        fault = f"The film has {post.video.media.bytes:,} bytes; Bluesky takes {MAX_FILM:,}."
    if fault:
        raise PlatformError("validation", fault, where=post.id)


def _is_local(url: str) -> bool:
    """Whether a server is on this machine: the public video service could not reach it, it has its own."""
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _key(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]


def _reading(row: dict[str, Any], at: datetime) -> Reading:
    return Reading(
        remote_id=row["uri"],
        at=at,
        likes=row.get("likeCount"),
        replies=row.get("replyCount"),
        reposts=row.get("repostCount"),
        quotes=row.get("quoteCount"),
        bookmarks=row.get("bookmarkCount"),
        raw=row,
    )
