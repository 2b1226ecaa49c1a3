"""What runs may do to posts: bring drafts, new wording, pictures and films, and never undo what a person did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reprise.errors import BadInput
from reprise.social.post import Picture, PostDraft, Video
from reprise.store.engine import serialize
from reprise.store.post_base import PostStorage, payload_hash
from reprise.store.records import Upserted
from reprise.store.tables import PostRow
from reprise.windows.lifecycle import REGENERABLE

_COPIED = ("language", "title", "link", "featured", "priority")


@dataclass(frozen=True)
class Scope:
    """The posts that a set of drafts stands for: an article's posts, or its films, on one platform."""

    article: str
    platform: str
    kind: Literal["posts", "films"] = "posts"

    @staticmethod
    def of(draft: PostDraft) -> Scope:
        return Scope(draft.article, draft.platform, "films" if draft.type == "video" else "posts")


@dataclass
class _Bringing:
    """One call of `upsert`: whose it is and what became of the drafts so far."""

    account_of: Callable[[str], str]
    actor: str
    ledger: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class DraftStorage(PostStorage):
    """Posts as runs see them."""

    def upsert(
        self,
        drafts: Sequence[PostDraft],
        account_of: Callable[[str], str],
        actor: str,
        *,
        scopes: Iterable[Scope] | None = None,
    ) -> Upserted:
        """Bring a run's drafts into the store, all or none.

        New drafts are added. Wording is replaced while no person has touched the post and nothing has left; an
        approval that automation gave moves to the new wording. What the scopes hold beyond the drafts is cancelled
        unless a person touched it, and comes back when the article yields it again.

        Args:
            account_of: the account of a platform, by its name.
            scopes: what the drafts are complete for; by default every article, platform and kind they mention.
                Name it when the drafts may be none at all.

        Raises:
            BadInput: two drafts share an id, or an id belongs to another article.
        """
        _ensure_distinct(drafts)
        grouped: dict[Scope, list[PostDraft]] = defaultdict(list)
        for draft in drafts:
            grouped[Scope.of(draft)].append(draft)
        for scope in scopes or ():
            grouped[scope]  # an empty scope counts too
        bring = _Bringing(account_of, actor)
        with self._sessions.begin() as session:
            for scope in sorted(grouped, key=lambda each: (each.article, each.platform, each.kind)):
                serialize(session, "drafts", scope.article, scope.platform)
                self._merge(session, scope, grouped[scope], bring)
        return Upserted.model_validate(bring.ledger)

    def attach_pictures(self, post_id: str, pictures: Sequence[Picture], actor: str = "run") -> bool:
        """Give a post its pictures; False when it keeps what it has.

        A post that a person approved stays as it was approved; one that a person edited takes its first pictures only.
        """
        with self._changing(post_id) as (session, row):
            wanted = [picture.model_dump(mode="json") for picture in pictures]
            if row.pictures == wanted or not _takes_media(row, bool(row.pictures)):
                return False
            row.pictures = wanted
            self._restamp(session, row, actor, f"{len(wanted)} picture{'' if len(wanted) == 1 else 's'} attached.")
            return True

    def attach_video(self, post_id: str, video: Video, actor: str = "run") -> bool:
        """Give a post its film; False when it keeps what it has (as for pictures)."""
        with self._changing(post_id) as (session, row):
            wanted = video.model_dump(mode="json")
            if row.video == wanted or not _takes_media(row, row.video is not None):
                return False
            row.video = wanted
            self._restamp(session, row, actor, f"Film attached ({video.preset}).")
            return True

    def _merge(
        self,
        session: Session,
        scope: Scope,
        drafts: Sequence[PostDraft],
        bring: _Bringing,
    ) -> None:
        film = PostRow.type == "video"
        query = (
            select(PostRow)
            .where(PostRow.article == scope.article, PostRow.platform == scope.platform)
            .where(film if scope.kind == "films" else ~film)
            .with_for_update()
        )
        present = {row.id: row for row in session.scalars(query)}
        for draft in drafts:
            row = present.pop(draft.id, None)
            if row is None:
                self._insert(session, draft, bring.account_of(draft.platform), bring.actor)
                bring.ledger["created"].append(draft.id)
            elif self._renew(session, row, draft, bring.account_of(draft.platform), bring.actor):
                bring.ledger["updated"].append(draft.id)
            else:
                bring.ledger["kept"].append(draft.id)
        for row in present.values():  # what the article no longer yields
            if row.touched_by is None and row.state in REGENERABLE:
                row.approved_hash = None
                self._record(session, row, "cancelled", bring.actor, "The article no longer yields this post.")
                bring.ledger["cancelled"].append(row.id)

    def _insert(self, session: Session, draft: PostDraft, account: str, actor: str) -> None:
        other = session.get(PostRow, draft.id)
        if other is not None:
            raise BadInput(
                f"The id belongs to the {other.type} of {other.article} on {other.platform}.",
                where=f"post {draft.id}",
                remedy="Make ids with reprise.social.post.post_id.",
            )
        now = self._clock.now()
        row = PostRow(
            id=draft.id, site=draft.site, article=draft.article, platform=draft.platform, account=account,
            type=draft.type, pictures=[], state="draft", remote_ids=[], created_at=now, updated_at=now,
            **_wording(draft),
        )  # fmt: skip
        self._record_creation(session, row, actor, "Drafted from the article.")

    def _renew(self, session: Session, row: PostRow, draft: PostDraft, account: str, actor: str) -> bool:
        """Put a draft into its row where that is allowed; whether anything changed."""
        if row.touched_by is not None:
            return False
        if row.state == "cancelled":
            row.account = account
            _write(row, draft)
            self._record(session, row, "draft", actor, "The article yields this post again.")
            return True
        wanted = {**_wording(draft), "account": account}
        if row.state not in REGENERABLE or all(getattr(row, name) == value for name, value in wanted.items()):
            return False
        cause = (
            "The wording was made anew." if row.generated_hash != draft.content_hash else "Its details were renewed."
        )
        row.account = account
        _write(row, draft)
        self._restamp(session, row, actor, cause)
        return True

    def _restamp(self, session: Session, row: PostRow, actor: str, cause: str) -> None:
        """Record a change that keeps the state; an approval by automation is for what is there now."""
        if row.approved_hash is not None and row.touched_by is None:
            row.approved_hash = payload_hash(row)
        self._record(session, row, row.state, actor, cause)  # type: ignore[arg-type]


def _wording(draft: PostDraft) -> dict[str, object]:
    """A draft's fields as the columns that runs may rewrite."""
    document = draft.model_dump(mode="json")
    lists = {name: document[name] for name in ("texts", "hashtags", "sources")}
    return {**{name: document[name] for name in _COPIED}, **lists, "generated_hash": draft.content_hash}


def _write(row: PostRow, draft: PostDraft) -> None:
    for name, value in _wording(draft).items():
        setattr(row, name, value)


def _takes_media(row: PostRow, has_some: bool) -> bool:
    if row.touched_by is None:
        return row.state in REGENERABLE
    return row.state == "draft" and not has_some


def _ensure_distinct(drafts: Sequence[PostDraft]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        if draft.id in seen:
            raise BadInput("Two drafts share this id.", where=f"post {draft.id}", remedy="Number drafts of one type.")
        if not any(text.strip() for text in draft.texts):
            raise BadInput("The draft has no text.", where=f"post {draft.id} of article {draft.article}")
        seen.add(draft.id)
