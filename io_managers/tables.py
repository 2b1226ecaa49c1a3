"""Tables as Parquet files, one file for each partition, never changed once written."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from dagster import ConfigurableIOManager, InputContext, OutputContext, UPathIOManager

if TYPE_CHECKING:
    from upath import UPath


class TablesIOManager(ConfigurableIOManager, UPathIOManager):
    """Writes a pyarrow `Table` to `<root>/<key…>/<partition>.parquet` by way of a temporary file.

    Arrow and not pandas on the way to disk: the schema is the asset's contract, types included.
    """

    root: str
    extension: ClassVar[str] = ".parquet"

    @property
    def _base_path(self) -> UPath:
        from upath import UPath

        return UPath(self.root)

    def dump_to_path(self, context: OutputContext, obj: Any, path: UPath) -> None:
        import pyarrow.parquet

        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
        try:
            pyarrow.parquet.write_table(obj, str(temporary), compression="zstd")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def load_from_path(self, context: InputContext, path: UPath) -> Any:
        import pyarrow.parquet

        return pyarrow.parquet.read_table(str(path))
