"""Meta's upload host for films: bytes with `offset` and `file_size` headers, or an address in `file_url`."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from sandbox.graph.serving import UploadProblem
from sandbox.pulling import NotPulled, pull
from sandbox.receiving import TooMuch, receive

LARGEST = 10 << 30


async def take(request: Request, path: Path, announced: int | None) -> tuple[int, bool]:
    """Receive or fetch a film into a file; its full size, and whether all of it is there.

    What came before a connection broke is kept: the next request goes on at that offset.

    Args:
        announced: the size that an earlier request gave, or None.

    Raises:
        UploadProblem: a header is missing, the offset is not where the file ends, or the size changed.
    """
    url = request.headers.get("file_url")
    if url is not None:
        try:
            pulled = await run_in_threadpool(pull, url, path, limit=LARGEST)
        except NotPulled as problem:
            raise UploadProblem("ProcessingFailedError", f"The file_url could not be fetched. {problem}") from None
        return pulled.bytes, True
    offset, size = _number(request, "offset"), _number(request, "file_size")
    have = path.stat().st_size if path.exists() else 0
    if size == 0 or (announced not in (None, size)):
        raise UploadProblem("PartialRequestError", "file_size is not the size of this upload's file")
    if offset != have:
        raise UploadProblem("OffsetInvalidError", f"Request starting offset is invalid: {have} bytes are here")
    try:
        await receive(request, path, at=offset, limit=size - offset)
    except TooMuch:
        path.unlink(missing_ok=True)
        raise UploadProblem("PartialRequestError", "More bytes came than file_size announced") from None
    return size, path.stat().st_size == size


def partial() -> UploadProblem:
    """The request ended before the file did; what came is kept."""
    return UploadProblem("PartialRequestError", "Partial request (did not match length of file)", retriable=True)


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not re.fullmatch(r"\d{1,12}", value):
        raise UploadProblem("HeaderNotFoundError", f"The header {name} is required")
    return int(value)
