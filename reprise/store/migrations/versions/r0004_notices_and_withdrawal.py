"""Notices and their deliveries; whether an article is still at its source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("articles", sa.Column("looked_at", TIME, nullable=True))
    op.add_column("articles", sa.Column("gone_since", TIME, nullable=True))
    op.add_column("articles", sa.Column("gone_reason", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("state_before", sa.String(length=16), nullable=True))

    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(length=24), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("routed_at", TIME, nullable=True),
        sa.Column("settled_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("notices_key", "notices", ["key", "created_at"])
    op.create_index("notices_routed", "notices", ["routed_at"])
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", TIME, nullable=True),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_notice_deliveries_notice", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_deliveries"),
        sa.UniqueConstraint("notice", "site", "channel", name="uq_notice_deliveries_notice_site_channel"),
    )
    op.create_index("deliveries_due", "notice_deliveries", ["state", "due_at"])


def downgrade() -> None:
    op.drop_index("deliveries_due", table_name="notice_deliveries")
    op.drop_table("notice_deliveries")
    op.drop_index("notices_routed", table_name="notices")
    op.drop_index("notices_key", table_name="notices")
    op.drop_table("notices")
    with op.batch_alter_table("articles") as batch:
        for column in ("state_before", "gone_reason", "gone_since", "looked_at"):
            batch.drop_column(column)
