"""The first schema: articles, posts with their history and attempts, scripts, learned posting times."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reference", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("requested_revision", sa.String(length=64), nullable=True),
        sa.Column("content_hash", sa.String(length=32), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("first_seen_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
    )
    op.create_index("ix_articles_site", "articles", ["site"])

    op.create_table(
        "learned_slots",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("weekday", sa.String(length=3), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("deviation", sa.Float(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=8), nullable=False),
        sa.Column("learned_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learned_slots"),
        sa.UniqueConstraint(
            "site", "platform", "account", "weekday", "hour", name="uq_learned_slots_site_platform_account_weekday_hour"
        ),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("article", sa.String(length=63), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("hashtags", sa.JSON(), nullable=False),
        sa.Column("featured", sa.Text(), nullable=True),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("video", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("generated_hash", sa.String(length=32), nullable=False),
        sa.Column("approved_hash", sa.String(length=32), nullable=True),
        sa.Column("touched_by", sa.String(length=64), nullable=True),
        sa.Column("scheduled_at", TIME, nullable=True),
        sa.Column("scheduled_zone", sa.String(length=64), nullable=True),
        sa.Column("scheduled_why", sa.Text(), nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("remote_ids", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_index("ix_posts_site", "posts", ["site"])
    op.create_index("posts_account", "posts", ["site", "platform", "account", "state"])
    op.create_index("posts_article", "posts", ["article", "platform"])
    op.create_index("posts_due", "posts", ["state", "scheduled_at"])

    op.create_table(
        "scripts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("article", sa.String(length=63), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("produced", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_scripts"),
        sa.UniqueConstraint("article", "format", "number", name="uq_scripts_article_format_number"),
    )
    op.create_index("ix_scripts_article", "scripts", ["article"])
    op.create_index("ix_scripts_site", "scripts", ["site"])

    op.create_table(
        "article_identities",
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("identity", sa.String(length=512), nullable=False),
        sa.Column("article", sa.String(length=63), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.key"], name="fk_article_identities_article", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site", "identity", name="pk_article_identities"),
    )
    op.create_index("ix_article_identities_article", "article_identities", ["article"])

    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("post", sa.String(length=16), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("run", sa.String(length=64), nullable=True),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("handles", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_kind", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_attempts_post", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index(
        "attempts_one_open",
        "attempts",
        ["post"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_attempts_post", "attempts", ["post"])

    op.create_table(
        "post_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("post", sa.String(length=16), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("before", sa.String(length=16), nullable=True),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_post_events_post", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_post_events"),
    )
    op.create_index("ix_post_events_post", "post_events", ["post"])


def downgrade() -> None:
    for table in ("post_events", "attempts", "article_identities", "scripts", "posts", "learned_slots", "articles"):
        op.drop_table(table)
