"""Which articles' sources are to be asked, and what follows from their answers: withdrawn, suspected, back.

Deciding is one transaction with the article's row locked, so two processes that look at once come to one end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, sessionmaker

from reprise.articles.presence import LOOK_EVERY, RETURN_EVERY, Presence, Sought
from reprise.clock import Clock
from reprise.errors import NotFound
from reprise.notices import events
from reprise.store.articles import REQUESTED, SEEN, WAITING, WITHDRAWN, KnownArticle, to_known
from reprise.store.notices import raise_in
from reprise.store.tables import ArticleRow, IdentityRow, PostEventRow, PostRow
from reprise.windows.lifecycle import State

WITHDRAWER = "automation:withdrawn"
"""The actor behind what is cancelled because an article is gone."""

UNSENT: tuple[State, ...] = ("draft", "approved", "scheduled", "failed")
"""The states of posts that a withdrawal cancels. A held one may be on the platform: a person looks at it anyway."""

Verdict = Literal["there", "unknown", "suspected", "withdrawn", "still gone", "returned"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article whose source is to be asked."""

    article: KnownArticle
    sought: Sought


class Presences:
    """The repository's part that knows what is still there."""

    def __init__(self, sessions: sessionmaker[Session], readers: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._readers = readers
        self._clock = clock

    def due(self, sites: Collection[str], limit: int, confirm_after: timedelta) -> tuple[Candidate, ...]:
        """The articles to ask for now: those that seemed gone `confirm_after` ago, then the longest not asked for.

        Only articles with posts that have not left, and withdrawn ones, which may come back.
        """
        now = self._clock.now()
        suspected = ArticleRow.gone_since.is_not(None) & (ArticleRow.state != WITHDRAWN)
        confirming = and_(suspected, ArticleRow.looked_at <= now - confirm_after)
        never = ArticleRow.looked_at.is_(None)
        watched = and_(_has_unsent(), or_(never, ArticleRow.looked_at <= now - LOOK_EVERY, confirming))
        back = and_(ArticleRow.state == WITHDRAWN, or_(never, ArticleRow.looked_at <= now - RETURN_EVERY))
        query = (
            select(ArticleRow)
            .where(ArticleRow.site.in_(sites), or_(and_(ArticleRow.state != WITHDRAWN, watched), back))
            .order_by(case((suspected, 0), else_=1), ArticleRow.looked_at.asc().nulls_first(), ArticleRow.key)
            .limit(limit)
        )
        with self._readers.begin() as session:
            rows = list(session.scalars(query))
            names = _names(session, [row.key for row in rows])
            return tuple(
                Candidate(to_known(row), Sought(dict(row.reference), row.url, names.get(row.key, ()))) for row in rows
            )

    def tally(self, site: str) -> tuple[int, int]:
        """Of a site's articles that have waiting posts: how many seem gone, and how many were asked for at all."""
        asked = (ArticleRow.site == site, ArticleRow.state != WITHDRAWN, ArticleRow.looked_at.is_not(None))
        query = select(func.count(ArticleRow.gone_since), func.count()).where(*asked, _has_unsent())
        with self._readers.begin() as session:
            missing, everything = session.execute(query).one()
            return int(missing), int(everything)

    def note(
        self, key: str, answer: Presence, confirm_after: timedelta, *, restored: int = 0
    ) -> tuple[Verdict, KnownArticle]:
        """Keep a source's answer; what follows from it, and the article as it is now. Raises `NotFound`.

        A withdrawal's notice, and a return's with the number of posts that are `restored`, is raised in the same
        transaction.
        """
        now = self._clock.now()
        with self._sessions.begin() as session:
            row = _locked(session, key)
            verdict = _verdict(row, answer, now, confirm_after)
            row.looked_at = now
            if verdict == "withdrawn":
                self._withdraw(session, row, answer.reason, now)
            elif verdict == "suspected" and row.gone_since is None:
                row.gone_since, row.gone_reason = now, answer.reason
            elif verdict == "there":
                row.gone_since = row.gone_reason = None
            elif verdict == "returned":
                row.state, row.state_before, row.updated_at = _before(row), None, now
                row.gone_since = row.gone_reason = None
                raise_in(session, events.article_returned(to_known(row), restored), now)
            session.flush()
            return verdict, to_known(row)

    def retract(self, key: str, reason: str) -> KnownArticle:
        """The article itself says that it no longer holds: withdrawn until its content changes."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            row = _locked(session, key)
            if row.state != WITHDRAWN:
                row.gone_since = None  # it is there, only not to be told any more
                self._withdraw(session, row, reason, now)
            session.flush()
            return to_known(row)

    def restorable(self, key: str) -> tuple[str, ...]:
        """The posts that the withdrawal of an article cancelled and no person has touched since or before."""
        last = aliased(PostEventRow)
        newest = select(func.max(last.id)).where(last.post == PostRow.id).correlate(PostRow).scalar_subquery()
        query = (
            select(PostRow.id)
            .join(PostEventRow, PostEventRow.id == newest)
            .where(
                PostRow.article == key,
                PostRow.state == "cancelled",
                PostRow.touched_by.is_(None),
                PostEventRow.actor == WITHDRAWER,
            )
            .order_by(PostRow.created_at, PostRow.id)
        )
        with self._readers.begin() as session:
            return tuple(session.scalars(query))

    def _withdraw(self, session: Session, row: ArticleRow, reason: str, now: datetime) -> None:
        row.state_before, row.state, row.updated_at = row.state, WITHDRAWN, now
        row.gone_reason = reason
        session.flush()
        waiting = select(func.count()).where(PostRow.article == row.key, PostRow.state.in_(UNSENT))
        raise_in(session, events.article_withdrawn(to_known(row), reason, session.scalar(waiting) or 0), now)


def _verdict(row: ArticleRow, answer: Presence, now: datetime, confirm_after: timedelta) -> Verdict:
    if answer.state == "unknown":
        return "unknown"
    if row.state == WITHDRAWN:
        retracted = row.gone_since is None
        return "returned" if answer.state == "there" and not retracted else "still gone"
    if answer.state == "there":
        return "there"
    confirmed = row.gone_since is not None and now - row.gone_since >= confirm_after
    return "withdrawn" if confirmed else "suspected"


def _before(row: ArticleRow) -> str:
    """The state an article that is back has: as it was, or waiting where its content is not what was asked for."""
    if row.state_before == SEEN:
        return SEEN
    requested = (row.requested_revision or "").endswith(f".{row.reference.get('mark', '')}")
    return REQUESTED if row.requested_revision and requested else WAITING


def _has_unsent() -> Any:
    return exists().where(PostRow.article == ArticleRow.key, PostRow.state.in_(UNSENT))


def _names(session: Session, keys: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = select(IdentityRow).where(IdentityRow.article.in_(keys)).order_by(IdentityRow.identity)
    for row in session.scalars(query):
        found[row.article] = (*found.get(row.article, ()), row.identity)
    return found


def _locked(session: Session, key: str) -> ArticleRow:
    row = session.get(ArticleRow, key, with_for_update=True)
    if row is None:
        raise NotFound("No source has shown this article.", where=key, remedy="List the known ones and check the key.")
    return row
