"""The tables of the operational store. Times are UTC; states and their changes are described in `reprise.windows`.

One model set serves SQLite and PostgreSQL; every change of it is an Alembic migration.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the store carry their zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    # every constraint has a name, so that a later migration can reach it in both databases
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[Any]: JSON}


class ArticleRow(Base):
    """An article that a source has shown. `requested_revision` is the source's own revision mark that `prepare` was
    last asked for; `content_hash` and `revision` are written by the `article` asset.

    `looked_at` is when its source was last asked whether it is still there. `gone_since` and `gone_reason` are of the
    first look that missed it; a later one confirms it and the state becomes "withdrawn", `state_before` what it was.
    """

    __tablename__ = "articles"

    key: Mapped[str] = mapped_column(String(63), primary_key=True)
    site: Mapped[str] = mapped_column(String(24), index=True)
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    reference: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    requested_revision: Mapped[str | None] = mapped_column(String(64))
    content_hash: Mapped[str | None] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str | None] = mapped_column(Text)
    looked_at: Mapped[datetime | None]
    gone_since: Mapped[datetime | None]
    gone_reason: Mapped[str | None] = mapped_column(Text)
    state_before: Mapped[str | None] = mapped_column(String(16))
    first_seen_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class IdentityRow(Base):
    """One of the names an article is known by at its source (canonical URL, guid, WordPress id)."""

    __tablename__ = "article_identities"

    site: Mapped[str] = mapped_column(String(24), primary_key=True)
    identity: Mapped[str] = mapped_column(String(512), primary_key=True)
    article: Mapped[str] = mapped_column(ForeignKey("articles.key", ondelete="CASCADE"), index=True)


class PostRow(Base):
    """A post through its life. `version` grows with every change and guards concurrent ones; `touched_by` is the
    person who changed, approved or scheduled it; `generated_hash` the wording last written by a run, `remade_from` the
    one that somebody had made anew: a run that brings that one again changes nothing. `article_at` is
    when the article was published and `article_kind` what it is. `cycle` counts how often the article was posted again
    on this account (0: the first time); `recycled_from` is the post it follows; `findings` what its article does not
    bear out."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("posts_due", "state", "scheduled_at"),
        Index("posts_account", "site", "platform", "account", "state"),
        Index("posts_article", "article", "platform"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    site: Mapped[str] = mapped_column(String(24), index=True)
    article: Mapped[str] = mapped_column(String(63))
    platform: Mapped[str] = mapped_column(String(24))
    account: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(12))
    texts: Mapped[list[Any]]
    title: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    hashtags: Mapped[list[Any]]
    first_comment: Mapped[str | None] = mapped_column(Text)
    featured: Mapped[str | None] = mapped_column(Text)
    pictures: Mapped[list[Any]]
    video: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sources: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer, default=0)
    generated_hash: Mapped[str] = mapped_column(String(32))
    remade_from: Mapped[str | None] = mapped_column(String(32))
    approved_hash: Mapped[str | None] = mapped_column(String(32))
    touched_by: Mapped[str | None] = mapped_column(String(64))
    scheduled_at: Mapped[datetime | None]
    scheduled_zone: Mapped[str | None] = mapped_column(String(64))
    scheduled_why: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    remote_ids: Mapped[list[Any]]
    url: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
    article_at: Mapped[datetime | None]
    article_kind: Mapped[str | None] = mapped_column(String(16))
    cycle: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    recycled_from: Mapped[str | None] = mapped_column(String(16))
    findings: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class PostEventRow(Base):
    """A change in a post's life: from which state to which, when, by whom and why."""

    __tablename__ = "post_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    post: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    before: Mapped[str | None] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(Text)


