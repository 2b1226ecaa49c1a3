"""Tables as Parquet files, one file for each partition, never changed once written."""

import os
import uuid
from typing import Any

import pyarrow.parquet
from dagster import ConfigurableIOManagerFactory, InitResourceContext, InputContext, OutputContext, UPathIOManager
from upath import UPath


class TableFiles(UPathIOManager):
    """Writes a pyarrow `Table` to `<root>/<key…>/<partition>.parquet` by way of a temporary file.

    Arrow and not pandas on the way to disk: the schema is the asset's contract, types included.
    """

    extension = ".parquet"

    def dump_to_path(self, context: OutputContext, obj: Any, path: UPath) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
        try:
            pyarrow.parquet.write_table(obj, str(temporary), compression="zstd")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def load_from_path(self, context: InputContext, path: UPath) -> Any:
        return pyarrow.parquet.read_table(str(path))


class TablesIOManager(ConfigurableIOManagerFactory[TableFiles]):
    """Tables below a folder."""

    root: str

    def create_io_manager(self, context: InitResourceContext) -> TableFiles:
        return TableFiles(base_path=UPath(self.root))
