"""Connected accounts, limits and pauses; looks at what is unknown; first comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("posts", sa.Column("first_comment", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempts", sa.Column("look_at", TIME, nullable=True))

    op.create_table(
        "accounts",
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("remote_id", sa.String(length=255), nullable=False),
        sa.Column("handle", sa.String(length=255), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("refresh_expires_at", TIME, nullable=True),
        sa.Column("connected_at", TIME, nullable=False),
        sa.Column("refreshed_at", TIME, nullable=True),
        sa.Column("checked_at", TIME, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", "platform", "name", name="pk_accounts"),
    )
    op.create_table(
        "limits",
        sa.Column("scope", sa.String(length=160), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("reset_at", TIME, nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "route", name="pk_limits"),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(length=24), nullable=False),
        sa.Column("platform", sa.String(length=24), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_pauses"),
    )
    op.create_index("pauses_account", "pauses", ["platform", "site", "account"])


def downgrade() -> None:
    op.drop_index("pauses_account", table_name="pauses")
    for table in ("pauses", "limits", "accounts"):
        op.drop_table(table)
    with op.batch_alter_table("attempts") as batch:
        batch.drop_column("look_at")
        batch.drop_column("looks")
    with op.batch_alter_table("posts") as batch:
        batch.drop_column("first_comment")
