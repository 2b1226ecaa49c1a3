"""Posts that recur: what has been posted about an article on each account, and the next post of its cycle."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from reprise.social.post import PostDraft
from reprise.store.engine import serialize
from reprise.store.post_base import PostStorage
from reprise.store.post_drafts import columns_of
from reprise.store.records import Post
from reprise.store.tables import PostEventRow, PostRow

NOT_AGAIN = "Not posted again: "


class Told(NamedTuple):
    """A post as far as it matters to what may be posted again."""

    id: str
    article: str
    platform: str
    account: str
    type: str
    state: str
    cycle: int
    article_kind: str | None
    published_at: datetime | None
    updated_at: datetime
    touched_by: str | None


class RecyclingStorage(PostStorage):
    """Posts as the recycler sees them."""

    def told(self, site: str, *, article: str | None = None) -> tuple[Told, ...]:
        """Every post of a site but those that carry films, oldest first."""
        columns = [getattr(PostRow, name) for name in Told._fields]
        query = select(*columns).where(PostRow.site == site, PostRow.type != "video").order_by(PostRow.created_at)
        if article is not None:
            query = query.where(PostRow.article == article)
        with self._readers.begin() as session:
            return tuple(Told._make(row) for row in session.execute(query))

    def refused_again(self, site: str) -> dict[str, datetime]:
        """The posts for which nothing new could be said, with when that was found last."""
        query = (
            select(PostEventRow.post, func.max(PostEventRow.at))
            .join(PostRow, PostRow.id == PostEventRow.post)
            .where(PostRow.site == site, PostEventRow.cause.startswith(NOT_AGAIN))
            .group_by(PostEventRow.post)
        )
        with self._readers.begin() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def recycle(self, draft: PostDraft, source: Post, cycle: int, actor: str) -> bool:
        """Add the post that follows `source` on its account, as a draft; False when it is there already."""
        now = self._clock.now()
        with self._sessions.begin() as session:
            serialize(session, "drafts", draft.article, draft.platform)
            if session.get(PostRow, draft.id) is not None:
                return False
            row = PostRow(
                id=draft.id, site=draft.site, article=draft.article, platform=draft.platform, account=source.account,
                type=draft.type, pictures=[], state="draft", remote_ids=[], created_at=now, updated_at=now,
                cycle=cycle, recycled_from=source.id, **columns_of(draft),
            )  # fmt: skip
            cause = f"Drafted to post the article again (cycle {cycle}), after {source.id}."
            self._record_creation(session, row, actor, cause)
            return True

    def note_not_again(self, post_id: str, reason: str, actor: str) -> None:
        """Keep in a post's history why its article was not posted again. Raises `NotFound`."""
        with self._changing(post_id) as (session, row):
            state = row.state
            self._record(session, row, state, actor, f"{NOT_AGAIN}{reason}")  # type: ignore[arg-type]
