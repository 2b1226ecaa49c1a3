"""Films to Meta's upload host: bytes from disk, from where the host says its part of them ends."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from reprise.clock import Clock
from reprise.windows.failures import FailureKind, PlatformError
from resources.platforms import graph_errors
from resources.platforms.access import Access
from resources.platforms.api import Answer, Api, Refusal
from resources.platforms.edge import Edge
from resources.platforms.graph import UPLOADS
from resources.platforms.graph_errors import Table
from resources.platforms.uploads import pieces

TRIES = 3
PAUSE = 2.0
_KINDS: Mapping[str, FailureKind] = {
    "NotAuthorizedError": "permission",
    "OffsetInvalidError": "server",
    "PartialRequestError": "server",
    "ProcessingFailedError": "media_processing",
}
"""The host's own errors (developers.facebook.com, docs/video-api/guides/reels-publishing, read 2026-11)."""


class UploadHost:
    """Meta's upload host for one account; its token goes with every request, as `OAuth`.

    Args:
        folder: the first part of its addresses: what kind of film they are for.
    """

    def __init__(
        self, title: str, access: Access, edge: Edge, *, folder: str, version: str, table: Table, scope: str
    ) -> None:
        base = access.base_urls.get("rupload") or access.base_urls.get("") or UPLOADS
        self._edge = edge
        self._route = f"/{folder}/{{id}}"
        self._address = f"{base.rstrip('/')}/{folder}/{version}/"
        self._api = Api(
            title,
            access,
            edge,
            base_url=base,
            understand=partial(_understand, clock=edge.clock, table=table),
            authorize=lambda token: {"Authorization": f"OAuth {token}"},
            scope=f"{scope}/uploads",
        )

    def close(self) -> None:
        self._api.close()

    def send(self, id_: str, path: Path, there: Callable[[], int]) -> None:
        """Send what is missing of a file; an interrupted request is gone on with a few times.

        Args:
            there: asks how many bytes have arrived.

        Raises:
            PlatformError: the host does not take it. With a kind that is tried again, the next try goes on from there.
        """
        size = path.stat().st_size
        for number in range(TRIES):
            offset = there()
            if offset >= size:
                return
            try:
                self._send_rest(id_, path, offset, size)
                return
            except PlatformError as error:
                if number == TRIES - 1 or error.kind not in ("network", "server"):
                    raise
                self._edge.wait(PAUSE)

    def _send_rest(self, id_: str, path: Path, offset: int, size: int) -> None:
        headers = {"offset": str(offset), "file_size": str(size), "Content-Length": str(size - offset)}
        headers["Content-Type"] = "application/octet-stream"
        body = pieces(path, offset, size)
        self._api.ask("POST", f"{self._address}{id_}", route=self._route, content=body, headers=headers)


def bytes_there(status: Any) -> int:
    """How many bytes of a film have arrived, from its status; more than any film has when all of them are there.

    The guide and the specification spell the field differently.
    """
    phase = status.get("uploading_phase") if isinstance(status, Mapping) else None
    found = phase if isinstance(phase, Mapping) else {}
    if found.get("status") == "complete":
        return sys.maxsize
    count = found.get("bytes_transfered", found.get("bytes_transferred"))
    return count if isinstance(count, int) else 0


class Slice(io.RawIOBase):
    """A part of a file as a file of its own, for requests that carry their bytes in a form."""

    def __init__(self, path: Path, start: int, end: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._start = start
        self._length = end - start
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = min(max(base + offset, 0), self._length)
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(buffer), self._length - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _understand(answer: Answer, creates: bool, clock: Clock, table: Table) -> Refusal | None:
    told = answer.object().get("debug_info")
    if not isinstance(told, dict):
        return graph_errors.understand(answer, creates, clock, table)
    said = f"{told.get('type', '')}: {told.get('message', '')}"
    kind = _KINDS.get(str(told.get("type")), "server" if told.get("retriable") else "media_processing")
    return Refusal(kind, said)
