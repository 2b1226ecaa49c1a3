"""Bringing the store's schema up to date, in one transaction and by one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from reprise.errors import BadSettings
from reprise.store.engine import lock_number, safe_name

_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Upgrade to the newest schema; whoever comes second waits and finds nothing left to do.

    Raises `BadSettings` when the schema is newer than this program.
    """
    with engine.begin() as connection:  # SQLite's write lock is taken here
        if engine.dialect.name == "postgresql":
            number = lock_number("migrate")
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        _ensure_known(connection)
        command.upgrade(configuration(connection), "head")


def schema_is_current(engine: Engine) -> bool:
    """Whether the schema is the one this program was written for."""
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(_scripts().get_heads())


def configuration(connection: Connection) -> Config:
    """Alembic's settings for this package's migrations over an open connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _ensure_known(connection: Connection) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if unknown:
        raise BadSettings(
            f"The store's schema ({', '.join(sorted(unknown))}) is newer than this program.",
            where=safe_name(connection.engine.url),
            remedy="Update Reprise.",
        )
