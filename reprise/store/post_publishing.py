"""A post on its way out: claimed by exactly one caller, then published, failed or held for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from reprise.errors import Conflict
from reprise.notices import events
from reprise.store.articles import WITHDRAWN
from reprise.store.attempts import abandon_others, end_attempt, ensure_nothing_sent, take_look
from reprise.store.engine import serialize
from reprise.store.notices import raise_in
from reprise.store.post_base import PostStorage, clear_schedule, payload_hash, to_post, to_posts
from reprise.store.presence import WITHDRAWER
from reprise.store.records import Attempt, Placement, Post
from reprise.store.tables import ArticleRow, PostRow
from reprise.windows.lifecycle import State

Decide = Callable[[tuple[Post, ...]], Sequence[Placement]]
"""From an account's approved, scheduled, publishing, held and lately published posts to new times for some."""


class PublishingStorage(PostStorage):
    """Posts as the planner and the publisher see them."""

    def place(
        self, site: str, platform: str, account: str, decide: Decide, by: str, *, since: datetime
    ) -> tuple[str, ...]:
        """Give an account's posts their times; the ids that were changed.

        Reading, deciding and writing are one transaction, and one account is decided on by one caller at a time, so
        two planners never give away the same time. Only approved and scheduled posts are changed, and only where what
        was approved is still what would be sent.

        Args:
            since: published posts older than this no longer matter to the decision.
        """
        changed: list[str] = []
        mine = (PostRow.site == site, PostRow.platform == platform, PostRow.account == account)
        with self._sessions.begin() as session:
            serialize(session, "times", site)  # an article keeps apart from itself on all of a site's accounts
            movable = select(PostRow).where(*mine, PostRow.state.in_(("approved", "scheduled"))).with_for_update()
            rows = {row.id: row for row in session.scalars(movable)}
            # Between two statements a post may come back from its publisher: it takes its time all the same.
            fixed = select(PostRow).where(
                *mine,
                or_(PostRow.state.in_(("scheduled", "publishing", "held")), PostRow.published_at >= since),
                PostRow.id.not_in(tuple(rows)),
            )
            posts = to_posts([*rows.values(), *session.scalars(fixed)])
            for placement in decide(posts):
                if (row := rows.get(placement.post)) is not None:
                    self._place(session, row, placement, by)
                    changed.append(row.id)
        return tuple(changed)

    def claim(self, post_id: str, now: datetime | None = None, by: str = "publisher") -> Post | None:
        """Take a due post for publishing: scheduled → publishing. Exactly one caller gets the post, the others None.

        A post whose wording or media are not what was approved is held instead, one that says what its article does
        not becomes a draft again, one whose article was withdrawn is cancelled. Raises `NotFound`.
        """
        moment = now or self._clock.now()
        with self._changing(post_id) as (session, row):
            if row.state != "scheduled" or row.scheduled_at is None or row.scheduled_at > moment:
                return None
            if (article := session.get(ArticleRow, row.article)) is not None and article.state == WITHDRAWN:
                row.approved_hash = None
                clear_schedule(row)
                self._record(session, row, "cancelled", WITHDRAWER, f"Its article was withdrawn: {article.gone_reason}")
                return None
            if row.findings:
                row.approved_hash, row.problem = None, "It says what its article does not."
                clear_schedule(row)
                self._record(session, row, "draft", by, f"{row.problem} Nothing was sent.")
                return None
            if row.approved_hash != payload_hash(row):
                row.problem = "What was approved is not what would be sent."
                self._record(session, row, "held", by, f"{row.problem} Nothing was sent.")
                session.flush()
                raise_in(session, events.post_held(to_post(row), row.problem), moment)
                return None
            row.problem = None
            self._record(session, row, "publishing", by, "Its time has come.")
            session.flush()
            return to_post(row)

    def publish_succeeded(
        self,
        post_id: str,
        remote_ids: Sequence[str],
        url: str | None,
        *,
        by: str = "publisher",
        attempt: int | None = None,
        problems: Sequence[str] = (),
        at: datetime | None = None,
        version: int | None = None,
    ) -> Post:
        """The post is on the platform: publishing (or held, settled by a look at the account) → published.

        `attempt` is ended as "published" in the same transaction. Saying the same twice changes nothing. A publisher
        that was given up may bring the news even after the post was scheduled again; an attempt that another has begun
        since may then send nothing more.

        Args:
            problems: what did not work out beside it; kept in its history.
            at: since when it is there, where that is not now.
        """
        with self._changing(post_id, version) as (session, row):
            if row.state == "published" and row.remote_ids == list(remote_ids):
                return to_post(row)
            if row.state != "scheduled" or attempt is None:
                _expect(row, "published")
            now = self._clock.now()
            row.remote_ids, row.url, row.published_at = list(remote_ids), url, at or now
            row.problem = " ".join(problems) or None
            cause = " ".join((f"Published{f' as {url}' if url else ''}.", *problems))
            self._record(session, row, "published", by, cause)
            if attempt is not None:
                end_attempt(session, attempt, now, "published", late=True)
                abandon_others(session, row.id, attempt, now)
            session.flush()
            post = to_post(row)
            raise_in(session, events.post_published(post), now)
            return post

    def publish_failed(
        self,
        post_id: str,
        kind: str,
        message: str,
        retry_at: datetime | None = None,
        *,
        by: str = "publisher",
        attempt: int | None = None,
        version: int | None = None,
    ) -> Post:
        """The post is surely not on the platform: → failed, or → scheduled at `retry_at`.

        `kind` is the sort of failure, `message` may hold no secrets. `attempt` is ended in the same transaction.
        """
        with self._changing(post_id, version) as (session, row):
            _expect(row, "failed")
            row.problem = f"{kind}: {message}"
            if retry_at is None:
                self._record(session, row, "failed", by, row.problem)
            else:
                row.scheduled_at = retry_at
                self._record(session, row, "scheduled", by, f"{row.problem} Next try at {_utc(retry_at)}.")
            now = self._clock.now()
            if attempt is not None:
                end_attempt(session, attempt, now, "failed", error_kind=kind, error=message)
            session.flush()
            post = to_post(row)
            if retry_at is None:
                raise_in(session, events.post_failed(post, row.problem), now)
            return post

    def put_back(self, post_id: str, kind: str, message: str, *, attempt: int | None = None) -> Post:
        """Nothing was sent, and not for the post's own fault: publishing → scheduled, its time unchanged."""
        with self._changing(post_id) as (session, row):
            _expect(row, "scheduled")
            row.problem = f"{kind}: {message}"
            self._record(session, row, "scheduled", "publisher", f"{row.problem} It waits until its account goes on.")
            if attempt is not None:
                end_attempt(session, attempt, self._clock.now(), "failed", error_kind=kind, error=message)
            session.flush()
            return to_post(row)

    def wait(self, post_id: str, message: str, until: datetime, *, attempt: int | None) -> Post:
        """The platform is still at work on the post's media: publishing → scheduled, to go on at `until`."""
        with self._changing(post_id) as (session, row):
            _expect(row, "scheduled")
            row.scheduled_at = until
            self._record(session, row, "scheduled", "publisher", f"{message} It goes on at {_utc(until)}.")
            if attempt is not None:
                end_attempt(session, attempt, self._clock.now(), "waiting", error=message)
            session.flush()
            return to_post(row)

    def in_doubt(
        self,
        post_id: str,
        reason: str,
        *,
        attempt: int,
        look_at: datetime,
        by: str = "publisher",
        late: bool = False,
        version: int | None = None,
    ) -> Post:
        """Nobody knows whether the post is on the platform: it stays publishing, and the account is looked at.

        `attempt` is ended as "unknown" in the same transaction; `late` news correct one that ended otherwise.
        """
        with self._changing(post_id, version) as (session, row):
            _expect(row, "publishing")
            row.problem = reason
            self._record(session, row, "publishing", by, f"{reason} The account is looked at.")
            end_attempt(
                session,
                attempt,
                self._clock.now(),
                "unknown",
                error_kind="unknown_outcome",
                error=reason,
                look_at=look_at,
                late=late,
            )
            session.flush()
            return to_post(row)

    def send_again(
        self,
        post_id: str,
        message: str,
        *,
        by: str = "automation",
        attempt: int | None = None,
        outcome: str = "abandoned",
        handles: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> Post:
        """What was in doubt is surely not there: publishing → scheduled, due at its own time, which has come.

        Args:
            outcome: what becomes of `attempt`: "abandoned" (nothing was sent) or "absent" (looked for, not found).
            handles: what the next attempt starts from, beside the last one's.

        Raises:
            Conflict: its publisher lives after all: it has begun an attempt, or to send, since the caller looked.
        """
        with self._changing(post_id, version) as (session, row):
            _expect(row, "scheduled")
            if outcome == "abandoned":
                ensure_nothing_sent(session, post_id, attempt)
            row.problem, row.scheduled_at = None, row.scheduled_at or self._clock.now()
            self._record(session, row, "scheduled", by, message)
            if attempt is not None:
                end_attempt(session, attempt, self._clock.now(), outcome, error=message, late=True, handles=handles)
            session.flush()
            return to_post(row)

    def begin_look(self, attempt: Attempt, until: datetime) -> tuple[Post, Attempt] | None:
        """Take an attempt in doubt to look for it on its account: nobody else does before `until`.

        Gives the post and the attempt as they are now; None when it was settled, or somebody was faster.
        """
        with self._changing(attempt.post) as (session, row):
            if row.state != "publishing":
                return None
            taken = take_look(session, attempt, until)
            return None if taken is None else (to_post(row), taken)

    def hold(
        self,
        post_id: str,
        reason: str,
        *,
        by: str = "publisher",
        attempt: int | None = None,
        version: int | None = None,
    ) -> Post:
        """Keep a post back until a person has looked: nobody knows whether it is there, or it must not go as it is.

        `attempt` is ended as "unknown" in the same transaction; no more looks follow. Holding a held post changes
        nothing.
        """
        with self._changing(post_id, version) as (session, row):
            if row.state == "held":
                return to_post(row)
            row.problem = reason
            self._record(session, row, "held", by, reason)
            now = self._clock.now()
            if attempt is not None:
                end_attempt(session, attempt, now, "unknown", error_kind="unknown_outcome", error=reason, late=True)
            session.flush()
            post = to_post(row)
            raise_in(session, events.post_held(post, reason), now)
            return post

    def _place(self, session: Session, row: PostRow, placement: Placement, by: str) -> None:
        if placement.at is None:
            clear_schedule(row)
            self._record(session, row, "approved", by, placement.cause)
        else:
            time = (placement.at, placement.zone or "UTC", placement.why or "")
            self._set_time(session, row, time, by, placement.cause)

    def _set_time(self, session: Session, row: PostRow, time: tuple[datetime, str, str], by: str, cause: str) -> None:
        """→ scheduled at (time, zone, why), only with what was approved. Raises `Conflict`."""
        if row.approved_hash is None or row.approved_hash != payload_hash(row):
            raise Conflict(
                "It was not approved as it is now.", where=f"post {row.id}", remedy="Approve it, then schedule it."
            )
        row.scheduled_at, row.scheduled_zone, row.scheduled_why = time
        row.problem = None
        self._record(session, row, "scheduled", by, cause)


def _expect(row: PostRow, after: State) -> None:
    """Only a post that is being published, or is held, can be settled. Raises `Conflict`."""
    if row.state not in ("publishing", "held"):
        raise Conflict(f"It is {row.state}, so it cannot have {after} now.", where=f"post {row.id}")


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if str(moment.tzinfo) == "UTC" else moment.isoformat(timespec="minutes")
