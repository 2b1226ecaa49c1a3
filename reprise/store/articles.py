"""The articles that sources have shown: by which names they are known, what was asked for, what became of them.

States: `waiting` (new or edited, `prepare` not yet requested), `requested`, `seen` (there before Reprise came;
nothing is made of it unless somebody asks), `withdrawn` (no longer at its source; see `reprise.store.presence`). The
newest mark of the source is kept in the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from reprise.articles.article import Article
from reprise.articles.identity import article_key
from reprise.articles.raw import Listed
from reprise.clock import Clock
from reprise.errors import Conflict, NotFound
from reprise.store.tables import ArticleRow, IdentityRow

WAITING, REQUESTED, SEEN, WITHDRAWN = "waiting", "requested", "seen", "withdrawn"


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the store. `next_revision` is the mark a request for it carries; None when none is due.

    `looked_at`: when its source was last asked for it. `gone_since`: when that first found it gone, with the reason.
    """

    key: str
    site: str
    url: str
    title: str
    reference: dict[str, Any]
    state: str
    requested_revision: str | None
    content_hash: str | None
    revision: int
    problem: str | None
    first_seen_at: datetime
    updated_at: datetime
    looked_at: datetime | None = None
    gone_since: datetime | None = None
    gone_reason: str | None = None

    @property
    def mark(self) -> str:
        return str(self.reference.get("mark", ""))

    @property
    def next_revision(self) -> str | None:
        return next_revision(self.requested_revision, self.mark) if self.state == WAITING else None


KnownArticles = list[KnownArticle]


def next_revision(requested: str | None, mark: str) -> str:
    """`number.mark` of the request after `requested`: an edit that is taken back is a new request too."""
    number = int(requested.partition(".")[0]) if requested else 0
    return f"{number + 1}.{mark}"


