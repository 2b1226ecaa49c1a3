"""How Alembic reaches the store: always through the connection that `reprise.store.migrate` has opened and locked."""

from __future__ import annotations

from alembic import context

from reprise.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
