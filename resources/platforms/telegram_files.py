"""The files of a message on their way to Telegram, and whether all of them have left.

Telegram takes a message and its files in one request. As long as its last file has not left, the request is not whole,
and nothing can have been posted by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

from reprise.media import Media, MediaStore


class Outbound:
    """An open file that knows whether it was read to its end. Has what an HTTP client needs of a file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.gone = False

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.gone = not data or size < 0
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self.gone = False
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()


class Parcel:
    """The files of one message, by their part in the form."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[str, Outbound, str]] = {}

    @property
    def gone(self) -> bool:
        """Whether all of it was handed to the network; the parts leave in their order."""
        return all(file.gone for _, file, _ in self.parts.values())

    def form(self) -> dict[str, Any] | None:
        return dict(self.parts) or None


@contextmanager
def parcel(pieces: dict[str, Media], media: MediaStore) -> Iterator[Parcel]:
    """Files by the names of their parts, open until the block ends."""
    made = Parcel()
    with ExitStack() as opened:
        for name, piece in pieces.items():
            path = media.path(piece)
            file = Outbound(opened.enter_context(path.open("rb")))
            made.parts[name] = (path.name, file, piece.mime)
        yield made
