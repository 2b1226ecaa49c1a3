"""Tables between assets and dbt: Parquet with the asset's own types, one file for each partition."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest
from dagster import (
    AssetExecutionContext,
    AssetIn,
    AssetsDefinition,
    DagsterInstance,
    ExecuteInProcessResult,
    asset,
    materialize,
)

from assets_pipeline.partitions import engagement_windows
from io_managers.tables import TablesIOManager

SCHEMA = pyarrow.schema(
    [
        pyarrow.field("post_id", pyarrow.string(), nullable=False),
        pyarrow.field("likes", pyarrow.int64()),
        pyarrow.field("read_at", pyarrow.timestamp("us", tz="UTC"), nullable=False),
    ]
)
WHEN = datetime(2026, 6, 1, 6, tzinfo=UTC)
WINDOWS = ("2026-06-01T00", "2026-06-01T06")


def table_of(window: str) -> pyarrow.Table:
    rows = [{"post_id": window, "likes": None, "read_at": WHEN}, {"post_id": "b", "likes": 2**40, "read_at": WHEN}]
    return pyarrow.Table.from_pylist(rows, schema=SCHEMA)


@asset(key=["x", "engagement"], partitions_def=engagement_windows, io_manager_key="tables")
def engagement(context: AssetExecutionContext) -> Any:
    return table_of(context.partition_key)


def reader(seen: list[Any]) -> AssetsDefinition:
    @asset(
        ins={"engagement": AssetIn(key=["x", "engagement"])},
        partitions_def=engagement_windows,
        io_manager_key="tables",
    )
    def read(engagement: Any) -> None:
        seen.append(engagement)

    return read


def run(target: AssetsDefinition, root: Path, window: str, *, fails: bool = True) -> ExecuteInProcessResult:
    return materialize(
        [engagement, target] if target is not engagement else [engagement],
        selection=[target],
        partition_key=window,
        instance=DagsterInstance.ephemeral(),
        resources={"tables": TablesIOManager(root=str(root))},
        raise_on_error=fails,
    )


def test_each_window_has_its_own_file_with_the_types_it_was_given(tmp_path: Path) -> None:
    seen: list[pyarrow.Table] = []
    for window in WINDOWS:
        run(engagement, tmp_path, window)
        run(reader(seen), tmp_path, window)
    assert seen == [table_of(window) for window in WINDOWS]
    assert all(table.schema == SCHEMA for table in seen)
    names = sorted(path.name for path in (tmp_path / "x" / "engagement").iterdir())
    assert names == [f"{window}.parquet" for window in WINDOWS]


def test_dbt_sees_all_windows_together(tmp_path: Path) -> None:
    for window in WINDOWS:
        run(engagement, tmp_path, window)
    with duckdb.connect() as connection:
        files = f"read_parquet('{tmp_path}/*/engagement/*.parquet')"
        query = f"select count(*), count(likes), min(read_at at time zone 'UTC') from {files}"
        rows = connection.execute(query).fetchall()
    assert rows == [(4, 2, WHEN.replace(tzinfo=None))]


def test_a_window_that_was_never_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    run(engagement, tmp_path, WINDOWS[0])
    with pytest.raises(FileNotFoundError, match=rf"engagement/{WINDOWS[1]}\.parquet"):
        run(reader([]), tmp_path, WINDOWS[1])


@pytest.mark.parametrize("crash_in", ["write", "rename"])
def test_a_crash_keeps_what_was_there_and_leaves_nothing_dbt_would_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_in: str
) -> None:
    run(engagement, tmp_path, WINDOWS[0])
    before = (tmp_path / "x" / "engagement" / f"{WINDOWS[0]}.parquet").read_bytes()
    with monkeypatch.context() as patch:
        if crash_in == "write":
            patch.setattr(pyarrow.parquet, "write_table", _half)
        else:
            patch.setattr(Path, "replace", _crash)
            patch.setattr("os.replace", _crash)
            patch.setattr("os.rename", _crash)
        for window in WINDOWS:
            assert not run(engagement, tmp_path, window, fails=False).success
    (kept,) = (tmp_path / "x" / "engagement").iterdir()
    assert kept.read_bytes() == before


def _half(table: Any, where: str, **_: Any) -> None:
    Path(where).write_bytes(b"PAR1 and then")
    raise OSError("No space left on device")


def _crash(*_: Any, **__: Any) -> None:
    raise OSError("the machine went down")
