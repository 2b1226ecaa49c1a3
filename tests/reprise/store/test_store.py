from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from reprise.clock import ManualClock
from reprise.errors import BadSettings, Unavailable
from reprise.store.migrate import configuration
from reprise.store.store import Store
from reprise.store.tables import Base
from tests.reprise.store.builders import START, race


def test_migrations_produce_exactly_the_models_schema(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_migrations_can_be_taken_back(store: Store) -> None:
    with store.engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert not store.schema_is_current()


def test_a_new_store_says_that_its_schema_is_not_current_until_it_is_migrated(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/deep/down/store.db", ManualClock(START))
    assert not store.schema_is_current()
    store.migrate()
    store.migrate()
    assert store.schema_is_current()


def test_a_schema_of_a_newer_program_is_left_alone(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not store.schema_is_current()
    with pytest.raises(BadSettings, match="newer than this program"):
        store.migrate()


def migrate_together(barrier: Barrier, url: str) -> bool:
    store = Store(url, ManualClock(START))
    barrier.wait()
    store.migrate()
    return store.schema_is_current()


@pytest.mark.slow
def test_several_processes_may_create_a_sqlite_store_at_once(tmp_path: Path) -> None:
    assert all(race(migrate_together, f"sqlite:///{tmp_path}/store.db"))


@pytest.mark.slow
def test_several_processes_may_create_a_postgresql_store_at_once(empty_postgres: str) -> None:
    assert all(race(migrate_together, empty_postgres))


def test_sqlite_is_set_up_for_readers_beside_a_writer(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/store.db", ManualClock(START))
    store.migrate()
    with store.sessions.begin() as writer, store.readers.begin() as reader:
        assert writer.scalar(text("PRAGMA journal_mode")) == "wal"
        assert writer.scalar(text("PRAGMA foreign_keys")) == 1
        assert reader.scalar(text("SELECT count(*) FROM posts")) == 0
        other = sqlite3.connect(tmp_path / "store.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://someone:secret@host/name"])
def test_a_wrong_url_is_refused_with_the_right_form_and_without_its_password(url: str) -> None:
    with pytest.raises(BadSettings) as caught:
        Store(url, ManualClock(START))
    assert "sqlite:///" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there_is_unavailable_and_its_password_stays_hidden() -> None:
    store = Store("postgresql://someone:s3cret@127.0.0.1:1/name?sslpassword=other", ManualClock(START))
    with pytest.raises(Unavailable) as caught:
        store.migrate()
    assert "127.0.0.1" in str(caught.value)
    assert "s3cret" not in str(caught.value) + store.name + repr(store.engine.url)
    assert "other" not in str(caught.value) + store.name


def test_the_old_name_of_the_postgresql_scheme_is_understood() -> None:
    assert Store("postgres://someone@host/name", ManualClock(START)).engine.dialect.driver == "psycopg"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadSettings, match="cannot be made") as caught:
        Store(f"sqlite:///{tmp_path}/file/deep/store.db", ManualClock(START))
    assert str(tmp_path / "file" / "deep") in str(caught.value)
