"""Documents as JSON files by asset key and partition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dagster import ConfigurableIOManager, InputContext, OutputContext, UPathIOManager

from reprise.documents import read_document, write_document
from reprise.model import Document

if TYPE_CHECKING:
    from upath import UPath


class DocumentsIOManager(ConfigurableIOManager, UPathIOManager):
    """Writes a `Document` to `<root>/<key…>/<partition>.json`; reads it back as the type the asset asks for."""

    root: str
    extension: ClassVar[str] = ".json"

    @property
    def _base_path(self) -> UPath:
        from upath import UPath

        return UPath(self.root)

    def dump_to_path(self, context: OutputContext, obj: Any, path: UPath) -> None:
        from pathlib import Path

        write_document(Path(path), obj)

    def load_from_path(self, context: InputContext, path: UPath) -> Document:
        from pathlib import Path

        kind = context.dagster_type.typing_type
        if not (isinstance(kind, type) and issubclass(kind, Document)):
            raise TypeError(
                f"{context.asset_key.to_user_string()} is read as a Document; annotate the asset's argument"
            )
        return read_document(Path(path), kind)
