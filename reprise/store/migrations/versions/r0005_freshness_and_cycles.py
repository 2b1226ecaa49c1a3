"""Posts know when their article was published and what it is, and which post they follow as a recurring one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posts", sa.Column("article_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("posts", sa.Column("article_kind", sa.String(length=16), nullable=True))
    op.add_column("posts", sa.Column("cycle", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("posts", sa.Column("recycled_from", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("posts") as batch:
        for column in ("recycled_from", "cycle", "article_kind", "article_at"):
            batch.drop_column(column)
