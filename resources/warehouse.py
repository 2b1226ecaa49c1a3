"""dbt's project and the analysts' files.

Only dbt opens the warehouse for writing. Analysts read copies that are replaced whole, so nobody waits for anybody.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet

from reprise.errors import RepriseError
from resources.settings import CHECKOUT, Settings

DBT_PROJECT = CHECKOUT / "dbt_analytics"
MANIFEST = DBT_PROJECT / "target" / "manifest.json"
PUBLISHED = "analytics.duckdb"


def dbt_executable() -> str:
    """dbt beside the running interpreter, so that an environment need not be activated."""
    return str(Path(sys.executable).with_name("dbt"))


def ensure_manifest(settings: Settings) -> Path:
    """dbt's manifest, parsed anew only when a file of the project is newer. Raises `RepriseError`."""
    sources = [path for path in DBT_PROJECT.rglob("*") if path.suffix in (".sql", ".yml", ".md")]
    newest = max(path.stat().st_mtime for path in sources if "target" not in path.parts)
    if MANIFEST.is_file() and MANIFEST.stat().st_mtime >= newest:
        return MANIFEST
    done = subprocess.run(
        [dbt_executable(), "parse", "--profiles-dir", str(DBT_PROJECT), "--project-dir", str(DBT_PROJECT)],
        env={**os.environ, "REPRISE_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RepriseError(
            f"dbt cannot read its project: {done.stdout[-2000:]}",
            where=str(DBT_PROJECT),
            remedy="Mend the file that dbt names.",
        )
    MANIFEST.touch()  # partial parsing may leave the file as it was
    return MANIFEST


def ensure_readings(tables: Path, schema: pyarrow.Schema) -> None:
    """One empty table of readings, so that the models have columns before anything was measured."""
    path = tables / "_none" / "engagement" / "empty.parquet"
    if path.is_file() and pyarrow.parquet.read_schema(path).equals(schema):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    pyarrow.parquet.write_table(schema.empty_table(), temporary)
    temporary.replace(path)


def publish_marts(warehouse: Path, folder: Path) -> dict[str, int]:
    """Copy every mart to `folder`, as one DuckDB file and as Parquet; rows by mart.

    Each file appears by a rename: readers that have the old one open keep it, new ones see the new one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f".{os.getpid()}-{uuid.uuid4().hex[:8]}"
    database = folder / f"{stem}.duckdb"
    finished: list[tuple[Path, Path]] = [(database, folder / PUBLISHED)]
    try:
        with duckdb.connect(str(database)) as target:
            target.execute(f"attach '{_quoted(warehouse)}' as warehouse (read_only)").fetchall()
            marts = _marts(target)
            for mart in marts:
                target.execute(f'create table "{mart}" as select * from warehouse.main."{mart}"').fetchall()
                table = folder / f"{stem}-{mart}.parquet"
                target.execute(f"copy \"{mart}\" to '{_quoted(table)}' (format parquet, codec zstd)").fetchall()
                finished.append((table, folder / f"{mart}.parquet"))
            rows = {mart: _count(target, mart) for mart in marts}
            target.execute("detach warehouse").fetchall()
        database.chmod(0o444)
        for temporary, path in finished:
            temporary.replace(path)
    finally:
        for leftover in folder.glob(f"{stem}*"):
            leftover.unlink(missing_ok=True)
    return rows


def read_mart(settings: Settings, mart: str) -> list[dict[str, Any]]:
    """A published mart's rows; none before the marts were first built."""
    path = settings.published / f"{mart}.parquet"
    return pyarrow.parquet.read_table(path).to_pylist() if path.is_file() else []


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables "
        "where table_type = 'BASE TABLE' and table_catalog = 'warehouse' "
        "and (table_name like 'mart%' or table_name like 'fct%') order by table_name"
    ).fetchall()
    return [name for (name,) in found]


def _count(connection: duckdb.DuckDBPyConnection, mart: str) -> int:
    row = connection.execute(f'select count(*) from "{mart}"').fetchone()
    return int(row[0]) if row else 0


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
