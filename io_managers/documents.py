"""Documents as JSON files by asset key and partition."""

from pathlib import Path
from typing import Any

from dagster import ConfigurableIOManagerFactory, InitResourceContext, InputContext, OutputContext, UPathIOManager
from upath import UPath

from reprise.documents import read_document, write_document
from reprise.model import Document


class DocumentFiles(UPathIOManager):
    """Writes a `Document` to `<root>/<key…>/<partition>.json`; reads it back as the type the asset asks for."""

    extension = ".json"

    def dump_to_path(self, context: OutputContext, obj: Any, path: UPath) -> None:
        write_document(Path(str(path)), obj)

    def load_from_path(self, context: InputContext, path: UPath) -> Document:
        kind = context.dagster_type.typing_type
        if not (isinstance(kind, type) and issubclass(kind, Document)):
            raise TypeError(
                f"{context.asset_key.to_user_string()} is read as a Document; annotate the asset's argument"
            )
        return read_document(Path(str(path)), kind)


class DocumentsIOManager(ConfigurableIOManagerFactory[DocumentFiles]):
    """Documents below a folder."""

    root: str

    def create_io_manager(self, context: InitResourceContext) -> DocumentFiles:
        return DocumentFiles(base_path=UPath(self.root))
