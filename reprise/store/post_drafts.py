"""What runs may do to posts: bring drafts, new wording, pictures and films, and never undo what a person did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reprise.errors import BadInput, Conflict
from reprise.posting_settings import AccountSettings
from reprise.social.post import Picture, PostDraft, Video, copy_id, film_number
from reprise.store.engine import serialize
from reprise.store.post_base import PostStorage, clear_schedule, payload_hash, to_post
from reprise.store.records import Upserted
from reprise.store.tables import PostRow
from reprise.windows.lifecycle import REGENERABLE, allowed

_COPIED = ("language", "title", "link", "featured", "first_comment", "priority", "article_at", "article_kind")
Accounts = Callable[[str], Sequence[AccountSettings]]
"""From a platform to the accounts of a site there, in the order of its file."""

_NO_LONGER = "The article no longer yields this post."


@dataclass(frozen=True)
class Scope:
    """The posts that a set of drafts stands for: an article's posts, or its films of one format (by `number`), on one
    platform."""

    article: str
    platform: str
    kind: Literal["posts", "films"] = "posts"
    number: int = 1

    @staticmethod
    def of(draft: PostDraft) -> Scope:
        if draft.type != "video":
            return Scope(draft.article, draft.platform)
        return Scope(draft.article, draft.platform, "films", film_number(draft.id, draft.article, draft.platform, ""))

    def holds(self, row: PostRow) -> bool:
        """Whether a post of the article, platform and kind is of this scope."""
        return self.kind == "posts" or self.number == film_number(row.id, row.article, row.platform, row.account)


@dataclass
class _Bringing:
    """One call of `upsert`: whose it is and what became of the drafts so far."""

    accounts_of: Accounts
    actor: str
    ledger: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class DraftStorage(PostStorage):
    """Posts as runs see them."""

    def upsert(
        self,
        drafts: Sequence[PostDraft],
        accounts_of: Accounts,
        actor: str,
        *,
        scopes: Iterable[Scope] | None = None,
    ) -> Upserted:
        """Bring a run's drafts into the store, all or none. Every account that wants a draft gets a post of its own.

        New drafts are added. Wording is replaced while no person has touched the post and nothing has left; an
        approval that automation gave moves to the new wording, unless that has findings. What the scopes hold beyond
        the drafts is cancelled unless a person touched it, and comes back when the article yields it again.

        Args:
            accounts_of: the site's accounts on a platform.
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
        bring = _Bringing(accounts_of, actor)
        with self._sessions.begin() as session:
            for scope in sorted(grouped, key=lambda each: (each.article, each.platform, each.kind, each.number)):
                serialize(session, "drafts", scope.article, scope.platform)
                self._merge(session, scope, grouped[scope], bring)
        return Upserted.model_validate(bring.ledger)

    def rewrite(self, post_id: str, draft: PostDraft, actor: str) -> bool:
        """Put a new draft into one post; False when it says the same. On a further account it gets that post's id.

        Raises `Conflict` when a person has changed or decided on it, or it is on its way.
        """
        with self._changing(post_id) as (session, row):
            if row.touched_by is not None:
                raise Conflict(
                    f"{row.touched_by} has changed it or decided on it.",
                    where=f"post {post_id}",
                    remedy="No run rewrites what a person has touched; change it by hand: reprise edit post.",
                )
            if row.state not in REGENERABLE:
                raise Conflict(f"It is {row.state}.", where=f"post {post_id}", remedy=allowed(to_post(row).state))
            own = draft if draft.id == row.id else _renamed(draft, row.id)
            before = row.remade_from or row.generated_hash
            changed = self._renew(session, row, own, row.account, actor)
            row.remade_from = before if changed else row.remade_from
            return changed

    def attach_pictures(self, post_id: str, pictures: Sequence[Picture], actor: str = "run") -> bool:
        """Give a draft's posts, one on each account, their pictures; False when all keep what they have.

        A post that a person approved stays as it was approved; one that a person edited takes its first pictures only.
        """
        wanted = [picture.model_dump(mode="json") for picture in pictures]
        cause = f"{len(wanted)} picture{'' if len(wanted) == 1 else 's'} attached."
        return self._attach(post_id, "pictures", wanted, actor, cause)

    def attach_video(self, post_id: str, video: Video, actor: str = "run") -> bool:
        """Give a draft's posts, one on each account, their film; False when all keep what they have."""
        return self._attach(post_id, "video", video.model_dump(mode="json"), actor, f"Film attached ({video.preset}).")

    def _attach(self, draft: str, column: Literal["pictures", "video"], wanted: object, actor: str, cause: str) -> bool:
        changed = False
        for post_id in self._copies(draft):
            with self._changing(post_id) as (session, row):
                present = getattr(row, column)
                if present != wanted and _takes_media(row, bool(present)):
                    setattr(row, column, wanted)
                    self._restamp(session, row, actor, cause)
                    changed = True
        return changed

    def _copies(self, draft: str) -> list[str]:
        """The draft's own post, and those of further accounts."""
        with self._readers.begin() as session:
            one = session.get(PostRow, draft)
            if one is None:
                return [draft]
            beside = (PostRow.article == one.article, PostRow.platform == one.platform, PostRow.type == one.type)
            rows = session.execute(select(PostRow.id, PostRow.account).where(*beside)).all()
        return [draft, *(post for post, account in rows if post == copy_id(draft, account))]

    def _merge(self, session: Session, scope: Scope, drafts: Sequence[PostDraft], bring: _Bringing) -> None:
        film = PostRow.type == "video"
        query = (
            select(PostRow)
            .where(PostRow.article == scope.article, PostRow.platform == scope.platform)
            .where(PostRow.cycle == 0)  # recurring posts have a life of their own
            .where(film if scope.kind == "films" else ~film)
            .with_for_update()
        )
        present = {row.id: row for row in session.scalars(query) if scope.holds(row)}
        accounts = bring.accounts_of(scope.platform)
        wanted = [copy for draft in drafts for copy in _copied(draft, accounts, present)]
        there = [(draft, present[draft.id]) for draft, _ in wanted if draft.id in present]
        if any(draft.content_hash not in (row.generated_hash, row.remade_from) for draft, row in there):
            self._drop_recurring(session, scope, bring)
        for draft, account in wanted:
            row = present.pop(draft.id, None)
            if row is None:
                self._insert(session, draft, account, bring.actor)
                bring.ledger["created"].append(draft.id)
            elif row.remade_from != draft.content_hash and self._renew(session, row, draft, account, bring.actor):
                row.remade_from = None
                bring.ledger["updated"].append(draft.id)
            else:
                bring.ledger["kept"].append(draft.id)
        ended = {each.id for each in drafts}
        for row in present.values():  # what the article no longer yields, or the account no longer wants
            if row.touched_by is None and row.state in REGENERABLE:
                row.approved_hash = None
                yielded = row.id in ended or any(copy_id(name, row.account) == row.id for name in ended)
                cause = f"{scope.platform}/{row.account} no longer posts this." if yielded else _NO_LONGER
                self._record(session, row, "cancelled", bring.actor, cause)
                bring.ledger["cancelled"].append(row.id)

    def _drop_recurring(self, session: Session, scope: Scope, bring: _Bringing) -> None:
        """Cancel what was drafted of the article as it was before; it is written anew when it is due again."""
        mine = (PostRow.article == scope.article, PostRow.platform == scope.platform, PostRow.cycle > 0)
        waiting = (PostRow.state.in_(REGENERABLE), PostRow.touched_by.is_(None))
        for row in session.scalars(select(PostRow).where(*mine, *waiting).with_for_update()):
            row.approved_hash = None
            self._record(session, row, "cancelled", bring.actor, "The article has changed since it was drafted.")
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
            **columns_of(draft),
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
        wanted = {**columns_of(draft), "account": account}
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
        """Record a change that keeps the state; an approval by automation is for what is there now, unless that is
        not in the article."""
        if row.findings and row.touched_by is None and row.state in ("approved", "scheduled"):
            row.approved_hash = None
            clear_schedule(row)
            self._record(session, row, "draft", actor, f"{cause} It says what its article does not.")
            return
        if row.approved_hash is not None and row.touched_by is None:
            row.approved_hash = payload_hash(row)
        self._record(session, row, row.state, actor, cause)  # type: ignore[arg-type]