class AttemptRow(Base):
    """One try to publish a post, committed before the first byte leaves. `handles` are the platform's own names
    for the work under way (media ids, ids of the thread's posts so far), committed as soon as they are known;
    `noted_at` is when the last of them came. Of one whose outcome is unknown, `looks` counts the looks at the account
    so far, and the next is due at `look_at`. The database itself allows one open attempt per post."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index(
            "attempts_one_open",
            "post",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    post: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    run: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(32))
    handles: Mapped[dict[str, Any]]
    outcome: Mapped[str | None] = mapped_column(String(24))
    error: Mapped[str | None] = mapped_column(Text)
    error_kind: Mapped[str | None] = mapped_column(String(24))
    looks: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    look_at: Mapped[datetime | None]


class ScriptRow(Base):
    """A version of a script under review. State: waiting, approved, rejected, superseded. `findings` are what its
    article does not bear out."""

    __tablename__ = "scripts"
    __table_args__ = (UniqueConstraint("article", "format", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    site: Mapped[str] = mapped_column(String(24), index=True)
    article: Mapped[str] = mapped_column(String(63), index=True)
    format: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    content_hash: Mapped[str] = mapped_column(String(32))
    document: Mapped[dict[str, Any]]
    origin: Mapped[str] = mapped_column(String(64))
    notes: Mapped[str | None] = mapped_column(Text)
    produced: Mapped[bool] = mapped_column(default=False)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(64))


class LearnedSlotRow(Base):
    """A posting time learned from the marts; the newest set of an account replaces its older ones.

    `hour` is the wall-clock hour in `zone`; `label` is prior, thin or own; `expected` the estimated effect on log
    engagement with its standard deviation; `sample` the matured posts behind it.
    """

    __tablename__ = "learned_slots"
    __table_args__ = (UniqueConstraint("site", "platform", "account", "weekday", "hour"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    site: Mapped[str] = mapped_column(String(24))
    platform: Mapped[str] = mapped_column(String(24))
    account: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str] = mapped_column(String(64))
    weekday: Mapped[str] = mapped_column(String(3))
    hour: Mapped[int] = mapped_column(Integer)
    rank: Mapped[int] = mapped_column(Integer)
    expected: Mapped[float] = mapped_column(Float)
    deviation: Mapped[float] = mapped_column(Float)
    sample: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(8))
    learned_at: Mapped[datetime]


class UsageRow(Base):
    """A piece of work that was really done: who did it, how much, what it cost. Reused pieces leave no row.

    `call` is the paid call it was done by, `used` what that took (see `reprise.models.used`). `certain` is false where
    nobody saw the end of the call: `usd` is then the most it can have cost. What is learned later replaces it.
    """

    __tablename__ = "usage"
    __table_args__ = (Index("ix_usage_site_at", "site", "at"), UniqueConstraint("call"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    site: Mapped[str] = mapped_column(String(24))
    article: Mapped[str | None] = mapped_column(String(63))
    operation: Mapped[str] = mapped_column(String(32))
    provider: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(16))
    units: Mapped[float] = mapped_column(Float)
    usd: Mapped[float] = mapped_column(Float)
    credits: Mapped[float] = mapped_column(Float)
    run: Mapped[str | None] = mapped_column(String(64))
    task: Mapped[str | None] = mapped_column(String(16))
    model: Mapped[str | None] = mapped_column(String(160))
    asset: Mapped[str | None] = mapped_column(String(120))
    call: Mapped[str | None] = mapped_column(String(36))
    used: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    certain: Mapped[bool] = mapped_column(default=True, server_default=true())


class CallRow(Base):
    """One call to a provider, committed before its first byte leaves. `id` is also the name that a provider may know it
    by; `key` names everything that decides the answer. The database itself allows one open call per key.

    State: started, answered, failed (nothing came of it), lost (nobody saw its end; it may have been charged). `owner`
    is the process that makes it, alive until `lease_until` on the machines' own clock and not the installation's.
    `handle` finds it again at the provider; `body` and `media` are the answer. `at_most_usd` and `at_most_credits` are
    reserved for it while it runs; `charged_usd` is what it came to.
    """

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("key", "attempt"),
        Index(
            "calls_one_open",
            "key",
            unique=True,
            sqlite_where=text("state = 'started'"),
            postgresql_where=text("state = 'started'"),
        ),
        Index("calls_site", "site", "state", "started_at"),
        Index("calls_article", "article", "asset"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    attempt: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    site: Mapped[str] = mapped_column(String(24))
    article: Mapped[str | None] = mapped_column(String(63))
    asset: Mapped[str | None] = mapped_column(String(120))
    run: Mapped[str | None] = mapped_column(String(64))
    task: Mapped[str] = mapped_column(String(16))
    provider: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(160))
    owner: Mapped[str] = mapped_column(String(80))
    lease_until: Mapped[datetime]
    handle: Mapped[dict[str, Any]]
    body: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    media: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    remote: Mapped[str] = mapped_column(String(255), default="")
    used: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at_most_usd: Mapped[float] = mapped_column(Float)
    at_most_credits: Mapped[float] = mapped_column(Float)
    expected_usd: Mapped[float] = mapped_column(Float)
    charged_usd: Mapped[float] = mapped_column(Float, default=0.0)
    reason_kind: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime]
    noted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AccountRow(Base):
    """A connected account of a site on a platform. `name` is the site's own word for it; `remote_id` the platform's.

    `state`: connected, expired (a new login mends it), revoked (the permission was taken back), disconnected.
    `secrets` is encrypted: tokens and whatever else opens the account. `expires_at` is the access token's end,
    `refresh_expires_at` the refresh token's; None: no end is known. `details` are its own facts, none secret.
    """

    __tablename__ = "accounts"

    site: Mapped[str] = mapped_column(String(24), primary_key=True)
    platform: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    remote_id: Mapped[str] = mapped_column(String(255))
    handle: Mapped[str | None] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[Any]]
    details: Mapped[dict[str, Any]]
    secrets: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    refresh_expires_at: Mapped[datetime | None]
    connected_at: Mapped[datetime]
    refreshed_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class LimitRow(Base):
    """What a platform has said is left of an allowance until it is renewed. `scope` is whose it is (an app's or an
    account's), `route` what it is for."""

    __tablename__ = "limits"

    scope: Mapped[str] = mapped_column(String(160), primary_key=True)
    route: Mapped[str] = mapped_column(String(120), primary_key=True)
    remaining: Mapped[int] = mapped_column(Integer)
    reset_at: Mapped[datetime]
    noted_at: Mapped[datetime]


class PauseRow(Base):
    """An account that is left alone for one cause, so that one failure is told once and not with every post.

    Open until `until` has come (None: until a person or a new login ends it) or `ended_at` is set. `posts` counts the
    attempts that met it.
    """

    __tablename__ = "pauses"
    __table_args__ = (Index("pauses_account", "platform", "site", "account"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    site: Mapped[str] = mapped_column(String(24))
    platform: Mapped[str] = mapped_column(String(24))
    account: Mapped[str] = mapped_column(String(64))
    cause: Mapped[str] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(64))
    posts: Mapped[int] = mapped_column(Integer, default=1, server_default="1")


class NoticeRow(Base):
    """Something that people are to be told. `key` names the event: raised again within its window, only `repeats` and
    `last_at` move. `routed_at` is when its deliveries were made; `settled_at` when its cause ended, so that the next
    one of this key is a new notice."""

    __tablename__ = "notices"
    __table_args__ = (Index("notices_key", "key", "created_at"), Index("notices_routed", "routed_at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    site: Mapped[str | None] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(200))
    severity: Mapped[str] = mapped_column(String(8))
    document: Mapped[dict[str, Any]]
    repeats: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    routed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """A notice on its way to one channel of a site. State: pending, sending (claimed under `claim`), sent, failed.

    `due_at` is when it is to leave next; `digest` says that it waits to be sent together with others; `last_error`
    holds no secret."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (UniqueConstraint("notice", "site", "channel"), Index("deliveries_due", "state", "due_at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    notice: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    site: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(32))
    digest: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
