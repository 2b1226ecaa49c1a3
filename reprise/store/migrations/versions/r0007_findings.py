"""Posts and scripts keep what their article does not bear out, so that nobody approves or publishes it unseen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("posts", "scripts"):
        op.add_column(table, sa.Column("findings", sa.JSON(), nullable=False, server_default="[]"))
        with op.batch_alter_table(table) as batch:  # PostgreSQL cannot compare a default of this type with the models'
            batch.alter_column("findings", server_default=None)


def downgrade() -> None:
    for table in ("posts", "scripts"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("findings")