def columns_of(draft: PostDraft) -> dict[str, object]:
    """A draft's fields as the columns that runs may rewrite."""
    document = draft.model_dump(mode="json")
    lists = {name: document[name] for name in ("texts", "hashtags", "sources", "findings")}
    plain = {name: getattr(draft, name) for name in _COPIED}
    return {**plain, **lists, "generated_hash": draft.content_hash}


def _copied(
    draft: PostDraft, accounts: Sequence[AccountSettings], present: Mapping[str, PostRow]
) -> Iterator[tuple[PostDraft, str]]:
    """The draft for each account that wants it.

    Its own id is of the account that has it already, else of the first that wants it, so that ids survive whatever is
    added or put in another order. An account under another name goes on with the posts of the old one.
    """
    names = [each.name for each in accounts]
    there = present.get(draft.id)
    owner = there.account if there is not None and there.account in names else None
    for each in accounts:
        if not each.wants(draft.type):
            continue
        own = copy_id(draft.id, each.name)
        if owner is None and own not in present:
            owner = each.name
        yield (draft if owner == each.name else _renamed(draft, own)), each.name


def _renamed(draft: PostDraft, id_: str) -> PostDraft:
    """The draft under another id, with links that carry it."""
    return draft.model_copy(
        update={
            "id": id_,
            "texts": tuple(text.replace(draft.id, id_) for text in draft.texts),
            "link": draft.link and draft.link.replace(draft.id, id_),
            "first_comment": draft.first_comment and draft.first_comment.replace(draft.id, id_),
        }
    )


def _write(row: PostRow, draft: PostDraft) -> None:
    for name, value in columns_of(draft).items():
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
