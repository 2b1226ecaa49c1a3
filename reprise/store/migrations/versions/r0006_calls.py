"""Calls to providers, and what the ledger knows of them: task, model, asset, what was taken, whether that is sure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("article", sa.String(length=63), nullable=True),
        sa.Column("asset", sa.String(length=120), nullable=True),
        sa.Column("run", sa.String(length=64), nullable=True),
        sa.Column("task", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=160), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handle", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("media", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("remote", sa.String(length=255), nullable=False),
        sa.Column("used", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at_most_usd", sa.Float(), nullable=False),
        sa.Column("at_most_credits", sa.Float(), nullable=False),
        sa.Column("expected_usd", sa.Float(), nullable=False),
        sa.Column("charged_usd", sa.Float(), nullable=False),
        sa.Column("reason_kind", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("key", "attempt", name="uq_calls_key_attempt"),
    )
    op.create_index(
        "calls_one_open",
        "calls",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state = 'started'"),
        postgresql_where=sa.text("state = 'started'"),
    )
    op.create_index("calls_site", "calls", ["site", "state", "started_at"])
    op.create_index("calls_article", "calls", ["article", "asset"])
    with op.batch_alter_table("usage") as batch:
        batch.add_column(sa.Column("task", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("model", sa.String(length=160), nullable=True))
        batch.add_column(sa.Column("asset", sa.String(length=120), nullable=True))
        batch.add_column(sa.Column("call", sa.String(length=36), nullable=True))
        batch.add_column(sa.Column("used", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("certain", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.create_unique_constraint("uq_usage_call", ["call"])


def downgrade() -> None:
    with op.batch_alter_table("usage") as batch:
        batch.drop_constraint("uq_usage_call", type_="unique")
        for column in ("certain", "used", "call", "asset", "model", "task"):
            batch.drop_column(column)
    for index in ("calls_article", "calls_site", "calls_one_open"):
        op.drop_index(index, table_name="calls")
    op.drop_table("calls")
