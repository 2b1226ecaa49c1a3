"""Analysts read while marts are published: they always find a whole file, all of one build."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from resources.settings import load_settings
from resources.warehouse import PUBLISHED, ensure_readings, publish_marts, read_mart

BUILDS, ROWS = 20, 500
SCHEMA = pyarrow.schema([pyarrow.field("post_id", pyarrow.string(), nullable=False)])


def build(warehouse: Path, number: int) -> None:
    """What dbt leaves: marts, and tables that are nobody's business."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        for name in ("mart_times", "fct_posts", "stg_posts"):
            query = f"create or replace table {name} as select {number} as build, range as id from range({ROWS})"
            connection.execute(query).fetchall()
        connection.execute("create or replace view mart_view as select 1 as one").fetchall()


def keep_reading(folder: Path, answers: Connection) -> None:
    """Open, read all and close, again and again; tells each time which build it saw, or what went wrong."""
    while True:
        try:
            with duckdb.connect(str(folder / PUBLISHED), read_only=True) as analyst:
                seen = set()
                for mart in ("mart_times", "fct_posts"):
                    query = f"select min(build), max(build), count(*) from {mart}"
                    seen |= set(analyst.execute(query).fetchall())
            table = pyarrow.parquet.read_table(folder / "mart_times.parquet")
            whole = len(seen) == 1 and table.num_rows == ROWS and len(set(table["build"].to_pylist())) == 1
            answer = str(next(iter(seen))[0]) if whole else f"half: {seen}, {table.num_rows} rows"
        except Exception as error:  # whatever it is, the test tells it
            answer = f"failed: {error!r}"
        try:
            answers.send(answer)
        except BrokenPipeError:
            return


@pytest.mark.slow
def test_a_reader_never_waits_fails_or_sees_half_a_build(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "warehouse" / "reprise.duckdb", tmp_path / "published"
    build(warehouse, 0)
    publish_marts(warehouse, folder)
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    reader = context.Process(target=keep_reading, args=(folder, send), daemon=True)
    reader.start()
    send.close()
    answers: list[str] = []
    try:
        for number in range(1, BUILDS + 1):
            build(warehouse, number)
            publish_marts(warehouse, folder)
            while not answers or answers[-1] != str(number):  # every build is seen before the next one
                assert receive.poll(60), f"the reader fell silent after {answers[-3:]}"
                answers.append(receive.recv())
                assert answers[-1].isdigit(), answers[-1]
    finally:
        receive.close()
        reader.kill()
        reader.join()
    assert [int(answer) for answer in answers] == sorted(int(answer) for answer in answers)


def test_only_marts_are_published_and_nothing_is_left_over(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "it's published"
    build(warehouse, 1)
    assert publish_marts(warehouse, folder) == {"fct_posts": ROWS, "mart_times": ROWS}
    assert sorted(path.name for path in folder.iterdir()) == [PUBLISHED, "fct_posts.parquet", "mart_times.parquet"]
    with duckdb.connect(str(folder / PUBLISHED), read_only=True) as analyst:
        assert analyst.execute("select count(*) from mart_times").fetchall() == [(ROWS,)]


def test_an_open_reader_keeps_what_it_has_opened(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "published"
    build(warehouse, 1)
    publish_marts(warehouse, folder)
    with (folder / PUBLISHED).open("rb") as opened:
        first = opened.read()
        build(warehouse, 2)
        publish_marts(warehouse, folder)
        opened.seek(0)
        assert opened.read() == first


def test_publishing_that_fails_keeps_the_old_files(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "published"
    build(warehouse, 1)
    publish_marts(warehouse, folder)
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    warehouse.write_bytes(b"not a database")
    with pytest.raises(duckdb.Error):
        publish_marts(warehouse, folder)
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before


def test_a_mart_that_was_never_built_has_no_rows(tmp_path: Path) -> None:
    assert read_mart(load_settings({"REPRISE_HOME": str(tmp_path)}), "mart_best_times") == []


def test_the_empty_table_of_readings_is_written_once_and_renewed_with_its_columns(tmp_path: Path) -> None:
    ensure_readings(tmp_path, SCHEMA)
    (path,) = tmp_path.rglob("*.parquet")
    first = path.stat().st_ino
    ensure_readings(tmp_path, SCHEMA)
    assert path.stat().st_ino == first
    wider = SCHEMA.append(pyarrow.field("likes", pyarrow.int64()))
    ensure_readings(tmp_path, wider)
    assert pyarrow.parquet.read_schema(path).equals(wider)
    assert pyarrow.parquet.read_table(path).num_rows == 0
