"""Documents as JSON files by asset key and partition."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from dagster import ConfigurableIOManagerFactory, InitResourceContext, InputContext, OutputContext, UPathIOManager
from upath import UPath

from reprise.documents import Documents, read_document, write_document
from reprise.errors import BadInput
from reprise.model import Document

D = TypeVar("D", bound=Document)


class DocumentFiles(UPathIOManager):
    """Writes a `Document` to `<root>/<key…>/<partition>.json`; reads it back as the type the asset asks for."""

    extension = ".json"

    @property
    def root(self) -> Path:
        """The folder below which all documents lie."""
        return Path(str(self._base_path))

    def dump_to_path(self, context: OutputContext, obj: Any, path: UPath) -> None:
        write_document(Path(str(path)), obj)

    def load_from_path(self, context: InputContext, path: UPath) -> Document:
        kind = context.dagster_type.typing_type
        if not (isinstance(kind, type) and issubclass(kind, Document)):
            raise TypeError(
                f"{context.asset_key.to_user_string()} is read as a Document; annotate the asset's argument"
            )
        return read_document(Path(str(path)), kind)

    def write(self, key: Sequence[str], partition: str, document: Document) -> None:
        """Put a document where an asset's partition would have it, for a job that keeps it up to date."""
        write_document(Documents(Path(str(self._base_path))).path(key, partition), document)

    def earlier(self, kind: type[D], key: Sequence[str], partition: str) -> D | None:
        """What an asset's partition holds before it is written anew; None where that is nothing of this version."""
        try:
            return Documents(Path(str(self._base_path))).find(kind, key, partition)
        except BadInput:
            return None


class DocumentsIOManager(ConfigurableIOManagerFactory[DocumentFiles]):
    """Documents below a folder."""

    root: str

    def create_io_manager(self, context: InitResourceContext) -> DocumentFiles:
        return DocumentFiles(base_path=UPath(self.root))
