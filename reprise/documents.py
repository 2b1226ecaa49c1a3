"""Documents on disk: one JSON file for each asset and partition, replaced whole or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from reprise.errors import BadInput, NotFound
from reprise.model import Document

D = TypeVar("D", bound=Document)


class Documents:
    """Documents below a folder, at `<key…>/<partition>.json`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: Sequence[str], partition: str) -> Path:
        return self.root.joinpath(*key, f"{partition}.json")

    def read(self, kind: type[D], key: Sequence[str], partition: str) -> D:
        """The document of an asset's partition. Raises `NotFound` or `BadInput`."""
        return read_document(self.path(key, partition), kind)

    def find(self, kind: type[D], key: Sequence[str], partition: str) -> D | None:
        """The document, or None where it was never made."""
        path = self.path(key, partition)
        return read_document(path, kind) if path.is_file() else None

    def partitions(self, key: Sequence[str]) -> Iterator[str]:
        """The partitions an asset has documents for, in order."""
        return (path.stem for path in sorted(self.root.joinpath(*key).glob("*.json")))


def read_document(path: Path, kind: type[D]) -> D:
    """Read one document; its schema is checked."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(
            "This has not been made yet.", where=str(path), remedy="Materialize the asset that writes it."
        ) from None
    except ValidationError as error:
        raise BadInput(
            f"The file does not hold a {kind.__name__} of this version ({error.error_count()} faults).",
            where=str(path),
            remedy="Materialize the asset that writes it again.",
        ) from error


def write_document(path: Path, document: Document) -> None:
    """Write a document whole: readers see the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
    try:
        with temporary.open("wb") as file:
            file.write(document.model_dump_json(indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