class Articles:
    """The repository of articles. Every method is one transaction."""

    def __init__(self, sessions: sessionmaker[Session], clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    def find(self, site: str, identities: Sequence[str]) -> KnownArticle | None:
        """The article that carries one of these identities; the earlier one decides."""
        with self._sessions() as session:
            row = _find(session, site, identities)
            return to_known(row) if row else None

    def get(self, key: str) -> KnownArticle:
        """Raises `NotFound`."""
        with self._sessions() as session:
            return to_known(_row(session, key))

    def list(self, site: str | None = None) -> KnownArticles:
        """All articles, or one site's, in the order they were first seen."""
        query = select(ArticleRow).order_by(ArticleRow.first_seen_at, ArticleRow.key)
        if site is not None:
            query = query.where(ArticleRow.site == site)
        with self._sessions() as session:
            return [to_known(row) for row in session.scalars(query)]

    def waiting(self, site: str, limit: int) -> KnownArticles:
        """Articles whose newest content has not been requested yet, the longest known first."""
        query = (
            select(ArticleRow)
            .where(ArticleRow.site == site, ArticleRow.state == WAITING)
            .order_by(ArticleRow.first_seen_at, ArticleRow.key)
            .limit(limit)
        )
        with self._sessions() as session:
            return [to_known(row) for row in session.scalars(query)]

    def register(self, site: str, item: Listed) -> KnownArticle:
        """Note what a source lists: a new article, new names of a known one, or new content. Nothing is deleted."""
        return self._note(site, item, WAITING)

    def mark_seen(self, site: str, item: Listed) -> KnownArticle:
        """Like `register`, but a new article, and one that still waits, is only remembered: no run will be asked."""
        return self._note(site, item, SEEN)

    def confirm_requested(self, requests: Iterable[tuple[str, str]]) -> None:
        """Note that runs for these (key, revision) pairs are committed. Safe to repeat; unknown keys are ignored."""
        with self._sessions.begin() as session:
            for key, revision in requests:
                row = session.get(ArticleRow, key)
                if row is None or row.state in (SEEN, WITHDRAWN):
                    continue
                if revision != next_revision(row.requested_revision, revision.partition(".")[2]):
                    continue  # an older pair, confirmed before
                row.requested_revision = revision
                row.state = REQUESTED if revision.endswith(f".{row.reference.get('mark', '')}") else WAITING
                row.updated_at = self._clock.now()

    def request_again(self, key: str) -> KnownArticle:
        """Let the next tick ask for this article. Raises `NotFound`, and `Conflict` for a withdrawn one."""
        with self._sessions.begin() as session:
            row = _row(session, key)
            if row.state == WITHDRAWN:
                raise Conflict(
                    f"It was withdrawn ({row.gone_reason}).", where=key, remedy="Publish it again; that is noticed."
                )
            row.state, row.updated_at = WAITING, self._clock.now()
            session.flush()
            return to_known(row)

    def is_withdrawn(self, key: str) -> bool:
        """Whether an article is gone, so that nothing may be posted for it; False for one that is not known."""
        with self._sessions() as session:
            return session.scalar(select(ArticleRow.state).where(ArticleRow.key == key)) == WITHDRAWN

    def record(self, article: Article) -> Article:
        """Keep what was read: the article with its revision, one more than before if its content hash is new.

        Clears its problem. Raises `NotFound` for a key that no source has shown.
        """
        with self._sessions.begin() as session:
            row = _row(session, article.key)
            if row.content_hash != article.content_hash:
                row.content_hash, row.revision = article.content_hash, row.revision + 1
            row.title, row.url, row.problem = article.title, article.url, None
            row.updated_at = self._clock.now()
            return article.model_copy(update={"revision": row.revision})

    def note_problem(self, key: str, text: str | None) -> None:
        """Keep (or with None clear) why an article could not be used. Raises `NotFound`."""
        with self._sessions.begin() as session:
            row = _row(session, key)
            row.problem, row.updated_at = text, self._clock.now()

    def _note(self, site: str, item: Listed, state: str) -> KnownArticle:
        try:
            return self._note_once(site, item, state)
        except IntegrityError:
            return self._note_once(site, item, state)  # another process met it first: now it is known

    def _note_once(self, site: str, item: Listed, state: str) -> KnownArticle:
        reference = {**item.reference, "mark": item.mark}
        with self._sessions.begin() as session:
            row = _find(session, site, item.identities)
            if row is None:
                row = self._add(session, site, item, reference, state)
            elif row.reference != reference or row.url != item.url or (state, row.state) == (SEEN, WAITING):
                edited = row.reference.get("mark") != item.mark
                row.reference, row.url, row.title = reference, item.url, item.title or row.title
                row.updated_at = self._clock.now()
                if row.state == WITHDRAWN:
                    _note_listed_again(row, edited)
                elif row.state != SEEN and (edited or state == SEEN):
                    row.state = state
            _name(session, row, item.identities)
            session.flush()
            return to_known(row)

    def _add(self, session: Session, site: str, item: Listed, reference: dict[str, Any], state: str) -> ArticleRow:
        now = self._clock.now()
        row = ArticleRow(
            key=_free_key(session, site, item),
            site=site,
            url=item.url,
            title=item.title,
            reference=reference,
            state=state,
            requested_revision=None,
            content_hash=None,
            revision=0,
            problem=None,
            first_seen_at=now,
            updated_at=now,
        )
        session.add(row)
        session.flush()
        return row


def _note_listed_again(row: ArticleRow, edited: bool) -> None:
    """A listing is no proof that a withdrawn article is back, but an edit is worth a look at once. One that was
    withdrawn for what it says is read anew when it says something else."""
    if edited and row.gone_since is None:
        row.state, row.state_before, row.gone_reason = WAITING, None, None
    elif edited:
        row.looked_at = None


def _find(session: Session, site: str, identities: Sequence[str]) -> ArticleRow | None:
    query = select(IdentityRow).where(IdentityRow.site == site, IdentityRow.identity.in_(identities))
    by_name = {row.identity: row.article for row in session.scalars(query)}
    key = next((by_name[name] for name in identities if name in by_name), None)
    return session.get(ArticleRow, key) if key else None


def _name(session: Session, row: ArticleRow, identities: Sequence[str]) -> None:
    """Add the names that nobody carries yet; a name never moves from one article to another."""
    for name in identities:
        if session.get(IdentityRow, (row.site, name)) is None:
            session.add(IdentityRow(site=row.site, identity=name, article=row.key))


def _free_key(session: Session, site: str, item: Listed) -> str:
    name, attempt = item.identities[0], 0
    while session.get(ArticleRow, key := article_key(site, item.title, f"{name}{attempt or ''}")) is not None:
        attempt += 1
    return key


def _row(session: Session, key: str) -> ArticleRow:
    row = session.get(ArticleRow, key)
    if row is None:
        raise NotFound("No source has shown this article.", where=key, remedy="List the known ones and check the key.")
    return row


def to_known(row: ArticleRow) -> KnownArticle:
    return KnownArticle(
        key=row.key,
        site=row.site,
        url=row.url,
        title=row.title,
        reference=dict(row.reference),
        state=row.state,
        requested_revision=row.requested_revision,
        content_hash=row.content_hash,
        revision=row.revision,
        problem=row.problem,
        first_seen_at=row.first_seen_at,
        updated_at=row.updated_at,
        looked_at=row.looked_at,
        gone_since=row.gone_since,
        gone_reason=row.gone_reason,
    )
