"""Posts and what people decide about them: wording, approval, time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from reprise.errors import BadInput, BadSettings, Conflict
from reprise.finding import not_in_article, told
from reprise.store.post_base import clear_schedule, payload_hash, to_post
from reprise.store.post_drafts import DraftStorage
from reprise.store.post_publishing import PublishingStorage
from reprise.store.post_recycling import RecyclingStorage
from reprise.store.records import Post
from reprise.store.tables import PostRow
from reprise.windows.lifecycle import EDITABLE, allowed, is_person


class Posts(DraftStorage, RecyclingStorage, PublishingStorage):
    """Every post of every site.

    `by` names the person, or one of the automatic actors of `reprise.windows.lifecycle`. `version` is the one the
    caller has looked at: with it a decision is refused (`Conflict`) when the post has changed since.
    """

    def edit(
        self,
        post_id: str,
        by: str,
        *,
        texts: Sequence[str] | None = None,
        title: str | None = None,
        link: str | None = None,
        hashtags: Sequence[str] | None = None,
        version: int | None = None,
    ) -> Post:
        """Change the wording; what is None stays. From now on no run rewrites this post.

        An approved or scheduled post stays so: whoever edits it has seen and approves the new wording. What had been
        found in it is gone: a person's wording is theirs.
        """
        with self._changing(post_id, version) as (session, row):
            if row.state not in EDITABLE:
                raise Conflict(f"It is {row.state}.", where=f"post {post_id}", remedy=allowed(to_post(row).state))
            before = to_post(row)
            if texts is not None:
                row.texts = _texts(texts, post_id)
            if hashtags is not None:
                row.hashtags = list(hashtags)
            row.title = row.title if title is None else title
            row.link = row.link if link is None else link
            if to_post(row) == before:
                return before
            row.findings = []
            if row.approved_hash is not None:
                row.approved_hash = payload_hash(row)
            self._record(session, row, before.state, by, "The wording was edited.")
            return _settled(session, row)

    def media_keys(self) -> frozenset[str]:
        """The keys of all media that a post of any state shows or carries."""
        with self._readers.begin() as session:
            rows = session.execute(select(PostRow.pictures, PostRow.video))
            return frozenset(key for pictures, video in rows for key in _keys([pictures, video]))

    def approve(self, post_id: str, by: str, *, version: int | None = None, despite_findings: bool = False) -> Post:
        """Approve exactly the wording and media that are there: draft → approved.

        A person may confirm what automation approved; approving again changes nothing. What the article does not bear
        out is approved by a person only, who says so with `despite_findings`; the history keeps what it was.
        """
        with self._changing(post_id, version) as (session, row):
            post = to_post(row)
            confirms = post.state in ("approved", "scheduled") and post.is_approved
            if confirms and (not is_person(by) or post.touched_by == by):
                return post
            if post.type == "video" and post.video is None:
                raise Conflict("It has no film yet.", where=f"post {post_id}", remedy="Produce its film first.")
            cause = "Confirmed." if confirms else "Approved."
            if post.findings:
                if not (despite_findings and is_person(by)):
                    raise not_in_article(f"post {post_id}", post.findings, f"reprise edit post {post_id}")
                cause = f"{cause[:-1]} despite what was found: {told(post.findings)}"
                row.findings = []
            row.approved_hash = post.payload_hash
            row.problem = None
            self._record(session, row, post.state if confirms else "approved", by, cause)
            return _settled(session, row)

    def unapprove(
        self, post_id: str, by: str, cause: str = "The approval was taken back.", *, version: int | None = None
    ) -> Post:
        """Back to draft, without a time."""
        with self._changing(post_id, version) as (session, row):
            if row.state == "draft":
                return to_post(row)
            row.approved_hash = None
            clear_schedule(row)
            self._record(session, row, "draft", by, cause)
            return _settled(session, row)

    def schedule(self, post_id: str, at: datetime, zone: str, why: str, by: str, *, version: int | None = None) -> Post:
        """Give an approved, failed or held post a time (aware), meant in an IANA zone. A time that has come is "now".

        Raises `Conflict` unless what would be sent is what was approved.
        """
        _ensure_time(at, zone, post_id)
        with self._changing(post_id, version) as (session, row):
            if row.state == "scheduled":
                raise Conflict("It has a time already.", where=f"post {post_id}", remedy="Reschedule it.")
            self._set_time(session, row, (at, zone, why), by, f"Scheduled: {why}.")
            return _settled(session, row)

    def reschedule(
        self, post_id: str, at: datetime, zone: str, why: str, by: str, *, version: int | None = None
    ) -> Post:
        """Move a scheduled post to another time."""
        _ensure_time(at, zone, post_id)
        with self._changing(post_id, version) as (session, row):
            if row.state != "scheduled":
                raise Conflict(f"It is {row.state}, not scheduled.", where=f"post {post_id}", remedy="Schedule it.")
            self._set_time(session, row, (at, zone, why), by, f"Rescheduled: {why}.")
            return _settled(session, row)

    def cancel(self, post_id: str, by: str, cause: str = "Cancelled.", *, version: int | None = None) -> Post:
        """The post will not go out; cancelling twice changes nothing.

        One that is on the platform is deleted there first, and then noted with `taken_off`.
        """
        with self._changing(post_id, version) as (session, row):
            if row.state == "cancelled":
                return to_post(row)
            if row.state == "published":
                raise Conflict("It is on the platform.", where=f"post {post_id}", remedy=allowed("published"))
            row.approved_hash = None
            clear_schedule(row)
            self._record(session, row, "cancelled", by, cause)
            return _settled(session, row)

    def taken_off(self, post_id: str, by: str, cause: str = "Taken off the platform.") -> Post:
        """Note that a published post was deleted on the platform. It keeps its ids and is not sent again by itself."""
        with self._changing(post_id) as (session, row):
            if row.state != "published":
                raise Conflict(f"It is {row.state}, not published.", where=f"post {post_id}")
            row.approved_hash = None
            self._record(session, row, "cancelled", by, cause)
            return _settled(session, row)

    def restore(self, post_id: str, by: str, cause: str = "Restored as a draft.") -> Post:
        """A cancelled or failed post becomes a draft again."""
        with self._changing(post_id) as (session, row):
            row.approved_hash, row.problem = None, None
            clear_schedule(row)
            self._record(session, row, "draft", by, cause)
            return _settled(session, row)


def _settled(session: Session, row: PostRow) -> Post:
    session.flush()  # the version is given by the database's answer
    return to_post(row)


def _texts(texts: Sequence[str], post_id: str) -> list[str]:
    if not texts or not all(text.strip() for text in texts):
        raise BadInput("A text is empty.", where=f"post {post_id}", remedy="Cancel the post if it shall not go out.")
    return list(texts)


def _ensure_time(at: datetime, zone: str, post_id: str) -> None:
    if at.tzinfo is None:
        raise BadInput(f"{at.isoformat()} has no zone.", where=f"post {post_id}", remedy="Give an aware time.")
    try:
        ZoneInfo(zone)
    except (ValueError, KeyError):
        raise BadSettings(
            f"{zone!r} is not an IANA time zone.", where=f"post {post_id}", remedy="Use one such as Europe/Berlin."
        ) from None


def _keys(value: object) -> Iterator[str]:
    """Every `key` of a JSON value, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("key"), str):
            yield value["key"]
        for each in value.values():
            yield from _keys(each)
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)
